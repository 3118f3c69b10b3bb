package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.HOGE;
import static io.github.hikyaku.examples.ExampleServer.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A clear reply to whatever is wrong in SMTP, nothing lost, and a session that goes on where it can. */
class BadSmtpInputIT extends WithExampleServer {
    private static final int MAX_MESSAGE_SIZE = 300_000;

    @BeforeEach
    void limitMessages() {
        restartServer("--store", Store.MAILDIR.flag(dir), "--max-message-size", MAX_MESSAGE_SIZE, "--plaintext-auth");
    }

    private RawClient greeted(String service) throws IOException {
        RawClient client = RawClient.greeted(server.port(service));
        assertThat(client.command("EHLO client.example.com")).startsWith("250-");
        return client;
    }

    private RawClient inData() throws IOException {
        RawClient client = greeted("smtp");
        assertThat(client.command("MAIL FROM:<" + HOGE + ">")).startsWith("250 2.1.0 ");
        assertThat(client.command("RCPT TO:<" + FUGA + ">")).startsWith("250 2.1.5 ");
        assertThat(client.command("DATA")).startsWith("354 ");
        return client;
    }

    private void assertInbox(int messages) throws Exception {
        try (RawClient client = imap()) {
            assertThat(client.imap("s", "SELECT INBOX")).contains("* " + messages + " EXISTS");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FROBNICATE, 500 5.5.1",
        "'', 500 5.5.",
        "MAIL, 501 5.5.4",
        "MAIL FROM:hoge, 501 5.",
        "MAIL FROM:<hoge@example.com> SIZE=x, 501 5.5.4",
        "MAIL FROM:<hoge@example.com> FROB=1, 555 5.5.4",
        "RCPT TO:<fuga@example.com>, 503 5.5.1",
        "DATA, 503 5.5.1",
        "EHLO, 501 5.5.4",
        "STARTTLS now, 501 5.5.4",
        "AUTH PLAIN, 50",
        "EXPN list, 502 5.5.1"
    })
    void aWrongCommandIsToldApart(String command, String reply) throws IOException {
        try (RawClient client = greeted("smtp")) {
            assertThat(client.command(command)).startsWith(reply);
            assertThat(client.command("NOOP")).startsWith("250 2.0.0 ");
        }
    }

    @Test
    void mailBeforeEhloIsOutOfOrder() throws IOException {
        try (RawClient client = RawClient.greeted(server.port("smtp"))) {
            assertThat(client.command("MAIL FROM:<" + HOGE + ">")).startsWith("503 5.5.1 ");
        }
    }

    @Test
    void aLineOf100KilobytesIsTooLongAndTheSessionGoesOn() throws IOException {
        try (RawClient client = greeted("smtp")) {
            assertThat(client.command("NOOP " + "x".repeat(100_000))).startsWith("500 5.5.2 ");
            assertThat(client.command("NOOP")).startsWith("250 2.0.0 ");
        }
    }

    @Test
    void aMessageTooBigIsRefusedAfterItCameAndTheSessionGoesOn() throws Exception {
        try (RawClient client = inData()) {
            client.raw(Letter.about("size")).raw("0123456789\r\n".repeat(MAX_MESSAGE_SIZE / 10));
            assertThat(client.command(".")).startsWith("552 5.3.4 ");
            assertThat(client.command("NOOP")).startsWith("250 2.0.0 ");
        }
        assertInbox(0);
    }

    @Test
    void aMessageSaidToBeTooBigIsRefusedAtMail() throws IOException {
        try (RawClient client = greeted("smtp")) {
            assertThat(client.command("MAIL FROM:<" + HOGE + "> SIZE=" + (MAX_MESSAGE_SIZE + 1)))
                    .startsWith("552 5.3.4 ");
        }
    }

    @Test
    void tooManyErrorsEndTheSession() throws IOException {
        try (RawClient client = greeted("smtp")) {
            String reply = "500 5.5.1 ";
            for (int i = 0; i < 100 && reply.startsWith("500 5.5.1 "); i++) {
                reply = client.command("FROBNICATE");
            }
            assertThat(reply).startsWith("421 4.7.0 ");
            client.assertClosed();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AUTH PLAIN !", "AUTH PLAIN AGhv*2U=", "AUTH PLAIN AGhvZ2U"})
    void brokenBase64IsASyntaxError(String command) throws IOException {
        try (RawClient client = greeted("submission")) {
            assertThat(client.command(command)).startsWith("501 5.5.2 ");
            assertThat(client.command("AUTH PLAIN " + RawClient.plain(HOGE, SECRET)))
                    .startsWith("235 2.7.0 ");
        }
    }

    @Test
    void aCommandInOnePacketWithStartTlsIsNeverRun() throws Exception {
        try (RawClient client = greeted("smtp")) {
            client.raw("STARTTLS\r\nMAIL FROM:<injected@example.com>\r\n");
            assertThat(client.reply()).doesNotContain("2.1.0");
            client.assertClosed();
        }
    }

    @Test
    void whatWasSaidBeforeTlsIsForgotten() throws Exception {
        try (RawClient client = greeted("smtp")) {
            assertThat(client.command("STARTTLS")).startsWith("220 2.0.0 ");
            client.tls();
            assertThat(client.command("MAIL FROM:<" + HOGE + ">")).startsWith("503 5.5.1 ");
            assertThat(client.command("EHLO client.example.com")).doesNotContain("STARTTLS");
            assertThat(client.command("MAIL FROM:<" + HOGE + ">")).startsWith("250 2.1.0 ");
        }
    }

    @Test
    void rubbishInPlaceOfAHandshakeEndsTheSession() throws Exception {
        try (RawClient client = greeted("smtp")) {
            assertThat(client.command("STARTTLS")).startsWith("220 2.0.0 ");
            client.send("MAIL FROM:<" + HOGE + ">").half();
            client.until("250");
        }
        try (RawClient client = RawClient.connect(server.port("submissions"))) {
            client.send("EHLO client.example.com").half();
            assertThat(client.until("220 ")).noneMatch(line -> line.startsWith("220 "));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n.\n", "\r.\r", "\n.\r\n", "\r\n.\n", "\r\n.\r", "\r.\r\n", "a\nb", "a\rb"})
    void onlyOneSequenceEndsTheDataAndABareLineBreakIsRefused(String within) throws Exception {
        try (RawClient client = inData()) {
            client.raw(Letter.about("smuggling") + "x" + within + "MAIL FROM:<smuggled@example.com>\r\n" + "RCPT TO:<"
                    + FUGA + ">\r\nDATA\r\nSubject: smuggled\r\n\r\nx\r\n.\r\n");
            assertThat(client.reply()).startsWith("554 5.6.0 ");
            assertThat(client.command("NOOP")).startsWith("250 2.0.0 ");
        }
        assertInbox(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP\n", "NO\rOP\r\n", "NOOP a\u0000b\r\n", "MAIL FROM:<a\u0000@example.com>\r\n"})
    void controlCharactersInACommandAreRefused(String octets) throws IOException {
        try (RawClient client = greeted("smtp")) {
            assertThat(client.raw(octets).reply()).startsWith("50");
            assertThat(client.command("NOOP")).startsWith("250 2.0.0 ");
        }
    }

    @Test
    void aBrowserIsShownTheDoor() throws IOException {
        try (RawClient client = RawClient.greeted(server.port("smtp"))) {
            client.raw("POST / HTTP/1.1\r\nHost: mail.example.com\r\n\r\nMAIL FROM:<a@example.com>\r\n");
            client.assertClosed();
        }
    }

    @Test
    void aClientThatSendsOctetByOctetIsServed() throws Exception {
        try (RawClient client = RawClient.greeted(server.port("smtp"))) {
            String dialogue = "EHLO c.example\r\nMAIL FROM:<" + HOGE + ">\r\nRCPT TO:<" + FUGA + ">\r\nDATA\r\n"
                    + Letter.about("drops") + ".\r\nQUIT\r\n";
            for (char octet : dialogue.toCharArray()) {
                client.raw(String.valueOf(octet));
            }
            assertThat(client.until("221 ")).anyMatch(line -> line.startsWith("250 2.0.0 "));
            client.assertClosed();
        }
        assertInbox(1);
    }

    @Test
    void aClientThatSaysAllAtOnceAndHangsUpItsHalfGetsItsReplies() throws Exception {
        try (RawClient client = RawClient.connect(server.port("smtp"))) {
            client.raw("EHLO c.example\r\nMAIL FROM:<" + HOGE + ">\r\nRCPT TO:<" + FUGA + ">\r\nDATA\r\n"
                            + Letter.about("haste") + ".\r\nQUIT\r\n")
                    .half();
            List<String> lines = client.until("221 ");
            assertThat(lines)
                    .anyMatch(line -> line.startsWith("250 2.0.0 "))
                    .last()
                    .asString()
                    .startsWith("221 2.0.0 ");
        }
        assertInbox(1);
    }

    @Test
    void aMessageCutOffIsNotDelivered() throws Exception {
        try (RawClient client = inData()) {
            client.raw(Letter.about("loss"));
        }
        assertInbox(0);
    }
}
