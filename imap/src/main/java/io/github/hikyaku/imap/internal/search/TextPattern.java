package io.github.hikyaku.imap.internal.search;

import java.io.IOException;
import java.io.Reader;

/**
 * A text to be found, whatever its case. Reads streams in blocks, and takes linear time for whatever is looked for
 * wherever (Knuth, Morris and Pratt 1977).
 */
final class TextPattern {
    private static final int BLOCK = 8 * 1024;

    private final char[] folded;
    /** By the number of characters that fit: how many fit still when the next one does not. */
    private final int[] shorter;

    TextPattern(String text) {
        folded = text.toCharArray();
        for (int i = 0; i < folded.length; i++) {
            folded[i] = fold(folded[i]);
        }
        shorter = new int[folded.length + 1];
        int fit = 0;
        for (int i = 1; i < folded.length; i++) {
            fit = next(fit, folded[i]);
            shorter[i + 1] = fit;
        }
    }

    boolean isIn(String text) {
        int fit = 0;
        for (int i = 0; i < text.length() && fit < folded.length; i++) {
            fit = next(fit, fold(text.charAt(i)));
        }
        return fit == folded.length;
    }

    boolean isIn(Reader in) throws IOException {
        int fit = 0;
        char[] block = new char[BLOCK];
        while (fit < folded.length) {
            int n = in.read(block, 0, BLOCK);
            if (n < 0) {
                return false;
            }
            for (int i = 0; i < n && fit < folded.length; i++) {
                fit = next(fit, fold(block[i]));
            }
        }
        return true;
    }

    /** How many characters fit behind one more; {@code fit} fit before it, and not all. */
    private int next(int fit, char c) {
        int kept = fit;
        while (kept > 0 && folded[kept] != c) {
            kept = shorter[kept];
        }
        return folded[kept] == c ? kept + 1 : 0;
    }

    private static char fold(char c) {
        return c < 0x80
                ? (c >= 'A' && c <= 'Z' ? (char) (c + 32) : c)
                : Character.toLowerCase(Character.toUpperCase(c));
    }
}
