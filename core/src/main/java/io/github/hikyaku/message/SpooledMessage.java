package io.github.hikyaku.message;

import io.github.hikyaku.storage.MessageContent;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A message on its way in. Octets are written, then it is read as often as wanted, then closed. Used by one thread at a time. */
public interface SpooledMessage extends AutoCloseable {
    /**
     * Appends octets, whose lines end with CRLF, and consumes the buffer.
     *
     * @throws IOException if the disk is full or broken; the message can then only be closed
     */
    void write(ByteBuffer octets) throws IOException;

    /**
     * Whether it is held in memory, and will be with so many octets more: then to write and to read them waits for no disk.
     * Not, unless overridden.
     */
    default boolean isInMemoryWith(int more) {
        return false;
    }

    /** How many octets were written. */
    long size();

    /** What was written. Valid until {@link #close}. */
    MessageContent content();

    /** Forgets the message. Closing twice is harmless. */
    @Override
    void close();
}
