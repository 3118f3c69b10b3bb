package io.github.hikyaku.engine.mina;

import java.util.ArrayDeque;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.write.WriteRequest;
import org.apache.mina.core.write.WriteRequestQueue;
import org.jspecify.annotations.Nullable;

/** What a socket did not take at once: nearly always nothing, for which nothing is kept. */
final class WriteQueue implements WriteRequestQueue {
    private @Nullable ArrayDeque<WriteRequest> requests;

    @Override
    public synchronized @Nullable WriteRequest poll(IoSession session) {
        if (requests == null) {
            return null;
        }
        WriteRequest first = requests.remove();
        if (requests.isEmpty()) {
            requests = null;
        }
        return first;
    }

    @Override
    public synchronized void offer(IoSession session, WriteRequest request) {
        if (requests == null) {
            requests = new ArrayDeque<>(2);
        }
        requests.add(request);
    }

    @Override
    public synchronized boolean isEmpty(IoSession session) {
        return requests == null;
    }

    @Override
    public synchronized void clear(IoSession session) {
        requests = null;
    }

    @Override
    public void dispose(IoSession session) {
        // There is nothing to give back.
    }

    @Override
    public synchronized int size() {
        return requests == null ? 0 : requests.size();
    }

    @Override
    public String toString() {
        return size() + " requests";
    }
}
