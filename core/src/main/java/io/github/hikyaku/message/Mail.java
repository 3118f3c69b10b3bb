package io.github.hikyaku.message;

import io.github.hikyaku.mime.HeaderField;
import io.github.hikyaku.mime.HeaderSection;
import io.github.hikyaku.mime.MimeLimits;
import io.github.hikyaku.storage.MessageContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message on its way through the server: envelope, origin and octets. Immutable; valid while its spooled content is. */
public final class Mail {
    private final String id;
    private final Instant receivedAt;
    private final Origin origin;
    private final Envelope envelope;
    private final byte[] prefix;
    private final MessageContent rest;
    private final MessageContent received;
    private final MessageContent content;
    private volatile @Nullable HeaderSection header;

    /**
     * A message.
     *
     * @param traceFields what this server puts on top: whole header fields with their CRLF
     * @param received what the client sent, byte for byte
     */
    public Mail(
            String id,
            Instant receivedAt,
            Origin origin,
            Envelope envelope,
            byte[] traceFields,
            MessageContent received) {
        this(id, receivedAt, origin, envelope, traceFields, received, received);
    }

    private Mail(
            String id,
            Instant receivedAt,
            Origin origin,
            Envelope envelope,
            byte[] prefix,
            MessageContent rest,
            MessageContent received) {
        this.id = id;
        this.receivedAt = receivedAt;
        this.origin = origin;
        this.envelope = envelope;
        this.prefix = prefix;
        this.rest = rest;
        this.received = received;
        this.content = new PrefixedContent(prefix, rest);
    }

    /** The name in events and in the Received field; unique in this JVM and practically everywhere. */
    public String id() {
        return id;
    }

    /** When its last octet came. */
    public Instant receivedAt() {
        return receivedAt;
    }

    /** Where it came from. */
    public Origin origin() {
        return origin;
    }

    /** Its envelope. */
    public Envelope envelope() {
        return envelope;
    }

    /** Its octets: the trace fields that this server put on top, then what the client sent, with all changes made. */
    public MessageContent content() {
        return content;
    }

    /** What the client sent, byte for byte, without anything that this server put on top. */
    public MessageContent received() {
        return received;
    }

    /**
     * The header section of {@link #content}, read at the first call and up to a bound.
     *
     * @throws UncheckedIOException if the octets cannot be read
     */
    public HeaderSection header() {
        HeaderSection known = header;
        if (known == null) {
            try (InputStream in = content.open()) {
                known = HeaderSection.read(in, MimeLimits.DEFAULT);
            } catch (IOException e) {
                throw new UncheckedIOException("The header section of " + id + " cannot be read", e);
            }
            header = known;
        }
        return known;
    }

    /**
     * The text of the Subject field with its encoded words decoded, or an empty text if there is none.
     *
     * @throws UncheckedIOException if the octets cannot be read
     */
    public String subject() {
        return header().first("Subject").map(HeaderField::text).orElse("");
    }

    /**
     * The same message with more on top.
     *
     * @param headerFields whole header fields with their CRLF
     */
    public Mail prepend(byte[] headerFields) {
        byte[] both = Arrays.copyOf(headerFields, headerFields.length + prefix.length);
        System.arraycopy(prefix, 0, both, headerFields.length, prefix.length);
        return new Mail(id, receivedAt, origin, envelope, both, rest, received);
    }

    /**
     * The same message, changed. Fields are counted and found in {@link #header}, whose trace fields of this server
     * are among them. What is unchanged is not copied, but for the header section if it is changed.
     *
     * @throws UncheckedIOException if the octets cannot be read
     */
    public Mail changed(List<MailChange> changes) {
        return changes.isEmpty() ? this : new MailEditor(this).apply(changes);
    }

    /** The same message with another envelope. */
    Mail with(Envelope other) {
        return new Mail(id, receivedAt, origin, other, prefix, rest, received);
    }

    /** The same message with another envelope and other octets. */
    Mail with(Envelope other, byte[] newHeader, MessageContent newBody) {
        return new Mail(id, receivedAt, origin, other, newHeader, newBody, received);
    }
}
