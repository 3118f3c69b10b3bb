package io.github.hikyaku.benchmarks;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.OptionalLong;

/** Postfix's {@code smtp-sink}, which takes octets and does nothing with them: the ceiling of what a client can send. */
final class SmtpSink implements Receiver {
    private final int port;
    private final Process process;

    private SmtpSink(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    static SmtpSink start() throws IOException, InterruptedException {
        int port = freePort();
        String user = System.getProperty("user.name");
        Process process = new ProcessBuilder("smtp-sink", "-u", user, "127.0.0.1:" + port, "1000")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        SmtpSink sink = new SmtpSink(port, process);
        awaitGreeting(port);
        return sink;
    }

    /** A port that was free just now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static void awaitGreeting(int port) throws IOException, InterruptedException {
        for (int i = 0; i < 200; i++) {
            try (Wire wire = Wire.plain(port)) {
                wire.line();
                return;
            } catch (ConnectException e) {
                Thread.sleep(50);
            }
        }
        throw new IOException("Nobody listens on port " + port);
    }

    @Override
    public String name() {
        return "smtp-sink";
    }

    @Override
    public int port() {
        return port;
    }

    /** It does not tell: that the client got its replies has to do. */
    @Override
    public OptionalLong delivered() {
        return OptionalLong.empty();
    }

    @Override
    public void clear() {
        // It keeps nothing.
    }

    @Override
    public void close() {
        process.destroy();
    }
}
