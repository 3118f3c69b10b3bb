package io.github.hikyaku.filter.internal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What a stranger wrote, made fit for a line of a protocol or of a log. */
public final class Lines {
    private Lines() {}

    /** The text in visible ASCII and spaces, other characters as question marks, cut to a length. */
    public static String printable(String text, int max) {
        StringBuilder line = new StringBuilder(text.length() > max ? text.substring(0, max) : text);
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) < ' ' || line.charAt(i) > '~') {
                line.setCharAt(i, '?');
            }
        }
        return line.toString();
    }

    /** Text for an unstructured field: as encoded-words (RFC 2047 §2) where it is not ASCII. */
    public static String unstructured(String text) {
        if (text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            return text;
        }
        StringBuilder words = new StringBuilder();
        int begin = 0;
        while (begin < text.length()) {
            // An encoded-word has at most 75 characters, so 45 octets, and holds whole characters (§5).
            int end = Math.min(text.length(), begin + 15);
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            byte[] octets = text.substring(begin, end).getBytes(StandardCharsets.UTF_8);
            words.append(begin == 0 ? "" : "\r\n ").append("=?UTF-8?B?");
            words.append(Base64.getEncoder().encodeToString(octets)).append("?=");
            begin = end;
        }
        return words.toString();
    }

    /** A value for a header field, whatever line ends it came with: folded by CRLF and white space, without NUL. */
    public static String folded(String value) {
        StringBuilder folded = new StringBuilder(value.length());
        boolean afterBreak = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n') {
                afterBreak = true;
            } else if (c != 0) {
                if (afterBreak) {
                    folded.append("\r\n");
                    if (c != ' ' && c != '\t') {
                        folded.append('\t');
                    }
                    afterBreak = false;
                }
                folded.append(c);
            }
        }
        return folded.toString();
    }
}
