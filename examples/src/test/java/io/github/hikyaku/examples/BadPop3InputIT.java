package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clear response to whatever is wrong in POP3, nothing lost, and a session that goes on where it can. */
class BadPop3InputIT extends WithExampleServer {
    private RawClient connected() throws Exception {
        RawClient client = RawClient.connect(server.port("pop3s")).tls();
        assertThat(client.line()).startsWith("+OK ");
        return client;
    }

    private RawClient loggedIn() throws Exception {
        RawClient client = connected();
        client.ask("USER " + FUGA);
        assertThat(client.ask("PASS " + SECRET)).startsWith("+OK ");
        return client;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROBNICATE", "", "RETR", "RETR 0", "RETR 2", "RETR -1", "RETR 99999999999999999999", "RETR 1 2",
                "DELE x", "TOP 1", "TOP 1 -1", "LIST 2", "UIDL 0", "PASS secret", "STLS", "NO\u0000OP"
            })
    void aWrongCommandIsRefusedAndTheSessionGoesOn(String command) throws Exception {
        submit(Letter.about("runners"));
        try (RawClient client = loggedIn()) {
            assertThat(client.ask(command)).startsWith("-ERR ");
            assertThat(client.ask("STAT")).startsWith("+OK 1 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"STAT", "LIST", "RETR 1", "PASS secret", "DELE 1", "AUTH PLAIN !", "AUTH FROB"})
    void nothingIsToldBeforeLogin(String command) throws Exception {
        try (RawClient client = connected()) {
            assertThat(client.ask(command)).startsWith("-ERR ");
            assertThat(client.ask("NOOP")).startsWith("-ERR ");
        }
    }

    @Test
    void aLineOf100KilobytesIsRefused() throws Exception {
        try (RawClient client = loggedIn()) {
            assertThat(client.ask("NOOP " + "x".repeat(100_000))).startsWith("-ERR ");
            assertThat(client.ask("NOOP")).startsWith("+OK");
        }
    }

    @Test
    void aWrongPasswordIsSaidToBeOne() throws Exception {
        try (RawClient client = connected()) {
            assertThat(client.ask("USER " + FUGA)).startsWith("+OK");
            assertThat(client.ask("PASS guessed")).startsWith("-ERR [AUTH] ");
        }
    }

    @Test
    void loginNeedsTls() throws Exception {
        try (RawClient client = RawClient.greeted(server.port("pop3"))) {
            assertThat(client.ask("USER " + FUGA)).startsWith("-ERR ");
            assertThat(client.ask("AUTH PLAIN " + RawClient.plain(FUGA, SECRET)))
                    .startsWith("-ERR ");
        }
    }

    @Test
    void aCommandInOnePacketWithStlsIsNeverRun() throws Exception {
        try (RawClient client = RawClient.greeted(server.port("pop3"))) {
            client.raw("STLS\r\nCAPA\r\n");
            List<String> lines = client.until("TOP");
            assertThat(lines).doesNotContain("TOP");
            client.assertClosed();
        }
    }

    @Test
    void aSecondSessionIsTurnedAwayUntilTheFirstEnds() throws Exception {
        try (RawClient first = loggedIn();
                RawClient second = connected()) {
            second.ask("USER " + FUGA);
            assertThat(second.ask("PASS " + SECRET)).startsWith("-ERR [IN-USE] ");
            assertThat(first.ask("QUIT")).startsWith("+OK");
            first.assertClosed();
            second.ask("USER " + FUGA);
            assertThat(second.ask("PASS " + SECRET)).startsWith("+OK");
        }
    }

    @Test
    void withoutQuitNothingIsDeleted() throws Exception {
        submit(Letter.about("runners"));
        try (RawClient client = loggedIn()) {
            assertThat(client.ask("DELE 1")).startsWith("+OK");
        }
        try (RawClient client = imap()) {
            assertThat(client.imap("s", "SELECT INBOX")).contains("* 1 EXISTS");
        }
    }

    @Test
    void tooManyErrorsEndTheSession() throws Exception {
        try (RawClient client = loggedIn()) {
            List<String> lines = List.of("-ERR");
            for (int i = 0; i < 100 && lines.get(0).startsWith("-ERR"); i++) {
                lines = client.send("FROBNICATE").until("");
            }
            assertThat(lines.get(0)).endsWith("<closed>");
        }
    }

    @Test
    void aClientThatSendsOctetByOctetIsServed() throws Exception {
        submit(Letter.about("drops"));
        try (RawClient client = loggedIn()) {
            for (char octet : "RETR 1\r\nDELE 1\r\nQUIT\r\n".toCharArray()) {
                client.raw(String.valueOf(octet));
            }
            assertThat(client.until(".")).contains("Subject: drops");
            assertThat(client.line()).startsWith("+OK");
            assertThat(client.line()).startsWith("+OK");
            client.assertClosed();
        }
    }
}
