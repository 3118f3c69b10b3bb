package io.github.hikyaku.mime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A header section (RFC 5322 §2.2): the fields in order. Lines that are no field, such as an mbox "From " line, are
 * passed over. Lines may end with CRLF or a bare LF. Immutable.
 */
public final class HeaderSection {
    private static final byte[] CRLF = {'\r', '\n'};

    private final byte[] octets;
    private final List<HeaderField> fields;
    private final int length;
    private final boolean terminated;

    private HeaderSection(byte[] octets, List<HeaderField> fields, int length, boolean terminated) {
        this.octets = octets;
        this.fields = fields;
        this.length = length;
        this.terminated = terminated;
    }

    /**
     * Reads a header section up to the empty line that ends it, or to the end.
     *
     * @param octets the section, and whatever is behind it; kept, and not to be modified afterwards
     * @param limits how many octets and fields are read
     * @return the section
     */
    public static HeaderSection parse(byte[] octets, MimeLimits limits) {
        int end = Math.min(octets.length, limits.maxHeaderOctets());
        List<HeaderField> fields = new ArrayList<>();
        int fieldStart = -1;
        int colon = -1;
        int position = 0;
        boolean terminated = false;
        while (position < end && !terminated) {
            int lineEnd = lineEnd(octets, position, end);
            byte first = octets[position];
            if (first != ' ' && first != '\t') {
                if (fieldStart >= 0) {
                    fields.add(field(octets, fieldStart, colon, position));
                    fieldStart = -1;
                }
                if (first == '\n' || first == '\r' && lineEnd == position + 2 && octets[position + 1] == '\n') {
                    terminated = true;
                } else if (fields.size() < limits.maxHeaderFields()) {
                    colon = colon(octets, position, lineEnd);
                    fieldStart = colon < 0 ? -1 : position;
                }
            }
            position = lineEnd;
        }
        if (fieldStart >= 0) {
            fields.add(field(octets, fieldStart, colon, position));
        }
        return new HeaderSection(octets, List.copyOf(fields), position, terminated);
    }

    /**
     * Reads a header section from a stream, of which more may be consumed than the section.
     *
     * @param in where the section starts
     * @param limits how many octets and fields are read
     * @return the section
     * @throws IOException if reading fails
     */
    public static HeaderSection read(InputStream in, MimeLimits limits) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        byte[] block = new byte[8192];
        int lineLength = 0;
        byte last = 0;
        while (octets.size() < limits.maxHeaderOctets()) {
            int n = in.read(block, 0, Math.min(block.length, limits.maxHeaderOctets() - octets.size()));
            if (n <= 0) {
                break;
            }
            octets.write(block, 0, n);
            for (int i = 0; i < n; i++) {
                if (block[i] != '\n') {
                    lineLength++;
                } else if (lineLength == 0 || lineLength == 1 && last == '\r') {
                    return parse(octets.toByteArray(), limits);
                } else {
                    lineLength = 0;
                }
                last = block[i];
            }
        }
        return parse(octets.toByteArray(), limits);
    }

    /**
     * The fields in order.
     *
     * @return an unmodifiable list
     */
    public List<HeaderField> fields() {
        return fields;
    }

    /**
     * The length of the section.
     *
     * @return its octets, the empty line that ends it included
     */
    public int length() {
        return length;
    }

    /**
     * Whether an empty line ended the section, and not the end of the octets.
     *
     * @return true if a body may follow
     */
    public boolean isTerminated() {
        return terminated;
    }

    /**
     * The first field of a name.
     *
     * @param name the name, in any case
     * @return the field, or empty
     */
    public Optional<HeaderField> first(String name) {
        for (HeaderField field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /**
     * All fields of a name.
     *
     * @param name the name, in any case
     * @return the fields in order
     */
    public List<HeaderField> all(String name) {
        return fields.stream().filter(f -> f.name().equalsIgnoreCase(name)).toList();
    }

    /**
     * The octets of some fields, as IMAP's HEADER.FIELDS and HEADER.FIELDS.NOT ask for them (RFC 9051 §6.4.5).
     *
     * @param names field names, in any case
     * @param others false for the fields of these names, true for all others
     * @return the fields as they stand in the message, and an empty line
     */
    public byte[] select(Collection<String> names, boolean others) {
        Set<String> wanted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        wanted.addAll(names);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (HeaderField field : fields) {
            if (wanted.contains(field.name()) != others) {
                out.write(
                        octets, (int) field.span().offset(), (int) field.span().length());
                if (octets[(int) field.span().end() - 1] != '\n') {
                    out.writeBytes(CRLF);
                }
            }
        }
        out.writeBytes(CRLF);
        return out.toByteArray();
    }

    private static int lineEnd(byte[] octets, int from, int end) {
        int position = from;
        while (position < end && octets[position] != '\n') {
            position++;
        }
        return Math.min(position + 1, end);
    }

    /** The colon behind a field name, or -1 if the line is no field. */
    private static int colon(byte[] octets, int from, int end) {
        int position = from;
        while (position < end && octets[position] > ' ' && octets[position] < 127 && octets[position] != ':') {
            position++;
        }
        if (position == from) {
            return -1;
        }
        // RFC 5322 §4.5: white space may stand before the colon in obsolete forms
        while (position < end && (octets[position] == ' ' || octets[position] == '\t')) {
            position++;
        }
        return position < end && octets[position] == ':' ? position : -1;
    }

    private static HeaderField field(byte[] octets, int start, int colon, int end) {
        int nameEnd = colon;
        while (octets[nameEnd - 1] == ' ' || octets[nameEnd - 1] == '\t') {
            nameEnd--;
        }
        String name = new String(octets, start, nameEnd - start, StandardCharsets.US_ASCII);
        return new HeaderField(octets, name, start, colon + 1, end);
    }
}
