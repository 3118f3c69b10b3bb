package io.github.hikyaku.benchmarks;

import java.io.IOException;
import java.util.List;

/** What POP3 and IMAP clients do, one connection, a thousand messages, one by one. */
final class AccessRates {
    private static final List<String> PEERS = List.of("greenmail", "hikyaku-memory", "hikyaku-maildir");

    private AccessRates() {}

    static void run(int size, int count, int rounds) throws Exception {
        Figures append = new Figures("messages/s");
        Figures fetch = new Figures("messages/s");
        Figures fetchOne = new Figures("messages/s");
        Figures store = new Figures("messages/s");
        Figures retr = new Figures("messages/s");
        byte[] message = Wire.message(size);
        for (int round = -1; round < rounds; round++) {
            for (String name : PEERS) {
                // GreenMail waits for delayed acknowledgements: its rates one by one do not depend on the count.
                int single = name.equals("greenmail") ? Math.min(count, 100) : count;
                try (PeerProcess server = PeerProcess.start(name, "-Xmx2g");
                        Wire imap = Wire.plain(server.port("imap"))) {
                    imap.line();
                    imap.ask("a LOGIN " + Peer.USER + " " + Peer.SECRET, "a OK");
                    double appended = time(() -> append(imap, message, count));
                    imap.ask("b SELECT INBOX", "b OK");
                    double fetched = time(() -> imap.ask("c FETCH 1:" + count + " BODY.PEEK[]", "c OK"));
                    double one = time(() -> each(imap, single, n -> "d FETCH " + n + " BODY.PEEK[]", "d OK"));
                    double stored = time(() -> each(imap, single, n -> "e STORE " + n + " +FLAGS (\\Flagged)", "e OK"));
                    double got = time(() -> retr(server.port("pop3"), single));
                    if (round >= 0) {
                        append.add(name, count / appended);
                        fetch.add(name, count / fetched);
                        fetchOne.add(name, single / one);
                        store.add(name, single / stored);
                        retr.add(name, single / got);
                    }
                }
            }
        }
        append.print("IMAP APPEND, " + size + " octets", "greenmail");
        fetch.print("IMAP FETCH 1:" + count + " BODY.PEEK[]", "greenmail");
        fetchOne.print("IMAP FETCH n BODY.PEEK[], one by one", "greenmail");
        store.print("IMAP STORE n +FLAGS, one by one", "greenmail");
        retr.print("POP3 RETR, one by one", "greenmail");
    }

    /** Something measured. */
    interface Action {
        void run() throws IOException;
    }

    /** A command for a message number. */
    interface Command {
        String of(int number);
    }

    private static double time(Action action) throws IOException {
        long begin = System.nanoTime();
        action.run();
        return (System.nanoTime() - begin) / 1e9;
    }

    private static void append(Wire imap, byte[] message, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            imap.ask("x APPEND INBOX {" + message.length + "}", "+");
            imap.send(message);
            imap.ask("", "x OK");
        }
    }

    private static void each(Wire imap, int count, Command command, String end) throws IOException {
        for (int i = 1; i <= count; i++) {
            imap.ask(command.of(i), end);
        }
    }

    static void retr(int port, int count) throws IOException {
        try (Wire pop3 = Wire.plain(port)) {
            pop3.line();
            pop3.ask("USER " + Peer.USER, "+OK");
            pop3.ask("PASS " + Peer.SECRET, "+OK");
            for (int i = 1; i <= count; i++) {
                pop3.ask("RETR " + i, "+OK");
                pop3.dotted();
            }
            pop3.ask("QUIT", "+OK");
        }
    }
}
