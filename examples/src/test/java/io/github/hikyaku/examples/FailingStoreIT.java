package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.HOGE;
import static io.github.hikyaku.examples.ExampleServer.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A disk that fails for a while: a reply that tells the client to come back, and what was taken is still there then. */
class FailingStoreIT extends WithExampleServer {
    /** Puts a file where fuga's new messages are written first. */
    private Path breakDisk() throws IOException {
        try (Stream<Path> files = Files.walk(dir.resolve("mail"))) {
            Path tmp = files.filter(
                            file -> file.endsWith("tmp") && file.toString().contains("fuga"))
                    .findFirst()
                    .orElseThrow();
            Files.delete(tmp);
            return Files.createFile(tmp);
        }
    }

    private static void repair(Path tmp) throws IOException {
        Files.delete(tmp);
        Files.createDirectory(tmp);
    }

    private String deliver(String subject) throws IOException {
        try (RawClient client = RawClient.greeted(server.port("smtp"))) {
            client.command("EHLO client.example.com");
            client.command("MAIL FROM:<" + HOGE + ">");
            client.command("RCPT TO:<" + FUGA + ">");
            assertThat(client.command("DATA")).startsWith("354 ");
            String reply = client.raw(Letter.about(subject)).command(".");
            assertThat(client.command("NOOP")).as("the session goes on").startsWith("250 ");
            return reply;
        }
    }

    @Test
    void smtpSaysTryAgainAndTheNextTryIsTakenOnce() throws Exception {
        assertThat(deliver("first")).startsWith("250 2.0.0 ");
        Path broken = breakDisk();
        assertThat(deliver("second")).matches("4\\d\\d 4\\.\\d\\.\\d .*").doesNotContain("Exception");
        repair(broken);
        assertThat(deliver("second")).startsWith("250 2.0.0 ");

        try (RawClient client = imap()) {
            assertThat(client.imap("s", "SELECT INBOX")).contains("* 2 EXISTS");
        }
    }

    @Test
    void imapSaysThatItIsUnavailableAndTheSessionGoesOn() throws Exception {
        assertThat(deliver("first")).startsWith("250 2.0.0 ");
        Path broken = breakDisk();
        try (RawClient client = imap()) {
            String letter = Letter.about("second");
            assertThat(client.ask("a APPEND INBOX {" + letter.length() + "+}\r\n" + letter))
                    .startsWith("a NO [UNAVAILABLE] ")
                    .doesNotContain("Exception");
            repair(broken);
            assertThat(client.ask("b APPEND INBOX {" + letter.length() + "+}\r\n" + letter))
                    .startsWith("b OK [APPENDUID ");
        }
    }

    @Test
    void pop3SaysThatItIsTheSystemAndNotTheClient() throws Exception {
        assertThat(deliver("first")).startsWith("250 2.0.0 ");
        Path inbox = breakDisk().getParent();
        try (Stream<Path> files = Files.list(inbox.resolve("new"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(inbox.resolve("new"));
        Files.createFile(inbox.resolve("new"));
        try (RawClient client = RawClient.connect(server.port("pop3s")).tls()) {
            client.line();
            client.ask("USER " + FUGA);
            assertThat(client.ask("PASS " + SECRET))
                    .startsWith("-ERR [SYS/TEMP] ")
                    .doesNotContain("Exception");
        }
    }
}
