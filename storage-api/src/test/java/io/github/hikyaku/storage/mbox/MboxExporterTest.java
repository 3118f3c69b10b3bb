package io.github.hikyaku.storage.mbox;

import static io.github.hikyaku.storage.mbox.Mail.DATE;
import static io.github.hikyaku.storage.mbox.Mail.deposit;
import static io.github.hikyaku.storage.mbox.Mail.export;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.mbox.Mail.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MboxExporterTest {
    private static final String NO_FLAGS = "Status: O\nX-Status: \nX-Keywords: \n";
    private static final String FROM = "From MAILER-DAEMON Wed Jan  3 01:05:34 1996\n";

    private final Mailbox mailbox = Mail.mailbox();

    private void put(String text, Flag... flags) {
        deposit(mailbox, new Message(text, Set.of(flags), DATE));
    }

    @Test
    void aMessageHasAFromLineItsFlagsAndAnEmptyLineBehind() throws IOException {
        put("Return-Path: <a@example.com>\r\nSubject: a\r\n\r\nHello\r\n");
        put(
                "Subject: b\r\n",
                Flag.SEEN,
                Flag.ANSWERED,
                Flag.FLAGGED,
                Flag.DELETED,
                Flag.DRAFT,
                Flag.of("b"),
                Flag.of("a"));
        assertThat(export(MboxExporter.create(), mailbox))
                .isEqualTo("From a@example.com Wed Jan  3 01:05:34 1996\n" + NO_FLAGS
                        + "Return-Path: <a@example.com>\nSubject: a\n\nHello\n\n" + FROM
                        + "Status: RO\nX-Status: AFDT\nX-Keywords: a b\nSubject: b\n\n");
    }

    @Test
    void linesThatLookLikeAFromLineAreQuoted() throws IOException {
        put("A: b\r\n\r\nFrom x\r\n>From y\r\n>>>From z\r\n From a\r\nx\nFrom b\r\n");
        assertThat(export(MboxExporter.create(), mailbox))
                .isEqualTo(FROM + NO_FLAGS + "A: b\n\n>From x\n>>From y\n>>>>From z\n From a\nx\n>From b\n\n");
    }

    @Test
    void linesCanEndWithCrlf() throws IOException {
        put("A: b\r\n\r\nx\r\n");
        assertThat(export(MboxExporter.create().crlf(true), mailbox))
                .isEqualTo((FROM + NO_FLAGS + "A: b\n\nx\n\n").replace("\n", "\r\n"));
    }

    @Test
    void aLastLineWithoutEndGetsOne() throws IOException {
        put("A: b\r\n\r\nx");
        put("");
        assertThat(export(MboxExporter.create(), mailbox))
                .isEqualTo(FROM + NO_FLAGS + "A: b\n\nx\n\n" + FROM + NO_FLAGS + "\n");
    }

    @ParameterizedTest
    @CsvSource({
        "<>, MAILER-DAEMON",
        "a@example.com, a@example.com",
        "<\"a b\"@example.com>, \"a-b\"@example.com",
        "<\u00e9@example.com>, -@example.com",
    })
    void theSenderIsOneWordOfAscii(String returnPath, String expected) throws IOException {
        put("X: y\r\nreturn-path:\r\n " + returnPath + "\r\n\r\nx\r\n");
        assertThat(export(MboxExporter.create(), mailbox))
                .startsWith("From " + expected + " Wed Jan  3 01:05:34 1996\n");
    }

    @Test
    void someOfTheMessagesCanBeWritten() throws IOException {
        put("A: 1\r\n");
        put("A: 2\r\n");
        put("A: 3\r\n");
        mailbox.expunge(UidSet.of(1));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(MboxExporter.create().run(mailbox, UidSet.of(1, 3, 7), out)).isEqualTo(UidSet.of(3));
        assertThat(out.toString(ISO_8859_1)).isEqualTo(FROM + NO_FLAGS + "A: 3\n\n");
    }
}
