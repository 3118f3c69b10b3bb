package io.github.hikyaku.imap.internal.command;

import java.util.Optional;

/** Mailbox names on the wire: modified UTF-7 (RFC 3501 §5.1.3), strict, so that no two forms name one mailbox. */
public final class ModifiedUtf7 {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

    private ModifiedUtf7() {}

    /** Writes a name. */
    public static String encode(String name) {
        StringBuilder out = null;
        int i = 0;
        while (i < name.length()) {
            char c = name.charAt(i);
            if (isDirect(c)) {
                if (out != null) {
                    out.append(c);
                }
                i++;
                continue;
            }
            if (out == null) {
                out = new StringBuilder(name.length() + 16).append(name, 0, i);
            }
            if (c == '&') {
                out.append("&-");
                i++;
            } else {
                i = shift(name, i, out);
            }
        }
        return out == null ? name : out.toString();
    }

    private static int shift(String name, int from, StringBuilder out) {
        int bits = 0;
        int held = 0;
        int i = from;
        out.append('&');
        for (; i < name.length() && name.charAt(i) != '&' && !isDirect(name.charAt(i)); i++) {
            bits = bits << 16 | name.charAt(i);
            held += 16;
            while (held >= 6) {
                held -= 6;
                out.append(ALPHABET.charAt(bits >> held & 0x3f));
            }
            bits &= (1 << held) - 1;
        }
        if (held > 0) {
            out.append(ALPHABET.charAt(bits << 6 - held & 0x3f));
        }
        out.append('-');
        return i;
    }

    /** Reads a name, or answers empty if it is not in the one form that {@link #encode} would give it. */
    public static Optional<String> decode(String wire) {
        StringBuilder out = new StringBuilder(wire.length());
        int i = 0;
        while (i < wire.length()) {
            char c = wire.charAt(i++);
            if (c != '&') {
                if (!isDirect(c)) {
                    return Optional.empty();
                }
                out.append(c);
                continue;
            }
            int end = wire.indexOf('-', i);
            if (end < 0 || !unshift(wire, i, end, out)) {
                return Optional.empty();
            }
            i = end + 1;
        }
        String name = out.toString();
        // What was not written as it would be written here: shifted ASCII, two shifts in a row, bits left over.
        return encode(name).equals(wire) ? Optional.of(name) : Optional.empty();
    }

    private static boolean unshift(String wire, int from, int to, StringBuilder out) {
        if (from == to) {
            out.append('&');
            return true;
        }
        int bits = 0;
        int held = 0;
        for (int i = from; i < to; i++) {
            int value = ALPHABET.indexOf(wire.charAt(i));
            if (value < 0) {
                return false;
            }
            bits = bits << 6 | value;
            held += 6;
            if (held >= 16) {
                held -= 16;
                out.append((char) (bits >> held));
                bits &= (1 << held) - 1;
            }
        }
        return true;
    }

    private static boolean isDirect(char c) {
        return c >= 0x20 && c <= 0x7e && c != '&';
    }
}
