package io.github.hikyaku.smtp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.engine.memory.SessionHarness;
import io.github.hikyaku.smtp.Smtp;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A second message cannot be hidden in a first one behind an end of data that another server would not see: only
 * CRLF.CRLF ends the data (RFC 5321 §4.1.1.4), and what could pass for it elsewhere is refused.
 */
class SmugglingTest {
    private static final String HIDDEN =
            "MAIL FROM:<evil@example.net>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\nSubject: smuggled\r\n";

    private static SessionHarness inData(TestServer server) {
        SessionHarness session = server.connect(Smtp.mx());
        assertThat(session.exchange("HELO client.example.net\r\nMAIL FROM:<carol@example.net>\r\n"
                        + "RCPT TO:<bob@example.org>\r\nDATA\r\n"))
                .contains("\r\n354 ");
        return session;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n.\n",
                "\r.\r",
                "\r\n.\n",
                "\n.\r\n",
                "\r\n.\r",
                "\r.\r\n",
                "\n.\r",
                "\r.\n",
                "\r\r\n.\r\r\n",
                "\r\n.\r\r\n",
                "\r\n\r.\r\n",
                "\r\n.\n\r\n",
                "\n\n.\n\n",
                "\r\n..\n",
                "\n\r.\n\r",
                // as published in December 2023, and what mail servers have taken for an end since
                "\n.\n\n",
                "\r.\r\r",
                "\n.\r\r\n",
                "\r\n\n.\r\n",
                "\r\n\n.\n",
                "\r\n.\n\n",
                "\r\n.\r\r",
                "\r\n.\n.\n",
                "\r\n.\r.\r\n",
                "\r\n\r.\r\r\n",
                "\n\r\n.\n\r\n",
                "\r\n.\r \n",
                "\r\n.\r\t\n",
                "\r\n.\n \r\n",
                "\u0085.\u0085\n",
                "\f.\f\n",
                "\u000b\n.\u000b\n"
            })
    void noOtherSequenceEndsTheData(String sequence) {
        for (int size : new int[] {1, 2, 3, 1000}) {
            TestServer server = new TestServer();
            SessionHarness session = inData(server);
            byte[] octets = ("Subject: outer\r\n\r\ntext" + sequence + HIDDEN + "\r\n.\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            session.feed(octets, size);

            assertThat(session.read()).isEqualTo("554 5.6.0 The message has a CR or LF that is not part of a CRLF\r\n");
            assertThat(server.taken).isEmpty();
            assertThat(session.exchange("RSET\r\n")).isEqualTo("250 2.0.0 Ok\r\n");
        }
    }

    /** An end that another server reads because it stops, or skips, at NUL. */
    @ParameterizedTest
    @ValueSource(strings = {"\r\n.\0\r\n", "\r\n\0.\r\n", "\r\n.\r\0\n", "\r\0\n.\r\n", "\0\n.\n\0", "a\0b"})
    void nulIsRefused(String sequence) {
        for (int size : new int[] {1, 7, 8, 9, 1000}) {
            TestServer server = new TestServer();
            SessionHarness session = inData(server);
            byte[] octets = ("Subject: outer\r\n\r\ntext" + sequence + HIDDEN + "\r\n.\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            session.feed(octets, size);

            assertThat(session.read()).startsWith("554 5.6.0 The message has a ");
            assertThat(server.taken).isEmpty();
            assertThat(session.exchange("RSET\r\n")).isEqualTo("250 2.0.0 Ok\r\n");
        }
    }

    @Test
    void nulMayBeAllowed() {
        TestServer server = new TestServer();
        server.limits = server.limits.with(l -> l.reception(r -> r.allowNul(true)));
        assertThat(inData(server).exchange("a\0b\r\n.\r\n")).startsWith("250 ");
        assertThat(server.taken.get(0).text()).endsWith("a\0b\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n. \r\n", "\r\n .\r\n", "\r\n..\r\n", "\r\n.\u0085\r\n", "\r\n.\u000b\r\n"})
    void aLineThatOnlyLooksLikeTheEndIsText(String sequence) {
        TestServer server = new TestServer();
        SessionHarness session = inData(server);
        session.feed("Subject: outer\r\n\r\ntext" + sequence + HIDDEN + "\r\n.\r\n");

        assertThat(session.read()).isEqualTo("250 2.0.0 Taken\r\n");
        assertThat(server.taken).hasSize(1);
        assertThat(server.taken.get(0).text()).contains("Subject: outer\r\n").endsWith(HIDDEN + "\r\n");
        assertThat(server.taken.get(0).envelope().recipients()).hasSize(1);
    }

    @Test
    void aBareLineBreakInAHeaderFieldIsRefusedToo() {
        TestServer server = new TestServer();
        SessionHarness session = inData(server);
        assertThat(session.exchange("Subject: a\nBcc: b@example.org\r\n\r\n.\r\n"))
                .startsWith("554 5.6.0 ");
        assertThat(server.taken).isEmpty();
    }

    @Test
    void theEndMayComeInPieces() {
        TestServer server = new TestServer();
        SessionHarness session = inData(server);
        for (String piece : new String[] {"Subject: a\r", "\n\r\n..b\r\n", ".", "\r"}) {
            assertThat(session.exchange(piece)).isEmpty();
        }
        assertThat(session.exchange("\nNOOP\r\n")).isEqualTo("250 2.0.0 Taken\r\n250 2.0.0 Ok\r\n");
        assertThat(server.taken.get(0).text()).endsWith("Subject: a\r\n\r\n.b\r\n");
    }
}
