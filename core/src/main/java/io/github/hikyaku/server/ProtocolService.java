package io.github.hikyaku.server;

import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.engine.ListenerConfig;
import io.github.hikyaku.engine.ProtocolSession;

/** A protocol that a {@link MailServer} speaks on one listener. Immutable, and usable by several servers. */
public interface ProtocolService {
    /** The name in events and for the server's {@code address(name)}, such as {@code submission}. */
    String name();

    /** Where it listens. */
    ListenerConfig listener();

    /** Makes the session of a new connection. Called on a worker or on an I/O thread; must not block. */
    ProtocolSession open(Connection connection, ServerContext context);

    /**
     * What a peer is told that a limit turns away before it has a session: one line with its end, such as a 421 reply.
     * Not sent where TLS comes first. Nothing, unless overridden.
     */
    default byte[] refusal(ServerContext context) {
        return new byte[0];
    }
}
