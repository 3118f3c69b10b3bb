package io.github.hikyaku.storage;

import java.io.IOException;
import java.io.InputStream;

/**
 * The octets of one message: immutable, and readable as often as wanted, by many threads at once. Holds no resource
 * itself; each stream that it opens does. Lines end with CRLF, however the store keeps them.
 */
public interface MessageContent {
    /** How many octets {@link #open()} yields: RFC822.SIZE. */
    long size();

    /**
     * Opens a range of the octets. A stream that is open goes on after the message is expunged where the store can do
     * that; else it fails with an {@link IOException}.
     *
     * @param offset 0 to {@link #size()}
     * @param length how many octets, 0 or more; a range that reaches beyond the end is cut there
     * @throws IndexOutOfBoundsException if {@code offset} or {@code length} is out of its range
     * @throws MailStoreException {@code NO_SUCH_MESSAGE} if the message is gone, {@code UNAVAILABLE}
     */
    InputStream open(long offset, long length) throws IOException;

    /** Opens all octets. */
    default InputStream open() throws IOException {
        return open(0, size());
    }

    /**
     * Whether the store knows that every line ends with CRLF, the last one too, and that none starts with a dot: such a
     * message goes through POP3 and SMTP as it is. False means "unknown".
     */
    default boolean isDotTransparent() {
        return false;
    }
}
