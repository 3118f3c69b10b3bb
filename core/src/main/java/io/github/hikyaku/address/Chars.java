package io.github.hikyaku.address;

import java.nio.charset.StandardCharsets;

/** Character classes that the address grammars share. */
final class Chars {
    private static final boolean[] ATEXT = new boolean[128];

    static {
        for (char c = 'a'; c <= 'z'; c++) {
            ATEXT[c] = true;
            ATEXT[c - 'a' + 'A'] = true;
        }
        for (char c = '0'; c <= '9'; c++) {
            ATEXT[c] = true;
        }
        for (char c : "!#$%&'*+-/=?^_`{|}~".toCharArray()) {
            ATEXT[c] = true;
        }
    }

    private Chars() {}

    /** RFC 5322 §3.2.3 atext, ASCII only. */
    static boolean isAtext(char c) {
        return c < 128 && ATEXT[c];
    }

    static boolean isLetDig(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isHex(char c) {
        return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }

    static boolean isWsp(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    /** Whether a local part needs no quotes: atoms of one or more characters with single dots between them. */
    static boolean isDotString(String text) {
        boolean expectAtom = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (expectAtom) {
                    return false;
                }
                expectAtom = true;
            } else if (c > 127 || isAtext(c)) {
                expectAtom = false;
            } else {
                return false;
            }
        }
        return !expectAtom;
    }

    static int octets(String text) {
        return isAscii(text) ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
