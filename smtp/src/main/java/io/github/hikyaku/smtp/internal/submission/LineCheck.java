package io.github.hikyaku.smtp.internal.submission;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The octets of one field: how long its lines are, and what is in them (RFC 5322 §2.1.1, §2.2). */
final class LineCheck {
    private static final int MAX_LINE = 998;

    /** Names of fields and values beyond this are not folded. */
    private static final int MAX_FOLDED = 60 * 1024;

    private boolean tooLong;
    private boolean eightBit;
    private boolean control;

    LineCheck(byte[] octets) {
        int length = 0;
        boolean afterCr = false;
        for (byte b : octets) {
            control |=
                    afterCr != (b == '\n'); // one alone comes with BODY=BINARYMIME, which has no other header section
            afterCr = b == '\r';
            if (b == '\n') {
                tooLong |= length > MAX_LINE;
                length = 0;
            } else if (b != '\r') {
                length++;
                eightBit |= b < 0;
                control |= b >= 0 && b < ' ' && b != '\t' || b == 0x7f;
            }
        }
        control |= afterCr;
        tooLong |= length > MAX_LINE;
    }

    boolean isTooLong() {
        return tooLong;
    }

    boolean isEightBit() {
        return eightBit;
    }

    boolean hasControl() {
        return control;
    }

    static boolean isUtf8(byte[] octets) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /**
     * The value of a field in lines that are not too long: a line break before white space changes nothing (RFC 5322
     * §2.2.3). Empty if there is no white space to break at.
     */
    static Optional<String> folded(byte[] octets) {
        if (octets.length > MAX_FOLDED || !isUtf8(octets)) {
            return Optional.empty();
        }
        String field = new String(octets, StandardCharsets.UTF_8);
        String value = field.substring(field.indexOf(':') + 1).strip();
        StringBuilder folded = new StringBuilder(value.length() + 16);
        // The name is in the first line.
        int used = field.indexOf(':') + 2;
        for (String line : value.split("\r\n", -1)) {
            if (folded.length() > 0) {
                folded.append("\r\n");
            }
            String rest = line;
            while (used + length(rest) > MAX_LINE) {
                int at = breakBefore(rest, MAX_LINE - used);
                if (at < 0) {
                    return Optional.empty();
                }
                folded.append(rest, 0, at).append("\r\n");
                rest = rest.substring(at);
                used = 0;
            }
            folded.append(rest);
            used = 0;
        }
        return Optional.of(folded.toString());
    }

    /** The last white space with text before and behind it, so that no line is of white space alone, or -1. */
    private static int breakBefore(String line, int room) {
        int best = -1;
        int octets = 0;
        boolean text = false;
        int lastText = line.stripTrailing().length() - 1;
        for (int i = 0; i < line.length() && octets <= room; i++) {
            char c = line.charAt(i);
            boolean space = c == ' ' || c == '\t';
            if (space && text && i < lastText) {
                best = i;
            }
            text |= !space;
            octets += c < 0x80 ? 1 : 3;
        }
        return best;
    }

    private static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
