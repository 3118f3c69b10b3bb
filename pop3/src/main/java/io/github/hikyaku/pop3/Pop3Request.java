package io.github.hikyaku.pop3;

import io.github.hikyaku.engine.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A command line, cut into keyword and argument (RFC 1939 §3). Pure.
 *
 * @param keyword in capitals; empty if there is none of 3 or 4 characters (RFC 1939 §3)
 * @param argument everything behind the first space; null if there is no space
 */
record Pop3Request(String keyword, @Nullable String argument) {
    /** What came of a line: a request, or null where the line is none. */
    static @Nullable Pop3Request parse(Frame.Line line) {
        byte[] octets = line.octets();
        if (line.bareLf()) {
            return null;
        }
        for (byte b : octets) {
            if (b >= 0 && b < 0x20 || b == 0x7f) {
                return null;
            }
        }
        String text = utf8(octets);
        if (text == null) {
            return null;
        }
        int space = text.indexOf(' ');
        String keyword = space < 0 ? text : text.substring(0, space);
        return new Pop3Request(
                isKeyword(keyword) ? keyword.toUpperCase(Locale.ROOT) : "",
                space < 0 ? null : text.substring(space + 1));
    }

    // What is longer may be a secret that nobody asked for, which is not to be shown to anybody.
    private static boolean isKeyword(String word) {
        int length = word.length();
        return (length == 3 || length == 4) && word.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    // RFC 6856 §2.2: user names and passwords may be UTF-8; nothing else is allowed to be 8-bit.
    private static @Nullable String utf8(byte[] octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** The argument's words; none if there is no argument. */
    String[] words() {
        return argument == null || argument.isBlank()
                ? new String[0]
                : argument.trim().split(" +");
    }

    /** A message number or line count: 1 to 10 digits, or -1. */
    static long number(String word) {
        if (word.isEmpty() || word.length() > 10 || !word.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return Long.parseLong(word);
    }
}
