package io.github.hikyaku.engine;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Listeners, and the connections they accept, under common limits and on common threads. Sessions run on the workers;
 * the network's own threads only move octets. All threads are daemons. May be used by any thread.
 */
public interface NetworkEngine extends AutoCloseable {
    /**
     * Listens. From the return on, connections are accepted.
     *
     * @throws IOException if the address cannot be bound; the message names it and the port, and other listeners go on
     * @throws IllegalArgumentException if TLS is to come first and the engine has no certificate
     * @throws IllegalStateException if the engine is closed
     */
    Listening listen(ListenerConfig config, SessionFactory sessions, ConnectionObserver observer) throws IOException;

    /** How many connections are open, of all listeners. */
    int connections();

    /** Where the sessions run; work for them may run there too. */
    Executor workers();

    /**
     * Accepts no more, tells every session of the {@linkplain ProtocolSession#onShutdown shutdown}, waits until they have
     * ended, but no longer than {@code grace}, and cuts off the rest. When it returns the engine's threads have ended
     * and its handles are closed; a second call does nothing. Not to be called by a {@link ConnectionObserver}.
     */
    void close(Duration grace);

    /** Closes without grace. */
    @Override
    default void close() {
        close(Duration.ZERO);
    }

    /** An open listener. */
    interface Listening extends AutoCloseable {
        /** The address it is bound to, with the real port if a free one was asked for. */
        InetSocketAddress address();

        /** Accepts no more; its connections go on. */
        @Override
        void close();
    }
}
