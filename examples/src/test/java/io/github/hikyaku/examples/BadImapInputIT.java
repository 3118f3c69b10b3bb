package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clear response to whatever is wrong in IMAP, nothing lost, and a session that goes on where it can. */
class BadImapInputIT extends WithExampleServer {
    private static final int MAX_MESSAGE_SIZE = 300_000;

    @BeforeEach
    void limitMessages() {
        restartServer("--store", Store.MAILDIR.flag(dir), "--max-message-size", MAX_MESSAGE_SIZE);
    }

    private static void assertGoesOn(RawClient client) throws IOException {
        assertThat(client.imap("on", "NOOP")).last().asString().startsWith("on OK ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FROBNICATE",
                "SELECT",
                "FETCH 1 FLAGS",
                "LOGIN a",
                "STATUS INBOX ()",
                "LIST \"\"",
                "NOOP now",
                "SELECT \"INBOX",
                "SELECT INBOX)",
                "UID FROB 1",
                "APPEND INBOX",
                "SEARCH (((",
                "STARTTLS"
            })
    void aWrongCommandIsBadAndTheSessionGoesOn(String command) throws Exception {
        try (RawClient client = imap()) {
            assertThat(client.imap("a", command)).last().asString().startsWith("a BAD ");
            assertGoesOn(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "*\r\n", "+ a\r\n", "justatag\r\n", "\u0000\r\n", "a\u00ff NOOP\r\n"})
    void aLineThatIsNoCommandIsBad(String line) throws Exception {
        try (RawClient client = imap()) {
            assertThat(client.raw(line).line()).containsPattern("^(\\*|[a-z]+) BAD ");
            assertGoesOn(client);
        }
    }

    @Test
    void aLineOf100KilobytesIsRefused() throws Exception {
        try (RawClient client = imap()) {
            assertThat(client.ask("a LIST \"\" \"" + "x".repeat(100_000) + "\""))
                    .containsPattern("^(\\*|a) (BAD|NO) ");
            assertGoesOn(client);
        }
    }

    @Test
    void parenthesesWithoutEndAreRefused() throws Exception {
        try (RawClient client = imap()) {
            client.imap("s", "SELECT INBOX");
            assertThat(client.imap("a", "SEARCH " + "(".repeat(5_000) + "ALL" + ")".repeat(5_000)))
                    .last()
                    .asString()
                    .startsWith("a BAD ");
            assertGoesOn(client);
        }
    }

    @Test
    void aMessageTooBigIsRefusedBeforeItIsSentByAClientThatWaits() throws Exception {
        try (RawClient client = imap()) {
            assertThat(client.ask("a APPEND INBOX {" + (MAX_MESSAGE_SIZE + 1) + "}"))
                    .startsWith("a NO [TOOBIG] ");
            assertThat(client.imap("b", "STATUS INBOX (MESSAGES)")).contains("* STATUS INBOX (MESSAGES 0)");
        }
    }

    @Test
    void aMessageTooBigIsReadAndRefusedIfTheClientDoesNotWait() throws Exception {
        try (RawClient client = imap()) {
            client.raw(
                    "a APPEND INBOX {" + (MAX_MESSAGE_SIZE + 1) + "+}\r\n" + "x".repeat(MAX_MESSAGE_SIZE + 1) + "\r\n");
            assertThat(client.line()).startsWith("a NO [TOOBIG] ");
            assertThat(client.imap("b", "STATUS INBOX (MESSAGES)")).contains("* STATUS INBOX (MESSAGES 0)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{99999999999999999999}", "{4294967297}", "{-1}", "{1", "{x}"})
    void aLiteralOfASizeThatCannotBeIsRefused(String literal) throws Exception {
        try (RawClient client = imap()) {
            assertThat(client.ask("a APPEND INBOX " + literal)).containsPattern("^(\\*|a) (BAD|NO) ");
            assertGoesOn(client);
        }
    }

    @Test
    void aLiteralThatIsNoMessageMayNotBeBig() throws Exception {
        try (RawClient client = imap()) {
            assertThat(client.ask("a SELECT {10000000}")).containsPattern("^a (BAD|NO) (\\[TOOBIG] )?");
            assertGoesOn(client);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"../climb\"",
                "\"a/../../../climb\"",
                "..",
                "\"/climb\"",
                "\"a//b\"",
                "\"./a\"",
                "\"a/./b\"",
                "{3+}\r\na\u0000b",
                "{3+}\r\na\nb",
                "\"&broken\""
            })
    void aNameThatCannotBeAMailboxIsRefused(String name) throws Exception {
        try (RawClient client = imap()) {
            assertThat(client.imap("a", "CREATE " + name)).last().asString().containsPattern("^a (NO|BAD) ");
            assertThat(client.imap("b", "SELECT " + name)).last().asString().containsPattern("^b (NO|BAD) ");
            assertThat(client.imap("c", "LIST \"\" *")).hasSize(2);
        }
        try (Stream<Path> files = Files.walk(dir)) {
            assertThat(files).noneMatch(file -> file.getFileName().toString().contains("climb"));
        }
    }

    @Test
    void aNameTooDeepOrTooLongIsRefused() throws Exception {
        try (RawClient client = imap()) {
            assertThat(client.imap("a", "CREATE " + "a/".repeat(2_000) + "a"))
                    .last()
                    .asString()
                    .startsWith("a NO ");
            assertThat(client.imap("b", "CREATE " + "a".repeat(2_000)))
                    .last()
                    .asString()
                    .startsWith("b NO ");
            assertThat(client.imap("c", "LIST \"\" *")).hasSize(2);
        }
    }

    @Test
    void aWrongPasswordIsRefusedAndLoginNeedsTls() throws Exception {
        try (RawClient client = RawClient.greeted(server.port("imap"))) {
            assertThat(client.ask("a LOGIN " + FUGA + " " + SECRET)).startsWith("a NO [PRIVACYREQUIRED] ");
            assertThat(client.ask("b STARTTLS")).startsWith("b OK ");
            client.tls();
            assertThat(client.ask("c LOGIN " + FUGA + " guessed")).startsWith("c NO [AUTHENTICATIONFAILED] ");
            assertThat(client.ask("d SELECT INBOX")).startsWith("d BAD ");
            assertThat(client.imap("e", "LOGIN " + FUGA + " " + SECRET))
                    .last()
                    .asString()
                    .startsWith("e OK ");
        }
    }

    @Test
    void brokenBase64IsBad() throws Exception {
        try (RawClient client = RawClient.connect(server.port("imaps")).tls()) {
            client.line();
            assertThat(client.ask("a AUTHENTICATE PLAIN !")).startsWith("a BAD ");
            assertThat(client.ask("b AUTHENTICATE PLAIN")).startsWith("+ ");
            assertThat(client.ask("AGhv*2U=")).startsWith("b BAD ");
            assertThat(client.imap("c", "AUTHENTICATE PLAIN " + RawClient.plain(FUGA, SECRET)))
                    .last()
                    .asString()
                    .startsWith("c OK ");
        }
    }

    @Test
    void aCommandInOnePacketWithStartTlsIsNeverRun() throws Exception {
        try (RawClient client = RawClient.greeted(server.port("imap"))) {
            client.raw("a STARTTLS\r\nb NOOP\r\n");
            assertThat(client.line()).doesNotStartWith("b ");
            client.assertClosed();
        }
    }

    @Test
    void tooManyErrorsEndTheSession() throws Exception {
        try (RawClient client = imap()) {
            String response = "a BAD ";
            for (int i = 0; i < 100 && response.startsWith("a BAD "); i++) {
                response = client.ask("a FROBNICATE");
            }
            assertThat(response).startsWith("* BYE ");
            client.until("never");
            client.assertClosed();
        }
    }

    @Test
    void aClientThatSendsOctetByOctetIsServed() throws Exception {
        try (RawClient client = imap()) {
            String letter = Letter.about("drops");
            String commands = "a APPEND INBOX {" + letter.length() + "+}\r\n" + letter + "\r\nb SELECT INBOX\r\n"
                    + "c FETCH 1 BODY.PEEK[]\r\nd LOGOUT\r\n";
            for (char octet : commands.toCharArray()) {
                client.raw(String.valueOf(octet));
            }
            List<String> lines = client.until("d OK ");
            assertThat(lines).contains("Subject: drops").anyMatch(line -> line.startsWith("c OK "));
            client.assertClosed();
        }
    }

    @Test
    void anAppendCutOffLeavesNothing() throws Exception {
        try (RawClient client = imap()) {
            assertThat(client.ask("a APPEND INBOX {1000}")).startsWith("+ ");
            client.raw("x".repeat(500));
        }
        try (RawClient client = imap()) {
            assertThat(client.imap("b", "STATUS INBOX (MESSAGES)")).contains("* STATUS INBOX (MESSAGES 0)");
        }
    }
}
