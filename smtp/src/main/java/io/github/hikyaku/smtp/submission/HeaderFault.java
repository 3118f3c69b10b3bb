package io.github.hikyaku.smtp.submission;

/**
 * What can be wrong with the header section of a message that is submitted (RFC 5322 §3.6, RFC 6409 §8), and what
 * {@link Treatment#FIX} does about it.
 */
public enum HeaderFault {
    /** There is no Date field: it gets the time of its arrival (RFC 6409 §8.2). */
    NO_DATE(true),
    /** No date can be read from the Date field: it is replaced (RFC 6409 §8.2). */
    BAD_DATE(true),
    /** There is no Message-ID field: one is made (RFC 6409 §8.3). */
    NO_MESSAGE_ID(true),
    /** The Message-ID is not of the form {@code <left@right>}: it is replaced (RFC 6409 §8.3). */
    BAD_MESSAGE_ID(true),
    /** There is no From field: it gets the reverse-path if that is the user's own address, else his primary address. */
    NO_FROM(true),
    /**
     * From names several mailboxes, or one that is none of the user's own addresses, and there is no Sender field: it gets
     * the user's address (RFC 6409 §8.1, RFC 5322 §3.6.2).
     */
    NO_SENDER(true),
    /** An address field is empty: it is taken out. */
    EMPTY_ADDRESS_LIST(true),
    /** Something in an address field is no address (RFC 6409 §5.1). */
    BAD_ADDRESS(false),
    /**
     * An address has no domain: the domain of the user's address is added if that makes an address of this server (RFC
     * 6409 §8), otherwise the message is refused, as it is if a domain has one label and is none of this server's (§4.2).
     */
    UNQUALIFIED_ADDRESS(true),
    /** A field comes twice that may come once (RFC 5322 §3.6): the first one counts, the others are taken out. */
    DUPLICATE_FIELD(true),
    /** A line is longer than 998 octets (RFC 5322 §2.1.1): the field is folded where it has white space. */
    LONG_LINE(true),
    /** There are octets with the eighth bit, and MAIL had no SMTPUTF8, or they are not UTF-8 (RFC 6532 §3). */
    EIGHT_BIT(false),
    /** There is a control character other than a tab (RFC 5322 §2.2). */
    CONTROL_CHARACTER(false),
    /** A line is neither a field nor the continuation of one. */
    NOT_A_FIELD(false),
    /** The message begins with text: the fields that are added are put before it, and an empty line. */
    NO_HEADER_SECTION(true);

    private final boolean repairable;

    HeaderFault(boolean repairable) {
        this.repairable = repairable;
    }

    /** Whether {@link Treatment#FIX} can be chosen. */
    public boolean isRepairable() {
        return repairable;
    }
}
