package io.github.hikyaku.engine.mina;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.apache.mina.core.buffer.IoBuffer;
import org.apache.mina.transport.socket.nio.NioProcessor;
import org.apache.mina.transport.socket.nio.NioSession;
import org.jspecify.annotations.Nullable;

/** An I/O thread, with what the library's own one gets wrong put right. */
final class Processor extends NioProcessor {
    private static final int READ = 64 * 1024;

    private volatile @Nullable Thread loop;
    private @Nullable ByteBuffer input;

    Processor(Executor threads) {
        super(threads);
    }

    @Override
    protected int select(long timeout) throws Exception {
        loop = Thread.currentThread();
        IoThreads.takeName();
        return super.select(timeout);
    }

    /**
     * Reading is suspended and resumed here. The interest set is changed by the loop's own thread only: done by another, the
     * selector would sleep on for a second, and updates would be lost for good. Interest in writing is left alone: the
     * library's own method forgets a request that is half written.
     */
    @Override
    public void updateTrafficControl(NioSession session) {
        if (Thread.currentThread() != loop) {
            updateTrafficMask(session); // queues it for the loop, and wakes that
            return;
        }
        try {
            setInterestedInRead(session, !session.isReadSuspended());
        } catch (Exception cancelled) {
            session.closeNow();
        }
    }

    /**
     * Reads into one buffer of this thread's own, and hands it to the wire at once. The library would take the octets to be
     * none, which is meant: it makes a new buffer for each read, of a size that it learns from the reads before, so that a
     * message behind some short commands comes in many small pieces.
     */
    @Override
    protected int read(NioSession session, IoBuffer unused) {
        ByteBuffer into = input;
        if (into == null) {
            into = ByteBuffer.allocate(READ);
            input = into;
        }
        int count;
        try {
            count = session.getChannel().read(into.clear());
        } catch (IOException reset) {
            session.closeNow(); // a peer that breaks off is nothing to log an error for
            return 0;
        }
        if (count > 0) {
            MinaWire.of(session).onOctets(into.flip());
        }
        return Math.min(count, 0);
    }

    @Override
    protected int write(NioSession session, IoBuffer from, int length) throws IOException {
        try {
            return super.write(session, from, length);
        } catch (IOException reset) {
            session.closeNow();
            int rest = from.remaining();
            from.position(from.limit()); // done with: nobody will read it
            return rest;
        }
    }

    /**
     * Never none, unless this is the end: without sessions the library would end the thread, and make another for the next
     * connection, which takes longer than many a connection lasts.
     */
    @Override
    protected int allSessionsCount() {
        return isDisposing() ? super.allSessionsCount() : 1;
    }

    /** Every session ends here, also one that never opened. */
    @Override
    protected void destroy(NioSession session) throws Exception {
        try {
            super.destroy(session);
        } finally {
            MinaWire.of(session).destroyed();
        }
    }
}
