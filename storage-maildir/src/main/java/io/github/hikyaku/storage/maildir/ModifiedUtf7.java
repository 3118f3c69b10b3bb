package io.github.hikyaku.storage.maildir;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Mailbox names in modified UTF-7 (RFC 3501 §5.1.3). Strict: a text has one encoding, and only that is decoded. */
final class ModifiedUtf7 {
    private ModifiedUtf7() {}

    static String encode(String text) {
        StringBuilder out = new StringBuilder(text.length() + 8);
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '&') {
                out.append("&-");
                at++;
            } else if (isDirect(c)) {
                out.append(c);
                at++;
            } else {
                int end = at;
                while (end < text.length() && !isDirect(text.charAt(end))) {
                    end++;
                }
                byte[] utf16 = text.substring(at, end).getBytes(StandardCharsets.UTF_16BE);
                String base64 = Base64.getEncoder().withoutPadding().encodeToString(utf16);
                out.append('&').append(base64.replace('/', ',')).append('-');
                at = end;
            }
        }
        return out.toString();
    }

    /** The text, or empty if this is not its encoding. */
    static Optional<String> decode(String encoded) {
        StringBuilder out = new StringBuilder(encoded.length());
        int at = 0;
        while (at < encoded.length()) {
            char c = encoded.charAt(at);
            if (c != '&') {
                out.append(c);
                at++;
                continue;
            }
            int end = encoded.indexOf('-', at);
            if (end < 0) {
                return Optional.empty();
            }
            if (end == at + 1) {
                out.append('&');
            } else {
                try {
                    byte[] utf16 = Base64.getDecoder()
                            .decode(encoded.substring(at + 1, end).replace(',', '/'));
                    out.append(new String(utf16, StandardCharsets.UTF_16BE));
                } catch (IllegalArgumentException e) {
                    return Optional.empty();
                }
            }
            at = end + 1;
        }
        String text = out.toString();
        // Anything else than the one encoding would make two names of one.
        return encode(text).equals(encoded) ? Optional.of(text) : Optional.empty();
    }

    private static boolean isDirect(char c) {
        return c >= 0x20 && c <= 0x7e;
    }
}
