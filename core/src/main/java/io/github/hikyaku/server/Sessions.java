package io.github.hikyaku.server;

import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.engine.ProtocolSession;
import io.github.hikyaku.engine.SessionFactory;

/** Makes one service's sessions. */
record Sessions(ProtocolService service, ServerContext context) implements SessionFactory {
    @Override
    public ProtocolSession open(Connection connection) {
        return service.open(connection, context);
    }

    @Override
    public byte[] refusal() {
        return service.refusal(context);
    }
}
