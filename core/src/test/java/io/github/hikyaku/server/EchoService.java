package io.github.hikyaku.server;

import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.engine.ListenerConfig;
import io.github.hikyaku.engine.ProtocolSession;
import io.github.hikyaku.engine.TlsMode;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;

/** A protocol that greets, says each line again, and knows {@code quit}, {@code fail} and {@code stay}. */
record EchoService(String name, ListenerConfig listener) implements ProtocolService {
    private static final Framing LINE = new Framing.Lines(100);

    static EchoService on(String name, int port, TlsMode tls) {
        return new EchoService(name, new ListenerConfig(InetAddress.getLoopbackAddress(), port, tls));
    }

    static EchoService plain(String name) {
        return on(name, 0, TlsMode.NONE);
    }

    @Override
    public ProtocolSession open(Connection connection, ServerContext context) {
        return new Session(connection, context);
    }

    @Override
    public byte[] refusal(ServerContext context) {
        return octets(context.hostname() + " is full");
    }

    private static byte[] octets(String line) {
        return (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static final class Session implements ProtocolSession {
        private final Connection connection;
        private final ServerContext context;
        private boolean stays;

        Session(Connection connection, ServerContext context) {
            this.connection = connection;
            this.context = context;
        }

        @Override
        public Framing onOpen() {
            connection.send(octets("hello from " + context.hostname()));
            return LINE;
        }

        @Override
        public Framing onFrame(Frame frame) {
            String line = ((Frame.Line) frame).latin1();
            if (line.equals("fail")) {
                throw new IllegalStateException("told to fail");
            }
            connection.send(octets(line));
            stays |= line.equals("stay");
            if (line.equals("quit")) {
                connection.close();
            }
            return LINE;
        }

        @Override
        public void onIdle() {
            connection.close();
        }

        @Override
        public void onShutdown() {
            if (!stays) {
                connection.send(octets("bye"));
                connection.close();
            }
        }

        @Override
        public void onClose() {
            // there is nothing to release
        }
    }
}
