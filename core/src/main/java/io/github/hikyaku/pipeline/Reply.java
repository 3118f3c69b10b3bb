package io.github.hikyaku.pipeline;

import java.util.regex.Pattern;

/**
 * A final answer to an SMTP command.
 *
 * @param code 200 to 599
 * @param status the enhanced status (RFC 3463) such as {@code 5.1.1}; its class is that of the code
 * @param text a sentence for people, of printable characters
 */
public record Reply(int code, String status, String text) {
    private static final Pattern STATUS = Pattern.compile("[245]\\.\\d{1,3}\\.\\d{1,3}");

    /** Checks that code and status agree. */
    public Reply {
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("Not a reply code: " + code);
        }
        if (!STATUS.matcher(status).matches() || status.charAt(0) - '0' != code / 100) {
            throw new IllegalArgumentException("Status " + status + " does not go with code " + code);
        }
        if (text.isEmpty() || text.length() > 400 || text.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
            throw new IllegalArgumentException("A reply's text is 1 to 400 printable characters");
        }
    }

    /** Whether it says yes. */
    public boolean isPositive() {
        return code < 400;
    }

    /** Whether trying again may help. */
    public boolean isTransient() {
        return code / 100 == 4;
    }

    /** As on the wire, without the line end. */
    @Override
    public String toString() {
        return code + " " + status + " " + text;
    }
}
