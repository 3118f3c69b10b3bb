package io.github.hikyaku.engine;

/** Makes the session of each new connection of a listener. */
@FunctionalInterface
public interface SessionFactory {
    /**
     * A session for a connection. Called in turn with the session's own methods, before
     * {@link ProtocolSession#onOpen}; the connection may be used already.
     */
    ProtocolSession open(Connection connection);

    /**
     * What a peer is told that a limit turns away before it has a session, such as a line with 421. Not sent where TLS
     * comes first. Nothing, unless overridden.
     */
    default byte[] refusal() {
        return new byte[0];
    }
}
