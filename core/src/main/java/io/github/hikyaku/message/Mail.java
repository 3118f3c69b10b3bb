package io.github.hikyaku.message;

import io.github.hikyaku.storage.MessageContent;
import java.time.Instant;

/** A message on its way through the server: envelope, origin and octets. Immutable; valid while its spooled content is. */
public final class Mail {
    private final String id;
    private final Instant receivedAt;
    private final Origin origin;
    private final Envelope envelope;
    private final MessageContent content;

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
        this.id = id;
        this.receivedAt = receivedAt;
        this.origin = origin;
        this.envelope = envelope;
        this.content = new PrefixedContent(traceFields, received);
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

    /** Its octets: the trace fields that this server put on top, then what the client sent. */
    public MessageContent content() {
        return content;
    }
}
