package io.github.hikyaku.engine.memory;

import io.github.hikyaku.engine.ConnectionObserver;
import io.github.hikyaku.engine.SessionFactory;
import io.github.hikyaku.engine.TlsInfo;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.engine.internal.SessionRunner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A client's end of one session without a network: octets are fed, replies are read back. The session runs, just as it
 * does on a socket, on the caller's thread, and each call returns when there is nothing left to do. Time stands still but
 * for {@link #advance}. To be used by one thread; stages that a session waits for may be completed by any.
 */
public final class SessionHarness {
    private final MemoryWire wire;
    private final ManualTimers timers = new ManualTimers();
    private final SessionRunner runner;
    private final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());

    private SessionHarness(TlsMode tls, SessionFactory factory) {
        wire = new MemoryWire(tls);
        ConnectionObserver observer = new ConnectionObserver() {
            @Override
            public void failed(Ends ends, Throwable cause) {
                failures.add(cause);
            }
        };
        runner = new SessionRunner("memory", wire, new CallerRuns(), timers, factory, observer, Duration.ofMinutes(5));
        wire.attach(runner);
        runner.opened();
        runner.proceed();
    }

    /** Opens a session in plaintext on a listener without TLS. */
    public static SessionHarness open(SessionFactory factory) {
        return open(TlsMode.NONE, factory);
    }

    /**
     * Opens a session. TLS is only said to be there: what is fed and read is what would be inside it, and
     * {@code Connection.startTls} takes effect at once.
     */
    public static SessionHarness open(TlsMode tls, SessionFactory factory) {
        return new SessionHarness(tls, factory);
    }

    /** Feeds text, one octet for each character (ISO 8859-1), in one piece. */
    public SessionHarness feed(String text) {
        return feed(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Feeds octets in one piece. */
    public SessionHarness feed(byte[] octets) {
        return feed(octets, Math.max(octets.length, 1));
    }

    /** Feeds octets in pieces of {@code size}. */
    public SessionHarness feed(byte[] octets, int size) {
        wire.feed(octets, size);
        return this;
    }

    /** Feeds text and reads what was sent since the last reading, as in {@code exchange("NOOP\r\n")}. */
    public String exchange(String text) {
        return feed(text).read();
    }

    /** What was sent since the last reading, one character for each octet (ISO 8859-1). */
    public String read() {
        return new String(readOctets(), StandardCharsets.ISO_8859_1);
    }

    /** What was sent since the last reading. */
    public byte[] readOctets() {
        return wire.read();
    }

    /** How many pieces what was sent has left in so far. */
    public int writes() {
        return wire.writes();
    }

    /** The peer stops reading: of what is sent from now on, nothing leaves. */
    public SessionHarness stall() {
        wire.stall(true);
        return this;
    }

    /** The peer reads again. */
    public SessionHarness unstall() {
        wire.stall(false);
        return this;
    }

    /** Whether the transport has stopped taking input because too much of it is waiting. */
    public boolean inputSuspended() {
        return wire.inputSuspended();
    }

    /** The peer ends its side and still reads (a half-close). */
    public SessionHarness endInput() {
        runner.inputEnded();
        runner.proceed();
        return this;
    }

    /** The peer is gone without a word. */
    public SessionHarness disconnect() {
        wire.abort();
        return this;
    }

    /** The host shuts down. */
    public SessionHarness shutdown() {
        runner.shutdown();
        return this;
    }

    /** Lets time pass: runs timers as they fall due. */
    public SessionHarness advance(Duration time) {
        timers.advance(time);
        return this;
    }

    /** Whether the connection is closed, by either side. */
    public boolean isClosed() {
        return wire.isClosed();
    }

    /** Whether it was closed without what was sent having left. */
    public boolean isAborted() {
        return wire.isAborted();
    }

    /** What TLS was said to agree on, if it is on. */
    public Optional<TlsInfo> tls() {
        return wire.tls();
    }

    /** What the session's methods and tasks have thrown. */
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }
}
