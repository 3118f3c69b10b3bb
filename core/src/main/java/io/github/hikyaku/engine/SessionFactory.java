package io.github.hikyaku.engine;

/** Makes the session of each new connection of a listener. */
@FunctionalInterface
public interface SessionFactory {
    /**
     * A session for a connection. Called in turn with the session's own methods, before
     * {@link ProtocolSession#onOpen}; the connection may be used already.
     */
    ProtocolSession open(Connection connection);
}
