package io.github.hikyaku.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One encoded-word (RFC 2047 §2): what it spells, in which character set, and where it ends. */
record EncodedWord(Charset charset, byte[] octets, int end) {
    /** No registered character set with a language has a longer name. */
    private static final int MAX_CHARSET = 80;

    /** The encoded-word that starts at an index, or null if there is none that can be decoded. */
    static @Nullable EncodedWord at(String text, int start) {
        int charsetStart = start + 2;
        int charsetEnd = charsetStart;
        while (charsetEnd < text.length()
                && charsetEnd - charsetStart <= MAX_CHARSET
                && isTokenChar(text.charAt(charsetEnd))) {
            charsetEnd++;
        }
        if (charsetEnd == charsetStart || charsetEnd + 2 >= text.length() || text.charAt(charsetEnd) != '?') {
            return null;
        }
        char encoding = text.charAt(charsetEnd + 1);
        boolean base64 = encoding == 'B' || encoding == 'b';
        if (!base64 && encoding != 'Q' && encoding != 'q' || text.charAt(charsetEnd + 2) != '?') {
            return null;
        }
        int from = charsetEnd + 3;
        int to = from;
        while (to < text.length() && isEncodedChar(text.charAt(to))) {
            to++;
        }
        if (!text.startsWith("?=", to)) {
            return null;
        }
        String name = text.substring(charsetStart, charsetEnd);
        // RFC 2231 §5: a language may follow the character set
        int star = name.indexOf('*');
        Optional<Charset> charset = Charsets.find(star < 0 ? name : name.substring(0, star));
        if (charset.isEmpty()) {
            return null;
        }
        byte[] octets = base64 ? Base64Octets.decode(text, from, to) : q(text, from, to);
        return new EncodedWord(charset.get(), octets, to + 2);
    }

    private static boolean isTokenChar(char c) {
        return c > ' ' && c < 127 && "()<>@,;:\"/[]?.=\\".indexOf(c) < 0;
    }

    private static boolean isEncodedChar(char c) {
        return c > ' ' && c != 127 && c != '?';
    }

    private static byte[] q(String text, int from, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int high = c == '=' && i + 2 < to ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
            if (low >= 0) {
                out.write(high * 16 + low);
                i += 2;
            } else {
                out.write(c == '_' ? ' ' : c);
            }
        }
        return out.toByteArray();
    }
}
