package io.github.hikyaku.engine;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * What a {@link ProtocolSession} sees of its peer. Output keeps its order. Except where noted, methods are called by
 * the session's own methods and tasks.
 */
public interface Connection {
    /** A name for logs and events, unique in this JVM. */
    String id();

    /** The address on this side. */
    InetSocketAddress local();

    /** The address of the peer. */
    InetSocketAddress remote();

    /** What TLS agreed on, or empty while the connection is in plaintext. */
    Optional<TlsInfo> tls();

    /** Sends octets, which must not be changed afterwards. Replies to pipelined commands leave together. */
    void send(byte[] octets);

    /** Sends what is in the buffer and takes the buffer over. */
    void send(ReplyBuffer buffer);

    /**
     * Sends what the source will yield, as fast as the peer takes it. The next frame is not delivered before the source
     * is done.
     */
    void send(ReplySource source);

    /**
     * Sends the go-ahead in plaintext and starts TLS as server. Octets that came behind the command in plaintext close
     * the connection: they could be an attacker's (RFC 3207 §6, RFC 9051 §6.2.1). The session must forget what the peer told it before.
     *
     * @throws IllegalStateException if the listener has no TLS, or TLS is on
     */
    void startTls(byte[] goAhead);

    /** Whether {@link #startTls} is possible: the listener has TLS and it is not on yet. */
    boolean canStartTls();

    /** Whether the peer has sent something that no frame has brought yet: it did not wait for what is said next. */
    boolean hasInput();

    /** How long the peer may be silent before {@link ProtocolSession#onIdle}, from now on. */
    void idleTimeout(Duration timeout);

    /** Runs a task in turn with the session's methods, also while it waits. May be called by any thread; does nothing once closed. */
    void execute(Runnable task);

    /** Runs a task in turn with the session's methods, after a delay. Does nothing once closed. */
    Timer schedule(Duration delay, Runnable task);

    /** Closes once all that was sent has left, with close_notify over TLS. No frame is delivered any more. May be called by any thread. */
    void close();

    /** Closes at once. May be called by any thread. */
    void abort();

    /** A task that waits for its time. */
    interface Timer {
        /** Takes the task back, if it has not run. */
        void cancel();
    }
}
