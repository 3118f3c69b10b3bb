package io.github.hikyaku.engine.internal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A few large buffers that many connections use in turn, so that none of them keeps one. */
public final class BufferPool {
    private static final int KEPT = 8;

    private final int size;
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

    /** A pool of heap buffers of so many octets. */
    public BufferPool(int size) {
        this.size = size;
    }

    /** An empty buffer. */
    public ByteBuffer take() {
        ByteBuffer kept = poll();
        return kept == null ? ByteBuffer.allocate(size) : kept.clear();
    }

    private @Nullable ByteBuffer poll() {
        synchronized (free) {
            return free.poll();
        }
    }

    /** Gives a buffer back. */
    public void give(ByteBuffer buffer) {
        synchronized (free) {
            if (free.size() < KEPT) {
                free.push(buffer);
            }
        }
    }
}
