package io.github.hikyaku.smtp.internal.command;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The encoding of parameter values that may hold any octet: {@code +} and two capital hexadecimal digits (RFC 3461 §4). */
public final class Xtext {
    private Xtext() {}

    /** Decodes a value; empty if it is not xtext, or not UTF-8 once decoded. */
    public static Optional<String> decode(String xtext) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(xtext.length());
        for (int i = 0; i < xtext.length(); i++) {
            char c = xtext.charAt(i);
            if (c == '+') {
                int high = i + 2 < xtext.length() ? digit(xtext.charAt(i + 1)) : -1;
                int low = i + 2 < xtext.length() ? digit(xtext.charAt(i + 2)) : -1;
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                octets.write(high * 16 + low);
                i += 2;
            } else if (c > ' ' && c < 0x7f && c != '=') {
                octets.write(c);
            } else {
                return Optional.empty();
            }
        }
        try {
            ByteBuffer decoded = ByteBuffer.wrap(octets.toByteArray());
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(decoded).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static int digit(char c) {
        return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    }
}
