package io.github.hikyaku.address;

/** Says why a text is not a mail address or path. The message is one sentence, fit to be shown to the peer. */
public final class AddressSyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** What is wrong, for the choice of an enhanced status. */
    public enum Kind {
        /** The text does not follow the grammar of RFC 5321 §4.1.2. */
        SYNTAX,
        /** The text is longer than RFC 5321 §4.5.3.1 allows. */
        TOO_LONG,
        /** The text holds non-ASCII characters where SMTPUTF8 (RFC 6531) is not in use. */
        NOT_ASCII
    }

    private final Kind kind;
    private final int position;

    AddressSyntaxException(Kind kind, int position, String message) {
        super(message);
        this.kind = kind;
        this.position = position;
    }

    /**
     * What is wrong.
     *
     * @return the kind of the error
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Where it is wrong.
     *
     * @return the index in the parsed text at which the error was seen
     */
    public int position() {
        return position;
    }
}
