package io.github.hikyaku.storage;

import java.util.Optional;

/**
 * An optional ability of a {@link Mailbox}, declared by {@link StoreFeature#OBJECT_IDS}: names for mailboxes and messages
 * that stay with them (RFC 8474). Each id has 1 to 255 characters out of letters, digits, {@code _} and {@code -}.
 */
public interface ObjectIds {
    /**
     * MAILBOXID: the same as long as the mailbox exists, also under another name, and none that another mailbox of the
     * account has or had (RFC 8474 §4).
     */
    String mailboxId();

    /**
     * EMAILID: names the content of a message. It never changes, a copy or a moved message has that of its original, and
     * messages with different octets never share one (RFC 8474 §5.1). Empty if the message is gone.
     */
    Optional<String> emailId(long uid);

    /** THREADID: shared by the messages of a conversation (RFC 8474 §5.2). Empty if the store knows of no threads. */
    default Optional<String> threadId(long uid) {
        return Optional.empty();
    }
}
