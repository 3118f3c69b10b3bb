package io.github.hikyaku.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What an idle SMTP connection costs the server, and how soon a new one is greeted beside so many. The connections come
 * from many addresses of the loopback network, as one has not ports enough for all.
 */
final class SmtpIdle {
    private static final int PER_ADDRESS = 200;

    private SmtpIdle() {}

    static void run(int count, Rows rows) throws Exception {
        rows.title(count + " idle SMTP connections in plaintext");
        hold("hikyaku-memory", count, true, rows);
        rows.title("Others, with a tenth of that");
        for (String other : List.of("greenmail", "subetha-discard")) {
            hold(other, count / 10, false, rows);
        }
    }

    private static void hold(String name, int count, boolean ours, Rows rows) throws IOException {
        try (PeerProcess server = PeerProcess.start(name, "-Xmx1g")) {
            for (int i = 0; i < 2_000; i++) {
                greeting(server);
            }
            PeerProcess.Memory before = server.memory();
            List<Wire> open = new ArrayList<>();
            try {
                for (int i = 0; i < count; i++) {
                    Wire wire = Wire.from(2 + i / PER_ADDRESS, server.port());
                    open.add(wire);
                    wire.line();
                }
                heap(name + ", greeted", before, server.memory(), count, ours, rows);
                for (Wire wire : open) {
                    wire.ask("EHLO peer.example", "250 ");
                }
                heap(name + ", after EHLO", before, server.memory(), count, ours, rows);
                List<Double> greetings = new ArrayList<>();
                for (int i = 0; i < 2_000; i++) {
                    greetings.add(greeting(server));
                }
                rows.report(name + ", a new one is greeted (median)", Figures.quantile(greetings, 0.5), "ms");
                double late = Figures.quantile(greetings, 0.99);
                if (ours) {
                    rows.atMost(name + ", a new one is greeted (99 of 100)", late, "ms", 5);
                } else {
                    rows.report(name + ", a new one is greeted (99 of 100)", late, "ms");
                }
            } finally {
                for (Wire wire : open) {
                    wire.close();
                }
            }
        }
    }

    private static void heap(
            String state, PeerProcess.Memory before, PeerProcess.Memory after, int count, boolean ours, Rows rows) {
        double each = (after.heap() - before.heap()) / 1024.0 / count;
        if (ours) {
            rows.atMost(state + ": heap each", each, "KB", 3);
        } else {
            rows.report(state + ": heap each", each, "KB");
        }
        rows.report(state + ": threads more", after.threads() - before.threads(), "");
    }

    private static double greeting(PeerProcess server) throws IOException {
        long begin = System.nanoTime();
        try (Wire wire = Wire.plain(server.port())) {
            wire.line();
            return (System.nanoTime() - begin) / 1e6;
        }
    }
}
