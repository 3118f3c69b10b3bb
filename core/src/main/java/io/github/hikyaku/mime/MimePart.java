package io.github.hikyaku.mime;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The structure of a message or of one of its parts: where its header section and body are, and what its fields say.
 * Immutable. All offsets count octets from the start of the whole message.
 */
public final class MimePart {
    private final Kind kind;
    private final long headerOffset;
    private final long headerLength;
    private final long bodyLength;
    private final long bodyLines;
    private final ContentFields fields;
    private final @Nullable Envelope envelope;
    private final List<MimePart> children;

    /** What a body is made of. */
    public enum Kind {
        /** A body without parts. */
        LEAF,
        /** Parts between boundaries; there is at least one. */
        MULTIPART,
        /** A message (message/rfc822, or message/global of RFC 6532), which is the only child. */
        MESSAGE
    }

    MimePart(
            Kind kind,
            long headerOffset,
            long headerLength,
            long bodyLength,
            long bodyLines,
            ContentFields fields,
            @Nullable Envelope envelope,
            List<MimePart> children) {
        this.kind = kind;
        this.headerOffset = headerOffset;
        this.headerLength = headerLength;
        this.bodyLength = bodyLength;
        this.bodyLines = bodyLines;
        this.fields = fields;
        this.envelope = envelope;
        this.children = List.copyOf(children);
    }

    /**
     * What the body is made of, which is what was found and not what Content-Type claims.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * The header section: of the message, or the MIME fields of a part.
     *
     * @return its octets, the empty line that ends it included
     */
    public Span header() {
        return new Span(headerOffset, headerLength);
    }

    /**
     * The body as transferred, in its Content-Transfer-Encoding.
     *
     * @return its octets; the line break before a boundary is not part of it
     */
    public Span body() {
        return new Span(headerOffset + headerLength, bodyLength);
    }

    /**
     * Header section and body.
     *
     * @return all octets of the part
     */
    public Span whole() {
        return new Span(headerOffset, headerLength + bodyLength);
    }

    /**
     * The size of the body in lines.
     *
     * @return how many line breaks are in the body
     */
    public long bodyLines() {
        return bodyLines;
    }

    /**
     * What the Content fields say.
     *
     * @return the media type and the other fields
     */
    public ContentFields fields() {
        return fields;
    }

    /**
     * Whether the media type is a certain one.
     *
     * @param type in lower case
     * @param subtype in lower case
     * @return true if it is
     */
    public boolean is(String type, String subtype) {
        return fields.type().equals(type) && fields.subtype().equals(subtype);
    }

    /**
     * The envelope fields of a message.
     *
     * @return them for the whole message and each message in it, empty for other parts
     */
    public Optional<Envelope> envelope() {
        return Optional.ofNullable(envelope);
    }

    /**
     * The parts inside.
     *
     * @return the parts of a multipart, the one message in a message part, nothing for a leaf
     */
    public List<MimePart> children() {
        return children;
    }

    /**
     * The message inside a message part.
     *
     * @return the message, or empty for other kinds
     */
    public Optional<MimePart> message() {
        return kind == Kind.MESSAGE ? Optional.of(children.get(0)) : Optional.empty();
    }

    /**
     * Finds a part by its part specifier (RFC 9051 §6.4.5.1), starting at a message. Of the result, {@code BODY[n]} is
     * {@link #body()}, {@code BODY[n.MIME]} is {@link #header()}, and {@code BODY[n.HEADER]} and {@code BODY[n.TEXT]} are
     * header and body of its {@link #message()}.
     *
     * @param numbers the numbers of the specifier, such as 1, 2 for {@code BODY[1.2]}; none means this message
     * @return the part, or empty if there is none of these numbers
     */
    public Optional<MimePart> section(List<Integer> numbers) {
        MimePart part = this;
        boolean atMessage = true;
        for (int number : numbers) {
            if (!atMessage && part.kind == Kind.MESSAGE) {
                part = part.children.get(0);
                atMessage = true;
            }
            if (part.kind == Kind.MULTIPART) {
                if (number < 1 || number > part.children.size()) {
                    return Optional.empty();
                }
                part = part.children.get(number - 1);
            } else if (!atMessage || number != 1) {
                // a message that is no multipart has one part, number 1, and that is its body
                return Optional.empty();
            }
            atMessage = false;
        }
        return Optional.of(part);
    }

    /**
     * The structure as octets, to be kept beside a message and read by {@link #decode}.
     *
     * @return a self-describing form with version and check sum
     */
    public byte[] encode() {
        return MimePartCodec.encode(this);
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @param octets the encoded structure
     * @return the structure; empty if the octets are damaged or of another version, and the message is to be parsed again
     */
    public static Optional<MimePart> decode(byte[] octets) {
        return MimePartCodec.decode(octets);
    }

    /** The media type and the spans, for logs. */
    @Override
    public String toString() {
        return fields.type() + "/" + fields.subtype() + header() + body() + children;
    }
}
