package io.github.hikyaku.precis;

import java.text.Normalizer;

/** The width mapping rule (RFC 8264 §5.2.1). */
final class Widths {
    private Widths() {}

    /** The text with full-width and half-width characters as the usual ones. */
    static String mapped(String text) {
        if (text.chars().noneMatch(Widths::hasWidth)) {
            return text;
        }
        StringBuilder mapped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (hasWidth(c)) {
                mapped.append(Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKC));
            } else {
                mapped.appendCodePoint(c);
            }
        });
        return mapped.toString();
    }

    /** Whether the decomposition of a character is marked wide or narrow; in these blocks all are. */
    private static boolean hasWidth(int c) {
        return c == 0x3000 || c > 0xFF00 && c < 0xFFEF;
    }
}
