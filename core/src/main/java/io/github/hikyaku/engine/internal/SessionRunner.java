package io.github.hikyaku.engine.internal;

import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.engine.ConnectionObserver;
import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.engine.ProtocolSession;
import io.github.hikyaku.engine.ReplyBuffer;
import io.github.hikyaku.engine.ReplySource;
import io.github.hikyaku.engine.SessionFactory;
import io.github.hikyaku.engine.TlsInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs one session over one wire. The transport's threads only queue; everything else, and every call of the session,
 * happens in turns on the {@link SerialExecutor}. A turn delivers frames until the input is used up, the session waits
 * for something, or output is pending; then it hands the gathered replies to the wire.
 *
 * <p>A turn may begin on the transport's thread ({@link #proceed}) and goes on there as long as the session is quick
 * ({@link ProtocolSession#isQuick}): to wake a worker takes longer than most commands do. A worker does the rest.
 */
public final class SessionRunner implements Connection {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** After so many frames another session may have the thread. */
    private static final int FRAMES = 64;

    private final String id;
    private final Wire wire;
    private final SerialExecutor serial;
    private final Timers timers;
    private final SessionFactory factory;
    private final ConnectionObserver observer;

    private final FrameCutter cutter = new FrameCutter();
    private final InputQueue input;
    private final OutputQueue output;
    private final SessionTimers sessionTimers;

    // Set by the transport's threads or any thread, under this object's lock, and noticed by the next turn.
    private boolean turnQueued;
    private boolean opened;
    private boolean gone;
    private volatile boolean closing;
    private volatile long lastActivity;
    private long octetsIn;
    private long octetsOut;

    // The rest belongs to the turns.
    private @Nullable ProtocolSession session;
    private boolean greeted;
    private boolean waiting;
    private boolean closeGiven;
    private boolean over;

    /** The thread whose turn it is, to which nobody need say that there is something to do. */
    private volatile @Nullable Thread turning;

    /** A frame that was cut on the transport's thread and is not quick. */
    private @Nullable Frame left;

    /** What a frame within a run did to the session: told to it when the run has been drained. */
    private @Nullable Throwable runFailure;

    private long idleNanos;

    /** A runner whose wire has not opened yet; until the session says otherwise it may be silent for {@code idle}. */
    public SessionRunner(
            String id,
            Wire wire,
            Executor workers,
            Timers timers,
            SessionFactory factory,
            ConnectionObserver observer,
            Duration idle) {
        this.id = id;
        this.wire = wire;
        this.serial = new SerialExecutor(workers);
        this.timers = timers;
        this.factory = factory;
        this.observer = observer;
        this.input = new InputQueue(wire);
        this.output = new OutputQueue(wire);
        this.sessionTimers = new SessionTimers(timers, this::inTurn);
        this.idleNanos = idle.toNanos();
    }

    // What the transport tells.

    /** The session may start: with implicit TLS the handshake is done. Nothing happens before the next turn. */
    public void opened() {
        synchronized (this) {
            opened = true;
        }
        lastActivity = timers.nanoTime();
    }

    /** Octets have come; the buffer is taken over, and has an array. Nothing happens before the next turn. */
    public void received(ByteBuffer octets) {
        synchronized (this) {
            octetsIn += octets.remaining();
        }
        if (!closing) {
            input.add(octets);
        }
    }

    /** The peer will send no more, but still reads. Nothing happens before the next turn. */
    public void inputEnded() {
        input.end();
    }

    /** Takes a turn on this thread, which must not wait, as far as that is quick, and leaves the rest to a worker. */
    public void proceed() {
        synchronized (this) {
            if (turnQueued || !opened) {
                return;
            }
        }
        if (!serial.runHere(this::quickTurn)) {
            wake();
        }
    }

    /** Has a worker take a turn. */
    public void wake() {
        synchronized (this) {
            if (turnQueued) {
                return;
            }
            turnQueued = true;
        }
        serial.execute(this::turn);
    }

    /** A write has left. */
    public void written(int octets) {
        synchronized (this) {
            octetsOut += octets;
        }
        lastActivity = timers.nanoTime();
        if (output.written(octets) || closing && turning != Thread.currentThread()) {
            wake();
        }
    }

    /** The connection is no more. */
    public void closed() {
        synchronized (this) {
            gone = true;
        }
        if (turning != Thread.currentThread()) {
            wake();
        }
    }

    /** The host shuts down. */
    public void shutdown() {
        inTurn(() -> {
            if (session == null) {
                abort();
            } else if (!closing) {
                session.onShutdown();
            }
        });
    }

    @Override
    public boolean hasInput() {
        return !input.isEmpty();
    }

    /** Which connection this is. */
    public ConnectionObserver.Ends ends() {
        return new ConnectionObserver.Ends(id, wire.local(), wire.remote());
    }

    // Turns.

    private void inTurn(Runnable task) {
        serial.execute(() -> {
            if (over) {
                return;
            }
            turning = Thread.currentThread();
            try {
                if (output.isTooMuch()) {
                    abort(); // tasks go on sending to a peer that takes nothing
                }
                task.run();
            } catch (Throwable thrown) {
                askSession(thrown); // the answer is not used: a task has no say in how the input is cut
            }
            advance(false);
        });
    }

    private void turn() {
        synchronized (this) {
            turnQueued = false;
        }
        if (!over) {
            turning = Thread.currentThread();
            advance(false);
        }
    }

    private void quickTurn() {
        if (!over) {
            turning = Thread.currentThread();
            advance(true);
        }
    }

    private void advance(boolean quick) {
        try {
            boolean done = isGone() || go(quick);
            if (!isGone()) {
                if (!done) {
                    wake();
                }
            } else if (quick && session != null && !session.isQuick(null)) {
                wake();
            } else {
                over = true;
                finish();
            }
        } finally {
            turning = null;
        }
    }

    private synchronized boolean isGone() {
        return gone;
    }

    private synchronized boolean isOpened() {
        return opened;
    }

    /** Does what there is to do. Answers whether that was all: what is not quick can be left to a worker. */
    private boolean go(boolean quick) {
        try {
            if (!greeted && !closing && isOpened() && !begin(quick)) {
                return false;
            }
            if (!deliver(quick) || quick && output.hasSources()) {
                return false; // what is sent so far leaves with what the worker sends
            }
            output.pump(true);
            if (closing && !closeGiven && output.isEmpty()) {
                closeGiven = true;
                wire.close();
            }
            return true;
        } catch (Throwable source) {
            observer.failed(ends(), source);
            abort();
            return true;
        }
    }

    private boolean begin(boolean quick) {
        try {
            if (session == null) {
                session = factory.open(this);
                arm(idleNanos);
            }
            if (quick && !session.isQuick(null)) {
                return false;
            }
            greeted = true;
            follow(session.onOpen());
        } catch (Throwable thrown) {
            greeted = true;
            failed(thrown);
        }
        return true;
    }

    private boolean deliver(boolean quick) throws Exception {
        for (int i = 0; session != null && greeted && isRoom(quick) && !waiting && !closing; i++) {
            if (i == FRAMES) {
                wake();
                return true;
            }
            Frame frame = left == null ? nextFrame() : left;
            left = null;
            if (frame == null) {
                if (input.ended() && input.isEmpty()) {
                    closing = true; // half-closed, and all that came is answered
                }
                return true;
            }
            if (quick && !session.isQuick(frame)) {
                left = frame;
                return false;
            }
            deliver(session, frame);
            lastActivity = timers.nanoTime();
        }
        return true;
    }

    /** Whether what was sent has left, or nearly; not if that takes reading from a disk on a thread that must not. */
    private boolean isRoom(boolean quick) throws IOException {
        return !(quick && output.hasSources()) && output.pump(false);
    }

    private @Nullable Frame nextFrame() {
        while (true) {
            ByteBuffer head = input.head();
            Frame frame = cutter.next(head == null ? NOTHING : head);
            if (frame != null || head == null) {
                return frame;
            }
            if (cutter.isInRun()) {
                lastActivity = timers.nanoTime(); // what is too much is drained; a line that does not end is silence
            }
        }
    }

    private void deliver(ProtocolSession to, Frame frame) {
        boolean within = frame instanceof Frame.Chunk chunk && !chunk.last();
        Throwable earlier = runFailure;
        if (earlier != null) {
            if (!within) {
                runFailure = null;
                failed(earlier);
            }
            return;
        }
        try {
            Framing next = Objects.requireNonNull(to.onFrame(frame), "onFrame answered null");
            if (!within) {
                follow(next);
            } else if (next instanceof Framing.Wait wait) {
                await(wait.until(), (ignored, thrown) -> runFailure = thrown);
            }
        } catch (Throwable thrown) {
            if (within) {
                runFailure = thrown;
            } else {
                failed(thrown);
            }
        }
    }

    private void follow(Framing next) {
        if (closing) {
            return;
        }
        if (next instanceof Framing.Wait wait) {
            await(wait.until(), (framing, thrown) -> {
                if (framing != null) {
                    follow(framing);
                } else {
                    failed(thrown == null ? new NullPointerException("The stage answered null") : thrown);
                }
            });
        } else {
            cutter.framing(next);
        }
    }

    private void await(CompletionStage<Framing> stage, BiConsumer<@Nullable Framing, @Nullable Throwable> then) {
        waiting = true;
        stage.whenComplete((framing, thrown) -> inTurn(() -> {
            waiting = false;
            lastActivity = timers.nanoTime();
            then.accept(framing, thrown);
        }));
    }

    private void failed(Throwable cause) {
        Framing next = askSession(cause);
        if (next != null) {
            follow(next);
        }
    }

    /** What the session makes of a failure, or null if it fails at that too; then the connection is aborted. */
    private @Nullable Framing askSession(Throwable cause) {
        observer.failed(ends(), cause);
        try {
            if (session != null) {
                return session.onFailure(this, cause);
            }
        } catch (Throwable again) {
            observer.failed(ends(), again);
        }
        abort();
        return null;
    }

    private void finish() {
        sessionTimers.cancelAll();
        input.discard();
        try {
            output.discard();
        } catch (Throwable thrown) {
            observer.failed(ends(), thrown);
        }
        try {
            if (session != null) {
                session.onClose();
            }
        } catch (Throwable thrown) {
            observer.failed(ends(), thrown);
        }
        try {
            observer.closed(ends(), octetsIn, octetsOut);
        } finally {
            wire.over();
        }
    }

    // Silence.

    private void arm(long nanos) {
        sessionTimers.lookAfter(nanos, this::checkSilence);
    }

    private void checkSilence() {
        long left = idleNanos - (timers.nanoTime() - lastActivity);
        if (left > 0) {
            arm(left);
        } else if (closing || output.isWriting()) {
            abort(); // it takes nothing either
        } else {
            arm(idleNanos);
            if (!waiting && session != null) {
                session.onIdle();
            }
        }
    }

    // What the session may do.

    @Override
    public String id() {
        return id;
    }

    @Override
    public InetSocketAddress local() {
        return wire.local();
    }

    @Override
    public InetSocketAddress remote() {
        return wire.remote();
    }

    @Override
    public Optional<TlsInfo> tls() {
        return wire.tls();
    }

    @Override
    public void send(byte[] octets) {
        send(new ReplyBuffer(octets.length).append(octets));
    }

    @Override
    public void send(ReplyBuffer buffer) {
        if (!over && !closeGiven) {
            output.add(buffer);
        }
    }

    @Override
    public void send(ReplySource source) {
        if (over || closeGiven) {
            source.close();
        } else {
            output.add(source);
        }
    }

    @Override
    public void startTls(byte[] goAhead) {
        if (!canStartTls()) {
            throw new IllegalStateException("TLS cannot be started");
        }
        if (!input.isEmpty()) {
            // RFC 3207 §6, RFC 9051 §6.2.1: what came in plaintext behind the command may be an attacker's.
            close();
            return;
        }
        ReplyBuffer last = output.takeTail();
        if (last == null) {
            close(); // it sends on and reads nothing: no client that wants TLS
            return;
        }
        last.append(goAhead);
        output.writing(last.size());
        wire.startTls(last.octets());
    }

    @Override
    public boolean canStartTls() {
        return wire.canStartTls();
    }

    @Override
    public void idleTimeout(Duration timeout) {
        idleNanos = timeout.toNanos();
        lastActivity = timers.nanoTime();
        arm(idleNanos);
    }

    @Override
    public void execute(Runnable task) {
        inTurn(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return over ? () -> {} : sessionTimers.schedule(delay, task);
    }

    @Override
    public void close() {
        closing = true;
        if (turning != Thread.currentThread()) {
            wake();
        }
    }

    @Override
    public void abort() {
        closing = true;
        wire.abort();
    }
}
