package io.github.hikyaku.examples;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.pop3.Pop3;
import io.github.hikyaku.server.MailServer;
import io.github.hikyaku.smtp.Smtp;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * hoge@example.com writes to fuga@example.com on one server. Each step is printed with the role (RFC 5598) that did it:
 * MUA, the mail program; MSA, which takes mail from users; MTA, which finds out where it goes; MDA, which files it.
 */
public final class SameServerDelivery {
    private SameServerDelivery() {}

    /** Sends one letter and reads it. */
    public static void main(String[] args) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (MailServer server = MailServer.builder()
                .hostname("mail.example.com")
                .localDomains("example.com")
                .accounts(Accounts.inMemory().user("hoge@example.com", "h").user("fuga@example.com", "f"))
                .store(MemoryMailStore.create())
                .listener(SameServerDelivery::tell)
                .serve(Smtp.submission().bind(here).port(0).plaintextAuth(true))
                .serve(Pop3.pop3().bind(here).port(0).plaintextAuth(true))
                .start()) {
            submit(server.address("submission"));
            read(server.address("pop3"));
        }
    }

    private static void submit(InetSocketAddress submission) throws IOException {
        say("MUA", "hoge's mail program connects to port " + submission.getPort() + " and submits a letter");
        try (Dialogue smtp = new Dialogue(submission)) {
            smtp.until("220 ");
            smtp.ask("EHLO hoges-laptop.example.com", "250 ");
            smtp.ask("AUTH PLAIN " + base64("\0hoge@example.com\0h"), "235 ");
            smtp.ask("MAIL FROM:<hoge@example.com>", "250 ");
            smtp.ask("RCPT TO:<fuga@example.com>", "250 ");
            smtp.ask("DATA", "354 ");
            String reply = smtp.ask(
                    "From: hoge@example.com\r\nTo: fuga@example.com\r\nSubject: The runners\r\n\r\n"
                            + "Dear fuga, the runners are back!\r\n.",
                    "250 ");
            say("MUA", "the server answered: " + reply);
            smtp.ask("QUIT", "221 ");
        }
    }

    private static void read(InetSocketAddress pop3) throws IOException {
        say("MUA", "fuga's mail program connects to port " + pop3.getPort() + " and reads the letter:");
        try (Dialogue pop = new Dialogue(pop3)) {
            pop.until("+OK");
            pop.ask("USER fuga@example.com", "+OK");
            pop.ask("PASS f", "+OK");
            pop.ask("RETR 1", "+OK");
            for (String line = pop.line(); !line.equals("."); line = pop.line()) {
                System.out.println("     | " + line);
            }
            pop.ask("QUIT", "+OK");
        }
    }

    /** What the server does, as its events tell. */
    private static void tell(MailEvent event) {
        if (event instanceof MailEvent.LoggedIn login && login.peer().service().equals("submission")) {
            say("MSA", "knows " + login.account() + " by " + login.mechanism());
        } else if (event instanceof MailEvent.RecipientAccepted recipient) {
            say("MTA", recipient.recipient() + " is one of ours: local delivery");
        } else if (event instanceof MailEvent.MessageFiled filed) {
            say(
                    "MDA",
                    "files the letter into " + filed.mailbox() + " of " + filed.account() + " as UID " + filed.uid());
        } else if (event instanceof MailEvent.MessageAccepted accepted) {
            say("MSA", "takes responsibility for " + accepted.octets() + " octets, Date and Message-ID completed");
        }
    }

    private static void say(String role, String text) {
        System.out.println(role + "  " + text);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A client's side of a protocol of lines. */
    private record Dialogue(Socket socket, BufferedReader in) implements AutoCloseable {
        Dialogue(InetSocketAddress server) throws IOException {
            this(new Socket(server.getAddress(), server.getPort()));
        }

        private Dialogue(Socket socket) throws IOException {
            this(socket, new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
        }

        String ask(String command, String expected) throws IOException {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            return until(expected);
        }

        String until(String expected) throws IOException {
            String line = line();
            while (!line.startsWith(expected)) {
                if (!line.startsWith(expected.strip() + "-")) {
                    throw new IOException("unexpected: " + line);
                }
                line = line();
            }
            return line;
        }

        String line() throws IOException {
            String line = in.readLine();
            if (line == null) {
                throw new IOException("the server has closed the connection");
            }
            return line;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
