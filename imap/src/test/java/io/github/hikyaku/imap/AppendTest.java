package io.github.hikyaku.imap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.engine.memory.SessionHarness;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AppendTest {
    private final Fixture fixture = new Fixture();

    private String stored(long uid) throws IOException {
        try (InputStream in = fixture.inbox().content(uid).open()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void octetsArriveAsTheyAreHoweverTheyAreCut() throws IOException {
        String message = "A: \u00ff\0\r\n\r\nlone \r cr\r\n.\r\n\r\r\n";
        String command = "a APPEND INBOX {" + message.length() + "+}\r\n" + message + "\r\n";
        for (int size = 1; size < 10; size++) {
            SessionHarness session = fixture.loggedIn();
            session.feed(command.getBytes(StandardCharsets.ISO_8859_1), size);
            assertThat(session.read()).startsWith("a OK [APPENDUID ");
            assertThat(stored(size)).isEqualTo(message);
        }
    }

    @Test
    void aBareLfBecomesALineEndHoweverItIsCut() throws IOException {
        String message = "\nA: b\r\nC: d\n\n\r\n\n";
        String command = "a APPEND INBOX {" + message.length() + "+}\r\n" + message + "\r\n";
        for (int size = 1; size < 10; size++) {
            SessionHarness session = fixture.loggedIn();
            session.feed(command.getBytes(StandardCharsets.ISO_8859_1), size);
            assertThat(session.read()).startsWith("a OK [APPENDUID ");
            assertThat(stored(size)).isEqualTo("\r\nA: b\r\nC: d\r\n\r\n\r\n\r\n");
        }
    }

    @Test
    void commandsInAMessageAreNoCommands() {
        String message = "x LOGOUT\r\ny CREATE Evil\r\n";
        assertThat(fixture.loggedIn()
                        .exchange("a APPEND INBOX {" + message.length() + "+}\r\n" + message + "\r\nb NOOP\r\n"))
                .matches("a OK \\[APPENDUID \\d+ 1] APPEND completed\r\nb OK NOOP completed\r\n");
    }

    @Test
    void whatIsTooBigAndNotWaitedForIsDrained() {
        fixture.limits = fixture.limits.with(l -> l.maxMessageSize(1_000));
        SessionHarness session = fixture.loggedIn();
        assertThat(session.exchange("a APPEND INBOX {5000+}\r\n" + "x NOOP\r\n".repeat(625) + "\r\nb NOOP\r\n"))
                .isEqualTo("a NO [TOOBIG] Message too big\r\nb OK NOOP completed\r\n");
        assertThat(session.exchange("c APPEND INBOX {1001}\r\nd NOOP\r\n"))
                .isEqualTo("c NO [TOOBIG] Message too big\r\nd OK NOOP completed\r\n");
        assertThat(session.exchange("e APPEND INBOX {1000+}\r\n" + "x".repeat(1_000) + "\r\n"))
                .startsWith("e OK ");
    }

    @Test
    void aLargeMessageIsReadInParts() throws IOException {
        String message = "Subject: large\r\n\r\n" + "0123456789abcdef0123456789abcdef01234567890\r\n".repeat(100_000);
        SessionHarness session = fixture.selected();
        assertThat(session.exchange("a APPEND INBOX {" + message.length() + "+}\r\n" + message + "\r\n"))
                .contains("a OK ");
        assertThat(stored(1)).isEqualTo(message);
        assertThat(session.exchange(
                        "b FETCH 1 (BODY.PEEK[TEXT]<4000000.100> BODY.PEEK[1]<5.10> BODY.PEEK[HEADER])\r\n"))
                .isEqualTo(
                        "* 1 FETCH (BODY[TEXT]<4000000> {100}\r\n" + message.substring(4_000_018, 4_000_118)
                                + " BODY[1]<5> {10}\r\n56789abcde BODY[HEADER] {18}\r\nSubject: large\r\n\r\n)\r\nb OK FETCH completed\r\n");
        assertThat(session.exchange("c FETCH 1 BODY.PEEK[]\r\n"))
                .isEqualTo(
                        "* 1 FETCH (BODY[] {" + message.length() + "}\r\n" + message + ")\r\nc OK FETCH completed\r\n");
    }
}
