package io.github.hikyaku.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Makes header field values readable: encoded-words (RFC 2047, with the languages of RFC 2231 §5) and raw UTF-8
 * (RFC 6532). What cannot be decoded is left as it is. Takes linear time.
 */
public final class HeaderDecoder {
    private HeaderDecoder() {}

    /**
     * Decodes an unfolded value. The result may hold any character that the encoded-words spell, CR and LF among them:
     * it is for reading and searching, and never to be written into a header section.
     *
     * @param value an octet string
     * @return the text
     */
    public static String decode(String value) {
        StringBuilder out = new StringBuilder(value.length());
        Pending pending = new Pending();
        int position = 0;
        int plainStart = 0;
        while (true) {
            int start = value.indexOf("=?", position);
            if (start < 0) {
                break;
            }
            EncodedWord word = EncodedWord.at(value, start);
            if (word == null) {
                position = start + 2;
                continue;
            }
            // RFC 2047 §6.2: white space between two encoded-words is not part of the text
            if (!(pending.isOpen() && isWhite(value, plainStart, start))) {
                pending.flush(out);
                plain(value, plainStart, start, out);
            }
            pending.add(word, out);
            position = word.end();
            plainStart = position;
        }
        pending.flush(out);
        plain(value, plainStart, value.length(), out);
        return out.toString();
    }

    private static void plain(String value, int from, int to, StringBuilder out) {
        boolean ascii = true;
        for (int i = from; ascii && i < to; i++) {
            ascii = value.charAt(i) < 128;
        }
        if (ascii) {
            out.append(value, from, to);
        } else {
            out.append(Charsets.guess(value.substring(from, to).getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    private static boolean isWhite(String value, int from, int to) {
        for (int i = from; i < to; i++) {
            if (" \t\r\n".indexOf(value.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Adjacent words of one character set, joined before they are decoded: some mailers split a character over two. */
    private static final class Pending {
        private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
        private @Nullable Charset charset;

        boolean isOpen() {
            return charset != null;
        }

        void add(EncodedWord word, StringBuilder out) {
            if (!word.charset().equals(charset)) {
                flush(out);
                charset = word.charset();
            }
            octets.writeBytes(word.octets());
        }

        void flush(StringBuilder out) {
            if (charset != null) {
                out.append(octets.toString(charset));
                octets.reset();
                charset = null;
            }
        }
    }
}
