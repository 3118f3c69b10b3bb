package io.github.hikyaku.engine;

import java.io.IOException;

/**
 * Output made while it is sent: a message, or a thousand FETCH responses. It is pulled, in turn with the session's
 * methods, whenever less than 256 KiB wait to be sent; a slow reader so holds neither a thread nor memory.
 */
@FunctionalInterface
public interface ReplySource extends AutoCloseable {
    /**
     * Appends the next part to the buffer: something like 64 KiB at most.
     *
     * @return whether there is more
     * @throws IOException if the rest cannot be had; the connection is then aborted, because the peer can no longer
     *     tell where the reply ends
     */
    boolean writeTo(ReplyBuffer buffer) throws IOException;

    /** Releases what the source holds. Called once: when it is done or failed, or the connection went. */
    @Override
    default void close() {}
}
