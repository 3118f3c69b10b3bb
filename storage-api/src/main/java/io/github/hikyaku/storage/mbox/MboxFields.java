package io.github.hikyaku.storage.mbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Locale;

/** Walks over the fields of a header section, as far as it is at hand. */
final class MboxFields {
    private final byte[] octets;
    private final int length;
    private int start;
    private int end;

    /** Before the first field. */
    MboxFields(byte[] octets, int length) {
        this.octets = octets;
        this.length = length;
    }

    /** Goes to the next field, with its continuation lines. Returns false at the end of the header section. */
    boolean next() {
        start = end;
        if (start >= length || isLineEnd(start)) {
            return false;
        }
        do {
            end = lineAfter(end);
        } while (end < length && (octets[end] == ' ' || octets[end] == '\t'));
        return true;
    }

    private boolean isLineEnd(int at) {
        return octets[at] == '\n' || (octets[at] == '\r' && at + 1 < length && octets[at + 1] == '\n');
    }

    private int lineAfter(int from) {
        int at = from;
        while (at < length && octets[at] != '\n') {
            at++;
        }
        return Math.min(length, at + 1);
    }

    /** Where the field begins. */
    int start() {
        return start;
    }

    /** Where the next field begins. */
    int end() {
        return end;
    }

    /** The name in lower case; empty if the line is no field. */
    String name() {
        int at = start;
        while (at < end && octets[at] > ' ' && octets[at] != ':') {
            at++;
        }
        int nameEnd = at;
        while (at < end && octets[at] == ' ') {
            at++;
        }
        boolean isField = at < end && octets[at] == ':';
        return isField ? new String(octets, start, nameEnd - start, ISO_8859_1).toLowerCase(Locale.ROOT) : "";
    }

    /** The value, unfolded. */
    String value() {
        String field = new String(octets, start, end - start, ISO_8859_1);
        return field.substring(field.indexOf(':') + 1)
                .replace("\r", "")
                .replace("\n", "")
                .strip();
    }
}
