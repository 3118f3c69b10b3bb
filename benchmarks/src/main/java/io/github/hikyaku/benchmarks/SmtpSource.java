package io.github.hikyaku.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Postfix's {@code smtp-source}, the client of the benchmarks.
 *
 * @param size octets of a message
 * @param sessions connections at once
 * @param reconnect whether there is a connection for each message
 */
record SmtpSource(int size, int sessions, boolean reconnect) {
    private static final long MOST_SECONDS = 240;

    /**
     * Sends messages; answers the seconds until the last has arrived.
     *
     * @throws IOException if one is lost
     */
    double send(Receiver to, int count) throws IOException, InterruptedException {
        OptionalLong before = to.delivered();
        List<String> command = new ArrayList<>(List.of("smtp-source"));
        if (!reconnect) {
            command.add("-d");
        }
        command.addAll(List.of("-s", String.valueOf(sessions), "-m", String.valueOf(count)));
        command.addAll(List.of("-l", String.valueOf(size), "-f", "a@peer.example", "-t", Peer.USER));
        command.add("127.0.0.1:" + to.port());
        long begin = System.nanoTime();
        Process source = new ProcessBuilder(command).inheritIO().start();
        if (!source.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
            source.destroyForcibly();
            throw new IOException("smtp-source did not end");
        }
        if (source.exitValue() != 0) {
            throw new IOException("smtp-source failed");
        }
        if (before.isPresent()) {
            awaitDelivery(to, before.getAsLong() + count);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    /** A server with a queue delivers after it has said 250. */
    private static void awaitDelivery(Receiver to, long wanted) throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        long delivered = to.delivered().orElse(wanted);
        while (delivered < wanted) {
            if (System.nanoTime() > until) {
                throw new IOException(to.name() + " lost " + (wanted - delivered) + " messages");
            }
            Thread.sleep(5);
            delivered = to.delivered().orElse(wanted);
        }
        if (delivered > wanted) {
            throw new IOException(to.name() + " has " + (delivered - wanted) + " messages too many");
        }
    }

    /** As in "20 connections, a message each". */
    @Override
    public String toString() {
        String octets = size >= 1 << 20 ? (size >> 20) + " MB" : (size >> 10) + " KB";
        String connections = sessions == 1 ? "1 connection" : sessions + " connections";
        return octets + ", " + connections + (reconnect ? ", a message each" : ", many messages each");
    }
}
