package io.github.hikyaku.defence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.address.ReversePath;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.mime.HeaderSection;
import io.github.hikyaku.mime.MimeLimits;
import io.github.hikyaku.storage.MessageContent;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageFormTest {
    private static final Envelope ENVELOPE = Envelope.of(ReversePath.NULL, List.of());

    private final TestContext context = new TestContext();

    private String header(MessageForm.Builder form, String text) {
        HeaderSection section = HeaderSection.parse(text.getBytes(StandardCharsets.ISO_8859_1), MimeLimits.DEFAULT);
        return TestContext.text(context.start(form.build()).header(TestContext.from("203.0.113.9"), ENVELOPE, section));
    }

    private String message(MessageForm.Builder form, String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        MessageContent content = new MessageContent() {
            @Override
            public long size() {
                return octets.length;
            }

            @Override
            public InputStream open(long offset, long length) {
                return new ByteArrayInputStream(octets, (int) offset, (int) length);
            }
        };
        return TestContext.text(context.start(form.build())
                .message(new Mail("id", context.now, TestContext.from("203.0.113.9"), ENVELOPE, new byte[0], content)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            From: a|pass
            From: a;from : b|550 5.6.0 The message has 2 From fields
            Subject: a|X-Message-Form: no From field
            From: a;Subject: b;SUBJECT: c|X-Message-Form: 2 Subject fields
            From: a;To: b;To: c;Date: d;Date: e|X-Message-Form: 2 Date fields, 2 To fields
            From: a;Received: b;Received: c;Comments: d;Comments: e|pass
            From: a;From: b;To: c;To: d|550 5.6.0 The message has 2 From fields
            """)
    void fieldsThatMayStandOnceAreCounted(String fields, String verdict) {
        assertThat(header(MessageForm.builder(), fields.replace(";", "\r\n") + "\r\n\r\n"))
                .isEqualTo(verdict);
    }

    @Test
    void eachFindingHasItsPolicy() {
        MessageForm.Builder lenient =
                MessageForm.builder().severalFrom(Policy.OFF).noFrom(Policy.OFF).duplicates(Policy.OFF);
        assertThat(header(lenient, "From: a\r\nFrom: b\r\nTo: c\r\nTo: d\r\n\r\n"))
                .isEqualTo("pass");
        assertThat(header(MessageForm.builder().noFrom(Policy.DEFER), "To: a\r\n\r\n"))
                .isEqualTo("450 4.6.0 The message has no From field");
        assertThat(header(MessageForm.builder().duplicates(Policy.REFUSE), "From: a\r\nTo: b\r\nTo: c\r\n\r\n"))
                .isEqualTo("550 5.6.0 The message has 2 To fields");
    }

    @Test
    void headerSectionsHaveABoundedNumberOfFields() {
        String ten = "From: a\r\n" + "X: y\r\n".repeat(9) + "\r\n";
        assertThat(header(MessageForm.builder().maxFields(10), ten)).isEqualTo("pass");
        assertThat(header(MessageForm.builder().maxFields(9), ten))
                .isEqualTo("550 5.6.0 The message has more than 9 header fields");
    }

    @Test
    void aMessageThatHasBeenHereTooOftenIsRefused() {
        String ours = "Received: from a by MX.Example.ORG with SMTP; x\r\n";
        String others = "Received: from mx.example.org by mx.example.org.evil.example; x\r\n"
                + "Received: from a by amx.example.org; x\r\n";
        MessageForm.Builder form = MessageForm.builder().maxVisits(2);
        assertThat(header(form, ours + ours + others.repeat(5) + "From: a\r\n\r\n"))
                .isEqualTo("pass");
        assertThat(header(form, ours + ours + "Received: from a\r\n\tby\r\n mx.example.org (c); x\r\nFrom: a\r\n\r\n"))
                .isEqualTo("550 5.4.6 The message goes in circles: it has been here 3 times before");
    }

    private static String nested(int depth) {
        StringBuilder text = new StringBuilder("From: a\r\n");
        for (int i = 1; i < depth; i++) {
            text.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
        }
        return text.append("\r\ntext\r\n").toString();
    }

    @Test
    void partsMayNestOnlySoDeep() {
        MessageForm.Builder form = MessageForm.builder().maxDepth(5);
        assertThat(message(form, nested(5))).isEqualTo("pass");
        assertThat(message(form, nested(6))).isEqualTo("550 5.6.0 The message has parts nested deeper than 5");
        assertThat(message(form, nested(1000))).isEqualTo("550 5.6.0 The message has parts nested deeper than 5");
        assertThat(message(form.tooMuch(Policy.MARK), nested(6)))
                .isEqualTo("X-Message-Form: parts nested deeper than 5");
        assertThat(message(form.tooMuch(Policy.OFF), nested(6))).isEqualTo("pass");
    }

    @Test
    void partsMayBeOnlySoMany() {
        String ten = "From: a\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\nx\r\n".repeat(9)
                + "--b--\r\n";
        assertThat(message(MessageForm.builder().maxParts(10), ten)).isEqualTo("pass");
        assertThat(message(MessageForm.builder().maxParts(9), ten))
                .isEqualTo("550 5.6.0 The message has more than 9 parts");
    }
}
