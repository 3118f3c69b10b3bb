package io.github.hikyaku.storage;

import org.jspecify.annotations.Nullable;

/**
 * What a store says when it cannot do what was asked. The message is for people who run the server; what a mail client
 * is told follows from the {@link #kind()} alone.
 */
public class MailStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong; each protocol maps it to its own reply in one place. */
    public enum Kind {
        /** No mailbox of that name, or the one that was open is gone. */
        NO_SUCH_MAILBOX,
        /** The message is not, or no longer, in the mailbox. */
        NO_SUCH_MESSAGE,
        /** The name is taken. */
        ALREADY_EXISTS,
        /** The mailbox has children and the call needs one without. */
        HAS_CHILDREN,
        /** The account, or the disk it lives on, is full. */
        OVER_QUOTA,
        /** The name cannot be that of a mailbox here. */
        NAME_INVALID,
        /** Something like a keyword or a mailbox too many. */
        LIMIT_REACHED,
        /** It may work later: I/O error, lock held, database away. */
        UNAVAILABLE,
        /** What is stored cannot be understood. */
        CORRUPT
    }

    private final Kind kind;

    /** With a message for the operator. */
    public MailStoreException(Kind kind, String message) {
        this(kind, message, null);
    }

    /** With a message for the operator and what led to it. */
    public MailStoreException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What went wrong. */
    public Kind kind() {
        return kind;
    }
}
