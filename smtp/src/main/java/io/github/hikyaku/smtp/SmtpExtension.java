package io.github.hikyaku.smtp;

/**
 * An SMTP service extension that a service offers or does not ({@link SmtpService#extension}). STARTTLS and AUTH are
 * not among them: they have methods of their own.
 */
public enum SmtpExtension {
    /** Commands in groups (RFC 2920). Groups are understood in any case. */
    PIPELINING("PIPELINING"),
    /** The greatest message, and how great the next one is (RFC 1870). The limit holds in any case. */
    SIZE("SIZE"),
    /** Message octets with the eighth bit (RFC 6152). */
    EIGHT_BIT_MIME("8BITMIME"),
    /** Addresses and header fields in UTF-8 (RFC 6531). Offered together with {@link #EIGHT_BIT_MIME} alone. */
    SMTPUTF8("SMTPUTF8"),
    /** Mail data in chunks of a known size, by BDAT (RFC 3030). */
    CHUNKING("CHUNKING"),
    /** Messages that need not consist of lines (RFC 3030 §3). Offered together with {@link #CHUNKING} alone. */
    BINARYMIME("BINARYMIME"),
    /** What reports the sender wants (RFC 3461): kept in the envelope. */
    DSN("DSN"),
    /** Until when a message is to be delivered (RFC 2852). */
    DELIVERBY("DELIVERBY"),
    /**
     * When a message may be delivered at the earliest (RFC 4865). Offered to who submits mail, after a login where one is
     * required, and if the server can hold messages back.
     */
    FUTURERELEASE("FUTURERELEASE"),
    /** The priority of a message (RFC 6710). Who has not logged in gets none above 0. */
    MT_PRIORITY("MT-PRIORITY"),
    /** That a message travels over TLS alone (RFC 8689). Offered under TLS alone. */
    REQUIRETLS("REQUIRETLS"),
    /** What the server's limits are (RFC 9422). They hold in any case. */
    LIMITS("LIMITS");

    private final String keyword;

    SmtpExtension(String keyword) {
        this.keyword = keyword;
    }

    /** As in the EHLO answer, such as {@code 8BITMIME}. */
    public String keyword() {
        return keyword;
    }
}
