package io.github.hikyaku.engine.internal;

import io.github.hikyaku.engine.ReplyBuffer;
import io.github.hikyaku.engine.ReplySource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What a session has sent and the transport has not taken: octets that are {@code ready} to be written, then the
 * {@code tail} that still grows, then sources. Small replies and parts of sources gather in the tail and leave together.
 * Used by one thread at a time, but for {@link #written}.
 */
final class OutputQueue {
    /** Octets of one write at most. */
    static final int PART = 64 * 1024;

    /** Sources are pulled, and frames delivered, below this. */
    static final int UNFLUSHED = 256 * 1024;

    /** Above this, of what came without a source, the peer takes nothing, and gets nothing more. */
    static final int TOO_MUCH = 16 * 1024 * 1024;

    private static final int WRITES = 2;

    /** A tail longer than this leaves before the next part of a source is pulled behind it. */
    private static final int PULL_BELOW = 32 * 1024;

    private final Wire wire;
    private @Nullable ByteBuffer ready;
    private @Nullable ReplyBuffer tail;
    private @Nullable ArrayDeque<ReplySource> sources;
    private long queued;
    private int writes;
    private long inFlight;
    private boolean awaited;

    OutputQueue(Wire wire) {
        this.wire = wire;
    }

    /** Adds octets behind all there is. */
    void add(ReplyBuffer octets) {
        int size = octets.size();
        if (sources == null && tail == null && size <= PART) {
            tail = octets;
        } else if (sources == null && tail != null && size <= PART - tail.size()) {
            append(octets, tail);
        } else {
            queued += size;
            if (sources == null || !(sources.peekLast() instanceof Octets last) || !last.take(octets)) {
                add(new Octets(octets));
            }
        }
    }

    private static void append(ReplyBuffer octets, ReplyBuffer to) {
        ByteBuffer more = octets.octets();
        to.append(more.array(), more.arrayOffset() + more.position(), more.remaining());
    }

    /** Whether so much waits that a session should send nothing more unasked. */
    boolean isTooMuch() {
        return queued > TOO_MUCH;
    }

    /** Adds a source behind all there is. */
    void add(ReplySource source) {
        if (sources == null) {
            sources = new ArrayDeque<>(2);
        }
        sources.add(source);
    }

    /** Whether there are sources, which may read from a disk when more is moved. */
    boolean hasSources() {
        return sources != null;
    }

    /**
     * Moves what can be moved to the transport.
     *
     * @param flush whether also a short tail is to leave now
     * @return whether all sources are done and there is room for more
     */
    boolean pump(boolean flush) throws IOException {
        while (true) {
            if (ready != null) {
                if (!write(ready)) {
                    break;
                }
                if (!ready.hasRemaining()) {
                    ready = null;
                }
            } else if (sources != null && tailSize() < PULL_BELOW) {
                pull(sources);
            } else if (tail != null && (flush || sources != null || tail.size() >= PART)) {
                ready = tail.size() > 0 ? tail.octets() : null;
                tail = null;
            } else {
                break;
            }
        }
        return sources == null && isRoom();
    }

    private void pull(ArrayDeque<ReplySource> from) throws IOException {
        ReplySource source = from.element();
        if (tail == null) {
            tail = new ReplyBuffer();
        }
        if (!source.writeTo(tail)) {
            from.remove();
            if (from.isEmpty()) {
                sources = null;
            }
            source.close();
        }
    }

    private boolean write(ByteBuffer from) {
        int size = Math.min(from.remaining(), PART);
        synchronized (this) {
            if (writes == WRITES) {
                awaited = true;
                return false;
            }
            writes++;
            inFlight += size;
        }
        ByteBuffer part = from.slice(from.position(), size);
        from.position(from.position() + size);
        wire.write(part);
        return true;
    }

    /** One write has left. Called by any thread. Answers whether something was waiting for that. */
    synchronized boolean written(int octets) {
        writes--;
        inFlight -= octets;
        boolean was = awaited;
        awaited = false;
        return was;
    }

    /**
     * Takes out what has gathered, to be written otherwise, or null if earlier octets still wait for the transport.
     *
     * @throws IllegalStateException if a source is pending
     */
    @Nullable
    ReplyBuffer takeTail() {
        if (sources != null) {
            throw new IllegalStateException("A source is pending");
        }
        if (ready != null) {
            return null;
        }
        ReplyBuffer taken = tail == null ? new ReplyBuffer() : tail;
        tail = null;
        return taken;
    }

    /** Counts a write that did not come from here. */
    synchronized void writing(int octets) {
        writes++;
        inFlight += octets;
    }

    /** Whether the transport has something to send. */
    synchronized boolean isWriting() {
        return writes > 0;
    }

    /** Whether everything has left. */
    boolean isEmpty() {
        return ready == null && tail == null && sources == null && !isWriting();
    }

    /** Throws everything away and closes the sources. */
    void discard() {
        ready = null;
        tail = null;
        ArrayDeque<ReplySource> left = sources;
        sources = null;
        if (left != null) {
            closeAll(left);
        }
    }

    /** Closes every source, and throws what the first one that failed threw. */
    private static void closeAll(ArrayDeque<ReplySource> left) {
        RuntimeException failure = null;
        for (ReplySource source : left) {
            try {
                source.close();
            } catch (RuntimeException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private int tailSize() {
        return tail == null ? 0 : tail.size();
    }

    private boolean isRoom() {
        int waiting = tailSize() + (ready == null ? 0 : ready.remaining());
        synchronized (this) {
            boolean room = waiting + inFlight < UNFLUSHED;
            awaited |= !room;
            return room;
        }
    }

    /** Octets too many for the tail. */
    private final class Octets implements ReplySource {
        private final ReplyBuffer octets;
        private int sent;

        Octets(ReplyBuffer octets) {
            this.octets = octets;
        }

        /** Takes small ones in, so that each does not wait for itself. */
        boolean take(ReplyBuffer more) {
            boolean room = sent == 0 && more.size() <= PART - octets.size();
            if (room) {
                append(more, octets);
            }
            return room;
        }

        @Override
        public boolean writeTo(ReplyBuffer buffer) {
            ByteBuffer all = octets.octets();
            int count = Math.min(all.remaining() - sent, PART);
            buffer.append(all.array(), all.arrayOffset() + all.position() + sent, count);
            sent += count;
            queued -= count;
            return sent < octets.size();
        }
    }
}
