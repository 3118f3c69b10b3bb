package io.github.hikyaku.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/** One large message through SMTP, POP3 and IMAP, in plaintext and over TLS, with the server in a small heap. */
final class BigMessage {
    private BigMessage() {}

    static void run(int megabytes) throws Exception {
        SSLContext tls = Wire.trustingContext();
        try (PeerProcess server = PeerProcess.start("hikyaku-maildir", "-Xmx128m")) {
            // Small ones first, so that classes and pools are there.
            deliver(Wire.plain(server.port("smtp")), 1);
            retr(Wire.tls(server.port("pop3s"), tls), 1);
            fetch(Wire.tls(server.port("imaps"), tls), 1);
            long before = server.memory().heap();
            measure(server, before, "SMTP", () -> deliver(Wire.plain(server.port("smtp")), megabytes));
            measure(server, before, "POP3", () -> retr(Wire.plain(server.port("pop3")), 2));
            measure(server, before, "POP3 over TLS", () -> retr(Wire.tls(server.port("pop3s"), tls), 2));
            measure(server, before, "IMAP", () -> fetch(Wire.plain(server.port("imap")), 2));
            measure(server, before, "IMAP over TLS", () -> fetch(Wire.tls(server.port("imaps"), tls), 2));
            measure(
                    server,
                    before,
                    "SMTP over TLS",
                    () -> submit(Wire.tls(server.port("submissions"), tls), megabytes));
        }
    }

    private static void measure(PeerProcess server, long before, String what, AccessRates.Action action)
            throws IOException, InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        AtomicLong peak = new AtomicLong();
        Thread sampler = new Thread(() -> {
            try {
                while (!done.get()) {
                    peak.accumulateAndGet(server.memory().heap(), Math::max);
                    Thread.sleep(50);
                }
            } catch (IOException | InterruptedException e) {
                peak.set(Long.MAX_VALUE);
            }
        });
        sampler.start();
        long begin = System.nanoTime();
        action.run();
        double seconds = (System.nanoTime() - begin) / 1e9;
        done.set(true);
        sampler.join();
        System.out.printf(
                Locale.ROOT,
                "%-14s %6.2f s, live heap at most %+.1f MB against before%n",
                what,
                seconds,
                (peak.get() - before) / 1e6);
    }

    private static void deliver(Wire smtp, int megabytes) throws IOException {
        smtp.line();
        smtp.ask("EHLO peer.example", "250 ");
        transaction(smtp, megabytes);
    }

    private static void submit(Wire smtp, int megabytes) throws IOException {
        smtp.line();
        smtp.ask("EHLO peer.example", "250 ");
        String credentials = "\0" + Peer.USER + "\0" + Peer.SECRET;
        smtp.ask(
                "AUTH PLAIN " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)),
                "235");
        transaction(smtp, megabytes);
    }

    private static void transaction(Wire smtp, int megabytes) throws IOException {
        try (smtp) {
            smtp.ask("MAIL FROM:<" + Peer.USER + ">", "250");
            smtp.ask("RCPT TO:<" + Peer.USER + ">", "250");
            smtp.ask("DATA", "354");
            smtp.send("Subject: large\r\n\r\n");
            byte[] part = Wire.message(1 << 20);
            for (int i = 0; i < megabytes; i++) {
                smtp.send(part);
            }
            smtp.ask(".", "250");
        }
    }

    private static void retr(Wire pop3, int number) throws IOException {
        try (pop3) {
            pop3.line();
            pop3.ask("USER " + Peer.USER, "+OK");
            pop3.ask("PASS " + Peer.SECRET, "+OK");
            pop3.ask("RETR " + number, "+OK");
            pop3.dotted();
            pop3.ask("QUIT", "+OK");
        }
    }

    private static void fetch(Wire imap, int number) throws IOException {
        try (imap) {
            imap.line();
            imap.ask("a LOGIN " + Peer.USER + " " + Peer.SECRET, "a OK");
            imap.ask("b EXAMINE INBOX", "b OK");
            String line = imap.ask("c FETCH " + number + " BODY.PEEK[]", "* " + number + " FETCH");
            imap.skip(Long.parseLong(line.substring(line.lastIndexOf('{') + 1, line.lastIndexOf('}'))));
            imap.until("c OK");
        }
    }
}
