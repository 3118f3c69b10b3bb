package io.github.hikyaku.mime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One field of a header section (RFC 5322 §2.2): its name, and its octets as they stand in the message. */
public final class HeaderField {
    private final byte[] section;
    private final String name;
    private final int offset;
    private final int valueOffset;
    private final int end;

    HeaderField(byte[] section, String name, int offset, int valueOffset, int end) {
        this.section = section;
        this.name = name;
        this.offset = offset;
        this.valueOffset = valueOffset;
        this.end = end;
    }

    /**
     * The field name.
     *
     * @return the name as typed; names compare without case
     */
    public String name() {
        return name;
    }

    /**
     * Where the field is.
     *
     * @return its octets in the header section, folding and final line break included
     */
    public Span span() {
        return new Span(offset, (long) end - offset);
    }

    /**
     * The field as it stands in the message.
     *
     * @return a copy of its octets, folding and final line break included
     */
    public byte[] octets() {
        return Arrays.copyOfRange(section, offset, end);
    }

    /**
     * The unfolded value: without its line breaks and without white space around it. Holds no CR, LF or NUL.
     *
     * @return the value as an octet string
     */
    public String value() {
        byte[] value = new byte[end - valueOffset];
        int length = 0;
        for (int i = valueOffset; i < end; i++) {
            byte b = section[i];
            if (b == '\n' || b == '\r' && i + 1 < end && section[i + 1] == '\n') {
                continue;
            }
            value[length++] = b == '\r' || b == 0 ? (byte) ' ' : b;
        }
        int start = 0;
        while (start < length && (value[start] == ' ' || value[start] == '\t')) {
            start++;
        }
        while (length > start && (value[length - 1] == ' ' || value[length - 1] == '\t')) {
            length--;
        }
        return new String(value, start, length - start, StandardCharsets.ISO_8859_1);
    }

    /**
     * The readable value: unfolded, encoded-words decoded (RFC 2047), raw UTF-8 accepted (RFC 6532).
     *
     * @return the value as text
     */
    public String text() {
        return HeaderDecoder.decode(value());
    }

    /** Name and unfolded value. */
    @Override
    public String toString() {
        return name + ": " + value();
    }
}
