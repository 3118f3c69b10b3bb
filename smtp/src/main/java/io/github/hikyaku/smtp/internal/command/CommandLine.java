package io.github.hikyaku.smtp.internal.command;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A command line in its two halves (RFC 5321 §4.1.1).
 *
 * @param verb the first word, in capitals; empty if the line is empty or starts with a space
 * @param argument what follows the first space, without white space at its end
 */
public record CommandLine(String verb, String argument) {
    /**
     * Cuts a line.
     *
     * @param octets without the line end
     * @throws Refusal if there is a CR, LF or NUL among them (RFC 5321 §2.3.8), or octets that are not UTF-8
     */
    public static CommandLine of(byte[] octets) throws Refusal {
        String line = text(octets);
        int end = line.length();
        // RFC 5321 §4.1.1: white space before the line end is tolerated.
        while (end > 0 && isSpace(line.charAt(end - 1))) {
            end--;
        }
        int space = line.indexOf(' ');
        if (space < 0 || space >= end) {
            return new CommandLine(upper(line.substring(0, end)), "");
        }
        return new CommandLine(upper(line.substring(0, space)), line.substring(space + 1, end));
    }

    private static String text(byte[] octets) throws Refusal {
        boolean ascii = true;
        for (byte b : octets) {
            if (b == 0 || b == '\r' || b == '\n') {
                throw new Refusal(500, "5.5.2", "A command has no CR, LF or NUL in it");
            }
            ascii &= b > 0;
        }
        if (ascii) {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
        try {
            // RFC 6531 §3.1: a command may hold UTF-8; the address grammar decides where.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refusal(500, "5.5.2", "A command is ASCII, or UTF-8 where that is allowed");
        }
    }

    /** The text with its ASCII letters in capitals. Unlike the JDK's, it makes no ASCII letter of another character. */
    public static String upper(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'a' && c <= 'z') {
                char[] changed = text.toCharArray();
                for (int j = i; j < changed.length; j++) {
                    if (changed[j] >= 'a' && changed[j] <= 'z') {
                        changed[j] = (char) (changed[j] - 'a' + 'A');
                    }
                }
                return new String(changed);
            }
        }
        return text;
    }

    static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
