package io.github.hikyaku.engine;

import org.jspecify.annotations.Nullable;

/**
 * One side of one conversation: a state machine that is fed frames and answers through its {@link Connection}. It never
 * sees a socket. All its methods, and all tasks it gives to {@link Connection#execute} and {@link Connection#schedule},
 * run one at a time, in order, and see each other's writes to memory; they may block on storage but never wait for the peer.
 */
public interface ProtocolSession {
    /**
     * The connection stands; with implicit TLS, the handshake is done. A server greets here.
     *
     * @return how the first octets are to be cut
     */
    Framing onOpen() throws Exception;

    /**
     * A frame, cut as the last framing said. Called when all that was sent before has been taken by the transport, or
     * nearly. A run of octets goes on to its last chunk: the answer to a chunk before that is ignored, unless it is a
     * {@link Framing.Wait}, which holds the run back, and whose result is ignored in turn.
     */
    Framing onFrame(Frame frame) throws Exception;

    /**
     * Whether what comes next can be dealt with at once: without waiting for a disk, a directory, another thread or
     * anything else, and in a few microseconds. Then the engine may do it on the thread that moves the octets of many
     * connections, and spares the peer the time that it takes to wake another; in doubt the answer is no, which it is
     * unless overridden. Called in turn with the other methods, and often.
     *
     * @param next what {@link #onFrame} would be given, or null for {@link #onOpen} and {@link #onClose}
     */
    default boolean isQuick(@Nullable Frame next) {
        return false;
    }

    /**
     * One of the methods above or a task threw, or a stage that was waited for failed. The engine has told the host by an
     * event; the session may tell the peer, without details. If it happened within a run of octets, the rest of the run
     * has been thrown away, so that no mail data is taken for a command.
     *
     * @return how to go on; after {@link Connection#close}, and for a task, it does not matter
     */
    default Framing onFailure(Connection connection, Throwable cause) {
        connection.abort();
        return new Framing.Lines(1);
    }

    /**
     * Nothing came from the peer for the time set by {@link Connection#idleTimeout}, neither a whole line nor an octet of a
     * run; the session says goodbye and closes.
     */
    void onIdle();

    /** The host shuts down: the session says goodbye and closes, now or when its running command ends. */
    default void onShutdown() {
        onIdle();
    }

    /** The connection is gone, for whatever reason. Called once, and last. */
    void onClose();
}
