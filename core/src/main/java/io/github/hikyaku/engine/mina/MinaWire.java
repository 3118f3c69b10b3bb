package io.github.hikyaku.engine.mina;

import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.engine.ConnectionObserver.Ends;
import io.github.hikyaku.engine.TlsInfo;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.engine.internal.ProxyHeader;
import io.github.hikyaku.engine.internal.SessionRunner;
import io.github.hikyaku.engine.internal.TlsCodec;
import io.github.hikyaku.engine.internal.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.transport.socket.nio.NioSession;
import org.jspecify.annotations.Nullable;

/**
 * One accepted socket. Input comes on an I/O thread, output from the session's turns; both take this object's lock, under
 * which nothing blocks. A write goes straight to the socket, which nearly always takes it; only what it does not take is
 * queued for the I/O thread.
 */
final class MinaWire implements Wire, TlsCodec.Owner {
    /** How long the peer may take to close its side after us, before what is still in flight to it may be lost. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final MinaEngine engine;
    private final Listener listener;
    private final NioSession session;
    private final SessionRunner runner;

    /** Behind a proxy it becomes another when the header of the PROXY protocol is whole. */
    private volatile Ends ends;

    /** The header that comes first, or null where none does any more. */
    private @Nullable ProxyHeader proxyHeader;

    /** By which address the connection is counted, or null if by none. */
    private @Nullable InetAddress counted;

    private @Nullable TlsCodec tls;
    private @Nullable TlsInfo tlsInfo;
    private Connection.@Nullable Timer timer;
    private int queued;
    private boolean begun;
    private boolean opened;
    private boolean inputEnded;
    private boolean lingering;

    /** Whether the runner knows that the connection is over. */
    private boolean told;

    private boolean gone;

    MinaWire(MinaEngine engine, Listener listener, NioSession session, Ends ends, boolean proxied) {
        this.engine = engine;
        this.listener = listener;
        this.session = session;
        this.ends = ends;
        this.proxyHeader = proxied ? new ProxyHeader() : null;
        this.counted = proxied ? null : ends.remote().getAddress();
        this.runner = new SessionRunner(
                ends.id(),
                this,
                engine.workers(),
                engine.timers(),
                listener.factory(),
                listener.observer(),
                engine.limits().idleTimeout());
    }

    static MinaWire of(IoSession session) {
        return (MinaWire) session.getAttribute(Attributes.WIRE);
    }

    static Ends name(InetSocketAddress local, InetSocketAddress remote) {
        return new Ends(Long.toString(NUMBERS.incrementAndGet(), Character.MAX_RADIX), local, remote);
    }

    SessionRunner runner() {
        return runner;
    }

    /** Lets the session have a turn, on an I/O thread. */
    private void turn() {
        if (engine.hasOwnWorkers()) {
            runner.proceed();
        } else {
            runner.wake(); // who brings threads of his own wants sessions to run on those
        }
    }

    // From the I/O thread.

    void onOpened() {
        engine.sessionBegins();
        synchronized (this) {
            begun = true;
            if (proxyHeader != null) {
                timer = engine.timers().schedule(engine.limits().loginTimeout(), this::proxyHeaderTimedOut);
                return;
            }
        }
        begin();
        turn();
    }

    private void begin() {
        listener.observer().opened(ends);
        synchronized (this) {
            opened = true;
            if (listener.config().tls() == TlsMode.IMPLICIT) {
                handshake();
                return;
            }
        }
        runner.opened();
    }

    /** Takes octets, from a buffer that is valid during the call only. */
    void onOctets(ByteBuffer octets) {
        synchronized (this) {
            if (!lingering && (proxyHeader == null || takeProxyHeader(proxyHeader, octets))) {
                take(octets);
            }
        }
        turn();
    }

    private void take(ByteBuffer octets) {
        if (tls == null) {
            byte[] copy = new byte[octets.remaining()];
            octets.get(copy);
            runner.received(ByteBuffer.wrap(copy));
        } else {
            tls.receive(octets);
        }
    }

    void onInputEnd() {
        session.suspendRead(); // or the selector would tell it again and again
        synchronized (this) {
            inputEnded = true;
            if (lingering) {
                endIfSent();
                return;
            }
            if (proxyHeader != null) {
                abort(); // nobody has a session that could end
                return;
            }
            if (tls != null && tlsInfo == null) {
                failed(new SSLException("The peer left", new EOFException()));
                return;
            }
        }
        runner.inputEnded();
        turn();
    }

    void onSent(int plaintext) {
        synchronized (this) {
            queued--;
            if (lingering) {
                endIfSent();
            }
        }
        if (plaintext > 0) {
            runner.written(plaintext);
        }
    }

    /** The socket is closed. May come twice. */
    void destroyed() {
        boolean handshaking;
        boolean known;
        synchronized (this) {
            if (gone) {
                return;
            }
            gone = true;
            handshaking = tls != null && tlsInfo == null && !lingering;
            known = told;
            stopTimer();
        }
        if (counted == null) {
            engine.admission().leaveProxy();
        } else {
            engine.admission().leave(counted);
        }
        if (handshaking) {
            listener.observer().tlsFailed(ends, new SSLException("The peer left", new EOFException()));
        }
        if (opened) {
            if (!known) {
                runner.closed();
            }
        } else if (begun) {
            engine.sessionEnded();
        }
    }

    // From the session's turns.

    @Override
    public InetSocketAddress local() {
        return ends.local();
    }

    @Override
    public InetSocketAddress remote() {
        return ends.remote();
    }

    @Override
    public synchronized Optional<TlsInfo> tls() {
        return Optional.ofNullable(tlsInfo);
    }

    @Override
    public synchronized boolean canStartTls() {
        return listener.config().tls() == TlsMode.STARTTLS && engine.tls() != null && tls == null;
    }

    @Override
    public synchronized void write(ByteBuffer octets) {
        if (tls == null) {
            transmit(octets, octets.remaining(), true);
        } else {
            tls.send(octets);
        }
    }

    @Override
    public synchronized void startTls(ByteBuffer goAhead) {
        handshake(); // from here on, what comes is taken for TLS
        if (runner.hasInput()) {
            abort(); // it came in plaintext before that, behind the command
        } else {
            transmit(goAhead, goAhead.remaining(), true);
        }
    }

    @Override
    public void suspendInput() {
        session.suspendRead();
    }

    @Override
    public void resumeInput() {
        session.resumeRead();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (tls != null) {
                tls.close();
            }
            linger();
        }
    }

    @Override
    public void abort() {
        session.closeNow();
    }

    @Override
    public void over() {
        engine.sessionEnded();
    }

    // The rest holds the lock.

    /** Hands octets to the socket, or to the I/O thread what it does not take. */
    private void transmit(ByteBuffer octets, int plaintext, boolean ours) {
        if (queued == 0) {
            try {
                session.getChannel().write(octets);
            } catch (IOException reset) {
                abort();
                return;
            }
            if (!octets.hasRemaining()) {
                if (plaintext > 0) {
                    runner.written(plaintext);
                }
                return;
            }
        }
        queued++;
        ByteBuffer rest = ours
                ? octets
                : ByteBuffer.allocate(octets.remaining()).put(octets).flip();
        session.getProcessor().write(session, new Outgoing(rest, plaintext));
    }

    /**
     * All is sent: ends our side, and waits a while for the peer to end its own. To close a socket that input still comes
     * to would reset the connection, and take from the peer what it has not read yet (RFC 9293 §3.6, RFC 1122 §4.2.2.13).
     */
    private void linger() {
        if (lingering) {
            return;
        }
        lingering = true;
        told = true;
        stopTimer();
        runner.closed();
        if (!endIfSent()) {
            session.resumeRead();
            timer = engine.timers().schedule(LINGER, session::closeNow);
        }
    }

    /** Answers whether nothing is to be waited for. */
    private boolean endIfSent() {
        if (queued > 0) {
            return false;
        }
        if (inputEnded) {
            session.closeNow();
            return true;
        }
        try {
            ((SocketChannel) session.getChannel()).shutdownOutput();
            return false;
        } catch (IOException reset) {
            session.closeNow();
            return true;
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    // The PROXY protocol.

    /** Answers whether the session has begun, for which the octets are that are left. */
    private boolean takeProxyHeader(ProxyHeader header, ByteBuffer octets) {
        ProxyHeader.State state = header.take(octets);
        if (state == ProxyHeader.State.INCOMPLETE) {
            return false;
        }
        if (state == ProxyHeader.State.BROKEN) {
            turnAway("proxyProtocol", new byte[0]);
            return false;
        }
        proxyHeader = null;
        stopTimer();
        InetSocketAddress source = header.source();
        InetSocketAddress destination = header.destination();
        if (source != null && destination != null) {
            ends = new Ends(ends.id(), destination, source);
            String limit = engine.admission().enterBehindProxy(source.getAddress());
            if (limit != null) {
                turnAway(
                        limit,
                        listener.config().tls() == TlsMode.IMPLICIT
                                ? new byte[0]
                                : listener.factory().refusal());
                return false;
            }
            counted = source.getAddress();
        }
        begin();
        return octets.hasRemaining();
    }

    private synchronized void proxyHeaderTimedOut() {
        if (proxyHeader != null && !lingering) {
            turnAway("loginTimeout", new byte[0]);
        }
    }

    private void turnAway(String limit, byte[] refusal) {
        lingering = true;
        listener.observer().refused(ends, limit);
        try {
            session.getChannel().write(ByteBuffer.wrap(refusal)); // a new socket takes a line at once
        } catch (IOException gone) {
            // It is turned away in any case.
        }
        abort();
    }

    // TLS.

    private void handshake() {
        if (engine.tls() == null) {
            throw new IllegalStateException("No certificate");
        }
        TlsCodec codec = new TlsCodec(engine.tls().serverEngine(), engine.buffers(), this);
        tls = codec;
        timer = engine.timers().schedule(engine.limits().loginTimeout(), this::handshakeTimedOut);
        codec.start();
    }

    private synchronized void handshakeTimedOut() {
        if (tlsInfo == null && !lingering) {
            lingering = true;
            listener.observer().tlsFailed(ends, new SocketTimeoutException("The handshake took too long"));
            abort();
        }
    }

    @Override
    public void ciphertext(ByteBuffer octets, int plaintext) {
        transmit(octets, plaintext, false);
        if (tlsInfo == null && session.getChannel() instanceof SocketChannel channel) {
            QuickAck.request(channel);
        }
    }

    @Override
    public void plaintext(ByteBuffer octets) {
        runner.received(octets);
    }

    @Override
    public void established(TlsInfo info) {
        tlsInfo = info;
        stopTimer();
        listener.observer().tlsEstablished(ends, info);
        if (listener.config().tls() == TlsMode.IMPLICIT) {
            runner.opened();
        }
    }

    @Override
    public void peerEnded() {
        runner.inputEnded();
    }

    @Override
    public void run(Runnable tasks) {
        engine.workers().execute(() -> {
            try {
                tasks.run();
                synchronized (this) {
                    if (tls != null && !gone) {
                        tls.tasksDone();
                    }
                }
                runner.wake();
            } catch (RuntimeException broken) {
                listener.observer().failed(ends, broken);
                abort();
            }
        });
    }

    @Override
    public void failed(SSLException cause) {
        if (tlsInfo == null) {
            listener.observer().tlsFailed(ends, cause);
        }
        linger();
    }
}
