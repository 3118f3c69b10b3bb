package io.github.hikyaku.imap.internal.search;

import java.io.IOException;
import java.io.Reader;

/** A text to be found, whatever its case. Reads streams in blocks, and takes linear time. */
final class TextPattern {
    private static final int BLOCK = 8 * 1024;

    private final String folded;

    TextPattern(String text) {
        folded = fold(text);
    }

    boolean isIn(String text) {
        return fold(text).contains(folded);
    }

    boolean isIn(Reader in) throws IOException {
        if (folded.isEmpty()) {
            return true;
        }
        int overlap = folded.length() - 1;
        char[] block = new char[overlap + BLOCK];
        int kept = 0;
        for (int n = in.read(block, 0, BLOCK); n >= 0; n = in.read(block, kept, BLOCK)) {
            for (int i = kept; i < kept + n; i++) {
                block[i] = fold(block[i]);
            }
            int length = kept + n;
            if (new String(block, 0, length).contains(folded)) {
                return true;
            }
            kept = Math.min(overlap, length);
            System.arraycopy(block, length - kept, block, 0, kept);
        }
        return false;
    }

    private static String fold(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            chars[i] = fold(chars[i]);
        }
        return new String(chars);
    }

    private static char fold(char c) {
        return c < 0x80
                ? (c >= 'A' && c <= 'Z' ? (char) (c + 32) : c)
                : Character.toLowerCase(Character.toUpperCase(c));
    }
}
