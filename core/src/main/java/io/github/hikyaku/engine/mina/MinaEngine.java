package io.github.hikyaku.engine.mina;

import io.github.hikyaku.engine.ConnectionObserver;
import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.engine.ListenerConfig;
import io.github.hikyaku.engine.NetworkEngine;
import io.github.hikyaku.engine.SessionFactory;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.engine.internal.BufferPool;
import io.github.hikyaku.engine.internal.ThreadTimers;
import io.github.hikyaku.engine.internal.TlsCodec;
import io.github.hikyaku.engine.internal.Workers;
import io.github.hikyaku.tls.Tls;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.mina.core.service.IoProcessor;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.transport.socket.nio.NioSession;
import org.jspecify.annotations.Nullable;

/**
 * The network engine on sockets. One acceptor serves all listeners and one pool of I/O threads all connections; both come
 * into being with the first listener, so that an engine that is only made costs nothing.
 */
public final class MinaEngine implements NetworkEngine {
    /** How long threads may take to end that have nothing to do any more. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final String name = "hikyaku-" + NUMBERS.incrementAndGet();
    private final Limits limits;
    private final @Nullable Tls tls;
    private final Executor workers;
    private final @Nullable ExecutorService ownWorkers;
    private final ThreadTimers timers = new ThreadTimers(name + "-timer");
    private final Admission admission;
    private final IoThreads ioThreads = new IoThreads(name + "-io-");
    private final @Nullable BufferPool buffers;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition sessionOver = lock.newCondition();
    private final AtomicInteger sessions = new AtomicInteger();
    private @Nullable IoProcessor<NioSession> processor;
    private @Nullable Acceptor acceptor;
    private boolean closed;

    private MinaEngine(Limits limits, Optional<Tls> tls, Optional<Executor> workers) {
        this.limits = limits;
        this.tls = tls.orElse(null);
        this.ownWorkers = workers.isPresent() ? null : Workers.create(name + "-worker");
        this.workers = ownWorkers == null ? workers.orElseThrow() : ownWorkers;
        this.admission = new Admission(limits.maxConnections(), limits.maxConnectionsPerAddress());
        this.buffers = this.tls == null ? null : new BufferPool(TlsCodec.bufferSize(this.tls.serverEngine()));
    }

    /**
     * An engine without listeners.
     *
     * @param limits of which those of connections and handshakes are held here
     * @param tls the certificate, if there is one
     * @param workers where sessions run; without one the engine makes its own and ends it with itself
     */
    public static NetworkEngine create(Limits limits, Optional<Tls> tls, Optional<Executor> workers) {
        return new MinaEngine(limits, tls, workers);
    }

    @Override
    public Listening listen(ListenerConfig config, SessionFactory factory, ConnectionObserver observer)
            throws IOException {
        if (config.tls() == TlsMode.IMPLICIT && tls == null) {
            throw new IllegalArgumentException(
                    "A listener on port " + config.port() + " is to start with TLS, but there is no certificate");
        }
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("The engine is closed");
            }
            if (acceptor == null) {
                processor = processors();
                acceptor = new Acceptor(this, ioThreads, processor);
            }
            return acceptor.listen(new Listener(config, factory, observer));
        } catch (IOException refused) {
            Throwable cause = refused;
            while (cause.getCause() instanceof IOException deeper) {
                cause = deeper;
            }
            BindException named = new BindException("Cannot listen on "
                    + config.address().getHostAddress() + " port " + config.port() + ": " + cause.getMessage());
            named.initCause(refused);
            throw named;
        } finally {
            lock.unlock();
        }
    }

    /** As many threads as can be busy moving octets while the workers work. */
    private IoProcessor<NioSession> processors() {
        int count = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2));
        return new ProcessorPool(ioThreads, count);
    }

    @Override
    public int connections() {
        return admission.open();
    }

    @Override
    public Executor workers() {
        return workers;
    }

    @Override
    public void close(Duration grace) {
        Acceptor open;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            open = acceptor;
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        try {
            if (open != null) {
                open.unbind();
                forEachWire(open, wire -> wire.runner().shutdown());
                awaitSessions(grace);
                forEachWire(open, MinaWire::abort);
                awaitSessions(SOON);
            }
        } catch (InterruptedException now) {
            interrupted = true;
        }
        if (open != null) {
            open.dispose();
            disposeProcessor();
        }
        try {
            timers.stop(SOON);
            if (ownWorkers != null) {
                ownWorkers.shutdown();
                if (!ownWorkers.awaitTermination(SOON.toNanos(), TimeUnit.NANOSECONDS)) {
                    ownWorkers.shutdownNow();
                }
            }
            ioThreads.await(SOON);
        } catch (InterruptedException now) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void disposeProcessor() {
        if (processor != null) {
            processor.dispose();
        }
    }

    private static void forEachWire(Acceptor open, Consumer<MinaWire> action) {
        for (IoSession session : open.getManagedSessions().values()) {
            action.accept(MinaWire.of(session));
        }
    }

    private void awaitSessions(Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (sessions.get() > 0 && left > 0) {
                left = sessionOver.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    // For the wires.

    boolean hasOwnWorkers() {
        return ownWorkers != null;
    }

    Limits limits() {
        return limits;
    }

    @Nullable
    Tls tls() {
        return tls;
    }

    ThreadTimers timers() {
        return timers;
    }

    Admission admission() {
        return admission;
    }

    BufferPool buffers() {
        if (buffers == null) {
            throw new IllegalStateException("No TLS");
        }
        return buffers;
    }

    void sessionBegins() {
        sessions.incrementAndGet();
    }

    void sessionEnded() {
        if (sessions.decrementAndGet() == 0) {
            lock.lock();
            try {
                sessionOver.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
