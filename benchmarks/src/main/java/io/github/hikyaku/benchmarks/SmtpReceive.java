package io.github.hikyaku.benchmarks;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Messages received a second, driven by Postfix's {@code smtp-source} over 20 connections with many messages each,
 * beside Postfix's {@code smtp-sink}, which is the ceiling.
 */
final class SmtpReceive {
    private static final List<String> PEERS = List.of(
            "smtp-sink", "subetha-discard", "greenmail", "hikyaku-memory", "subetha-maildir", "hikyaku-maildir");

    private SmtpReceive() {}

    static void run(int size, int count, int rounds) throws Exception {
        Figures figures = new Figures("messages/s");
        int sinkPort = freePort();
        String user = System.getProperty("user.name");
        Process sink = new ProcessBuilder("smtp-sink", "-u", user, "127.0.0.1:" + sinkPort, "1000")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            awaitListener(sinkPort);
            for (int round = -1; round < rounds; round++) {
                for (String name : PEERS) {
                    // Mail in memory would pile up over the rounds: each round has a new server, and a warm-up.
                    PeerProcess server = name.equals("smtp-sink") ? null : PeerProcess.start(name, "-Xmx3g");
                    try {
                        int port = server == null ? sinkPort : server.port("smtp");
                        source(port, size, count);
                        double seconds = source(port, size, count);
                        if (round >= 0) {
                            figures.add(name, count / seconds);
                        }
                    } finally {
                        if (server != null) {
                            server.close();
                        }
                    }
                }
            }
        } finally {
            sink.destroy();
        }
        figures.print("SMTP receive, " + size + " octets, 20 connections", "subetha-discard");
    }

    private static double source(int port, int size, int count) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("smtp-source", "-d", "-s", "20", "-m", String.valueOf(count)));
        command.addAll(List.of("-l", String.valueOf(size), "-f", "a@peer.example", "-t", Peer.USER));
        command.add("127.0.0.1:" + port);
        long begin = System.nanoTime();
        Process source = new ProcessBuilder(command).inheritIO().start();
        if (!source.waitFor(300, TimeUnit.SECONDS)) {
            source.destroyForcibly();
            throw new IOException("smtp-source did not end");
        }
        if (source.exitValue() != 0) {
            throw new IOException("smtp-source failed");
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private static void awaitListener(int port) throws IOException, InterruptedException {
        for (int i = 0; i < 100; i++) {
            try (Wire wire = Wire.plain(port)) {
                wire.line();
                return;
            } catch (ConnectException e) {
                Thread.sleep(50);
            }
        }
        throw new IOException("smtp-sink does not listen");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
