package io.github.hikyaku.sasl;

import io.github.hikyaku.engine.TlsInfo;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/** A TLS handshake in memory. */
record Handshake(TlsInfo server, SSLSession client) {
    static Handshake of(SSLEngine server, SSLEngine client) throws SSLException {
        client.setUseClientMode(true);
        ByteBuffer toServer = ByteBuffer.allocate(64 * 1024);
        ByteBuffer toClient = ByteBuffer.allocate(64 * 1024);
        client.beginHandshake();
        server.beginHandshake();
        for (int i = 0; i < 200 && !(isDone(server) && isDone(client)); i++) {
            step(client, toClient, toServer);
            step(server, toServer, toClient);
        }
        SSLSession agreed = server.getSession();
        return new Handshake(new TlsInfo(agreed.getProtocol(), agreed.getCipherSuite(), agreed), client.getSession());
    }

    private static boolean isDone(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                && engine.getSession().isValid()
                && !engine.getSession().getProtocol().equals("NONE");
    }

    private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> {
                for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
                    task.run();
                }
            }
            case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
            default -> {
                in.flip();
                engine.unwrap(in, ByteBuffer.allocate(32 * 1024));
                in.compact();
            }
        }
    }
}
