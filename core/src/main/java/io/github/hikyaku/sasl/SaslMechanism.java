package io.github.hikyaku.sasl;

/** A way to log in (RFC 4422), the same for SMTP, POP3 and IMAP. Stateless and safe for use by many threads. */
public interface SaslMechanism {
    /** The registered name, in capitals. */
    String name();

    /** Whether the secret crosses the wire in a readable form, so that the mechanism is offered only over TLS unless the host allows otherwise. */
    boolean isPlaintext();

    /** Whether the client speaks first; if it gives no initial response it gets an empty challenge (RFC 4422 §3). */
    boolean isClientFirst();

    /**
     * Whether it can work on this connection and with this directory: it is offered only then. Asked often, so it must not
     * block.
     */
    default boolean isAvailable(SaslContext context) {
        return true;
    }

    /** Begins an exchange. */
    SaslExchange start(SaslContext context);
}
