package io.github.hikyaku.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** From the last dot of a message to its EXISTS in another session's IDLE. */
final class IdleLatency {
    private IdleLatency() {}

    static void run(int rounds) throws Exception {
        byte[] message = Wire.message(2_000);
        for (String name : List.of("greenmail", "hikyaku-memory", "hikyaku-maildir")) {
            List<Double> samples = new ArrayList<>();
            try (PeerProcess server = PeerProcess.start(name);
                    Wire imap = Wire.plain(server.port("imap"));
                    Wire smtp = Wire.plain(server.port("smtp"))) {
                imap.line();
                imap.ask("a LOGIN " + Peer.USER + " " + Peer.SECRET, "a OK");
                imap.ask("b SELECT INBOX", "b OK");
                imap.ask("c IDLE", "+");
                smtp.line();
                smtp.ask("EHLO peer.example", "250 ");
                for (int i = 0; i < 2 * rounds; i++) {
                    smtp.ask("MAIL FROM:<a@peer.example>", "250");
                    smtp.ask("RCPT TO:<" + Peer.USER + ">", "250");
                    smtp.ask("DATA", "354");
                    smtp.send(message);
                    long begin = System.nanoTime();
                    smtp.send(".\r\n");
                    String line = imap.line();
                    while (!line.endsWith(" EXISTS")) {
                        line = imap.line();
                    }
                    long end = System.nanoTime();
                    smtp.until("250");
                    if (i >= rounds) {
                        samples.add((end - begin) / 1e6);
                    }
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "Last dot to EXISTS in IDLE, %-16s median %.3f ms, p90 %.3f ms, p99 %.3f ms%n",
                    name,
                    Figures.quantile(samples, 0.5),
                    Figures.quantile(samples, 0.9),
                    Figures.quantile(samples, 0.99));
        }
    }
}
