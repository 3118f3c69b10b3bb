package io.github.hikyaku.storage;

import java.io.IOException;
import java.io.InputStream;

/**
 * A message on its way into a mailbox: octets are written, then it is committed or aborted. Nothing can be seen of it
 * before {@link #commit} returns. Used by one thread at a time. Closing one that was not committed aborts it. Once it is
 * committed, aborted or has failed to commit, writing and committing throw {@link IllegalStateException}.
 */
public interface Deposit extends AutoCloseable {
    /**
     * Appends octets of the message, whose lines end with CRLF. The array is the caller's again when this returns.
     *
     * @throws MailStoreException {@code OVER_QUOTA}, {@code UNAVAILABLE}; the deposit can then only be aborted
     */
    void write(byte[] octets, int offset, int length);

    /**
     * Appends the octets of a message that some store keeps. When this returns they are the deposit's own: that message
     * may go before the commit. A store that recognises its own content, and was given nothing else, may share the one
     * copy.
     *
     * @throws IOException if {@code content} cannot be read
     */
    default void write(MessageContent content) throws IOException {
        byte[] buffer = new byte[(int) Math.max(1, Math.min(64 * 1024, content.size()))];
        try (InputStream in = content.open()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                write(buffer, 0, n);
            }
        }
    }

    /**
     * Makes the message part of the mailbox. When this returns it can be seen by every observer and, in a store with
     * {@link StoreFeature#PERSISTENT}, survives a power cut. When it throws, the message is not there.
     *
     * @throws MailStoreException {@code OVER_QUOTA}, {@code UNAVAILABLE}, {@code NO_SUCH_MAILBOX}
     */
    Receipt commit();

    /** Aborts, if not committed. Leaves nothing behind. */
    @Override
    void close();

    /**
     * What a committed message is called from now on (RFC 4315 APPENDUID).
     *
     * @param uidValidity that of the mailbox
     * @param uid that of the message
     * @param modSeq that of the message
     */
    record Receipt(long uidValidity, long uid, long modSeq) {}
}
