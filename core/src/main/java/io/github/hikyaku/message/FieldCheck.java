package io.github.hikyaku.message;

/** That a name and a value make one header field and no more (RFC 5322 §2.2). */
final class FieldCheck {
    private static final int MAX_OCTETS = 64 * 1024;

    private FieldCheck() {}

    static void field(String name, String value) {
        if (name.isEmpty() || !name.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != ':')) {
            throw new IllegalArgumentException("Not the name of a header field: " + name);
        }
        if (name.length() + value.length() > MAX_OCTETS) {
            throw new IllegalArgumentException("The value of " + name + " is too long");
        }
        if (!isFolded(value)) {
            throw new IllegalArgumentException(
                    "The value of " + name + " has a line break that does not fold, or a NUL");
        }
    }

    private static boolean isFolded(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\0' || c == '\n') {
                return false;
            }
            if (c == '\r') {
                boolean folds = value.startsWith("\r\n ", i) || value.startsWith("\r\n\t", i);
                if (!folds) {
                    return false;
                }
                i += 2;
            }
        }
        return true;
    }
}
