package io.github.hikyaku.engine.memory;

import io.github.hikyaku.engine.TlsInfo;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.engine.internal.SessionRunner;
import io.github.hikyaku.engine.internal.Wire;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A wire both of whose ends are here. */
final class MemoryWire implements Wire {
    private static final InetSocketAddress LOCAL = address(192, 0, 2, 1, 2525);
    private static final InetSocketAddress REMOTE = address(192, 0, 2, 99, 50_000);

    private final TlsMode mode;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final ArrayDeque<ByteBuffer> stuck = new ArrayDeque<>();
    private @Nullable SessionRunner runner;
    private boolean secure;
    private int writes;
    private boolean stalled;
    private boolean suspended;
    private boolean closed;
    private boolean aborted;

    MemoryWire(TlsMode mode) {
        this.mode = mode;
        this.secure = mode == TlsMode.IMPLICIT;
    }

    private static InetSocketAddress address(int a, int b, int c, int d, int port) {
        try {
            byte[] octets = {(byte) a, (byte) b, (byte) c, (byte) d};
            return new InetSocketAddress(InetAddress.getByAddress(octets), port);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    void attach(SessionRunner to) {
        runner = to;
    }

    private SessionRunner runner() {
        if (runner == null) {
            throw new IllegalStateException("Not attached");
        }
        return runner;
    }

    // The peer's end.

    void feed(byte[] octets, int size) {
        for (int from = 0; from < octets.length && !isClosed(); from += size) {
            // A copy: the frames are cut in place.
            runner().received(ByteBuffer.wrap(Arrays.copyOfRange(octets, from, Math.min(octets.length, from + size))));
            runner().proceed();
        }
    }

    synchronized byte[] read() {
        byte[] octets = sent.toByteArray();
        sent.reset();
        return octets;
    }

    synchronized int writes() {
        return writes;
    }

    void stall(boolean on) {
        synchronized (this) {
            stalled = on;
        }
        ByteBuffer next;
        while ((next = unstuck()) != null) {
            leave(next);
        }
    }

    private synchronized @Nullable ByteBuffer unstuck() {
        return stalled ? null : stuck.poll();
    }

    synchronized boolean inputSuspended() {
        return suspended;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized boolean isAborted() {
        return aborted;
    }

    // The session's end.

    @Override
    public InetSocketAddress local() {
        return LOCAL;
    }

    @Override
    public InetSocketAddress remote() {
        return REMOTE;
    }

    @Override
    public synchronized Optional<TlsInfo> tls() {
        return secure
                ? Optional.of(new TlsInfo("TLSv1.3", "TLS_AES_128_GCM_SHA256", Nowhere.SESSION))
                : Optional.empty();
    }

    @Override
    public synchronized boolean canStartTls() {
        return mode == TlsMode.STARTTLS && !secure;
    }

    @Override
    public void startTls(ByteBuffer goAhead) {
        synchronized (this) {
            secure = true;
        }
        write(goAhead);
    }

    @Override
    public void write(ByteBuffer octets) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (stalled || !stuck.isEmpty()) {
                stuck.add(octets);
                return;
            }
        }
        leave(octets);
    }

    private void leave(ByteBuffer octets) {
        synchronized (this) {
            writes++;
            sent.write(octets.array(), octets.arrayOffset() + octets.position(), octets.remaining());
        }
        runner().written(octets.remaining());
    }

    @Override
    public synchronized void suspendInput() {
        suspended = true;
    }

    @Override
    public synchronized void resumeInput() {
        suspended = false;
    }

    @Override
    public void close() {
        end(false);
    }

    @Override
    public void abort() {
        end(true);
    }

    @Override
    public void over() {}

    private void end(boolean byAbort) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            aborted = byAbort;
            stuck.clear();
        }
        runner().closed();
    }

    /** An SSLSession of no connection, made when first asked for. */
    private static final class Nowhere {
        static final SSLSession SESSION = make();

        private static SSLSession make() {
            try {
                return SSLContext.getDefault().createSSLEngine().getSession();
            } catch (NoSuchAlgorithmException noTls) {
                throw new IllegalStateException("This JVM has no TLS", noTls);
            }
        }
    }
}
