package io.github.hikyaku.precis;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The profiles of RFC 8265: the one form in which names, and the one in which secrets, are kept and compared. A string that a
 * profile does not allow has no such form. What is a letter, and what is not assigned yet, is as the JDK's Unicode tables say.
 * Pure.
 */
public final class Precis {
    // A rule's output may be something that another rule changes; RFC 8264 §7 has it done until nothing changes, at
    // most so often.
    private static final int MAX_ROUNDS = 4;

    private Precis() {}

    /**
     * A user name (RFC 8265 §3.3, UsernameCaseMapped): full-width and half-width characters as the usual ones, in lower case, in
     * normalization form C. A name has no spaces, symbols, control characters or characters that only look like another.
     *
     * @return the form, or empty if this is no such name
     */
    public static Optional<String> usernameCaseMapped(String name) {
        if (isVisibleAscii(name)) {
            return name.isEmpty() ? Optional.empty() : Optional.of(name.toLowerCase(Locale.ROOT));
        }
        return stable(name, text -> nfc(Widths.mapped(text).toLowerCase(Locale.ROOT)))
                .filter(Bidi::isAllowed)
                .filter(text -> CodePoints.isAllowed(text, CodePoints.Kind.PVALID));
    }

    /**
     * A secret (RFC 8265 §4.2, OpaqueString): spaces of all kinds as U+0020, in normalization form C. A secret has no control
     * characters, and is not empty.
     *
     * @return the form, or empty if this is no such secret
     */
    public static Optional<String> opaqueString(String secret) {
        if (isVisibleAscii(secret)) {
            return secret.isEmpty() ? Optional.empty() : Optional.of(secret);
        }
        return stable(secret, text -> nfc(withPlainSpaces(text)))
                .filter(text -> CodePoints.isAllowed(text, CodePoints.Kind.FREE_PVAL));
    }

    private static Optional<String> stable(String text, UnaryOperator<String> rules) {
        String before = text;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            String after = rules.apply(before);
            if (after.equals(before)) {
                return after.isEmpty() ? Optional.empty() : Optional.of(after);
            }
            before = after;
        }
        return Optional.empty();
    }

    private static boolean isVisibleAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= 0x20 || text.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static String withPlainSpaces(String text) {
        StringBuilder mapped = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c)
                .forEach(mapped::appendCodePoint);
        return mapped.toString();
    }

    private static String nfc(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }
}
