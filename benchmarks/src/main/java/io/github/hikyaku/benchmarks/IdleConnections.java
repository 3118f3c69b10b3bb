package io.github.hikyaku.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;

/** What an idle IMAP connection costs the server: heap and threads. */
final class IdleConnections {
    private IdleConnections() {}

    static void run(int count) throws Exception {
        SSLContext context = Wire.trustingContext();
        for (boolean tls : new boolean[] {false, true}) {
            try (PeerProcess server = PeerProcess.start("hikyaku-memory", "-Xmx1g")) {
                try (Wire first = open(server, tls, context)) {
                    idle(first);
                }
                PeerProcess.Memory before = server.memory();
                List<Wire> open = new ArrayList<>();
                try {
                    for (int i = 0; i < count; i++) {
                        open.add(open(server, tls, context));
                    }
                    report("greeted", tls, count, before, server.memory());
                    for (Wire wire : open) {
                        idle(wire);
                    }
                    report("in IDLE on INBOX", tls, count, before, server.memory());
                } finally {
                    for (Wire wire : open) {
                        wire.close();
                    }
                }
            }
        }
    }

    private static Wire open(PeerProcess server, boolean tls, SSLContext context) throws Exception {
        Wire wire = tls ? Wire.tls(server.port("imaps"), context) : Wire.plain(server.port("imap"));
        wire.line();
        return wire;
    }

    private static void idle(Wire imap) throws Exception {
        imap.ask("a LOGIN " + Peer.USER + " " + Peer.SECRET, "a OK");
        imap.ask("b SELECT INBOX", "b OK");
        imap.ask("c IDLE", "+");
    }

    private static void report(
            String state, boolean tls, int count, PeerProcess.Memory before, PeerProcess.Memory after) {
        System.out.printf(
                Locale.ROOT,
                "%d connections %s, %s: %.1f KB of heap each, %d threads in all (%d before)%n",
                count,
                tls ? "over TLS" : "in plaintext",
                state,
                (after.heap() - before.heap()) / 1024.0 / count,
                after.threads(),
                before.threads());
    }
}
