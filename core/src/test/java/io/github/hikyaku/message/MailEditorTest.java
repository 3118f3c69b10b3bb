package io.github.hikyaku.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.address.AddressParser;
import io.github.hikyaku.event.Peer;
import io.github.hikyaku.message.MailChange.AddField;
import io.github.hikyaku.message.MailChange.AddRecipient;
import io.github.hikyaku.message.MailChange.InsertField;
import io.github.hikyaku.message.MailChange.RemoveField;
import io.github.hikyaku.message.MailChange.RemoveRecipient;
import io.github.hikyaku.message.MailChange.ReplaceBody;
import io.github.hikyaku.message.MailChange.ReplaceField;
import io.github.hikyaku.message.MailChange.ReplaceReversePath;
import io.github.hikyaku.storage.MessageContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What changes make of a message. */
class MailEditorTest {
    private static final String TRACE = "Received: trace\r\n";
    private static final String TEXT =
            "From: a@b.example\r\nX: 1\r\nSubject: long\r\n\tone\r\nx: 2\r\nX : 3\r\n\r\nBody\r\n";

    // ---- fields

    @Test
    void addsOnTopOfTheTraceFields() {
        assertThat(changed(TEXT, new AddField("A", "1"), new AddField("B", "2\r\n 3")))
                .isEqualTo("B: 2\r\n 3\r\nA: 1\r\n" + TRACE + TEXT);
    }

    @Test
    void insertsBeforeTheFieldAtAPlace() {
        assertThat(changed(TEXT, new InsertField(0, "A", "top"))).isEqualTo("A: top\r\n" + TRACE + TEXT);
        assertThat(changed(TEXT, new InsertField(1, "A", "below the trace")))
                .isEqualTo(TRACE + "A: below the trace\r\n" + TEXT);
        assertThat(changed(TEXT, new InsertField(3, "A", "v"))).contains("X: 1\r\nA: v\r\nSubject:");
        assertThat(changed(TEXT, new InsertField(6, "A", "v"))).contains("X : 3\r\nA: v\r\n\r\nBody");
        assertThat(changed(TEXT, new InsertField(Integer.MAX_VALUE, "A", "v"))).contains("X : 3\r\nA: v\r\n\r\nBody");
    }

    @Test
    void replacesOneOfTheFieldsOfAName() {
        assertThat(changed(TEXT, new ReplaceField("x", 1, "new"))).contains("\r\nx: new\r\nSubject:");
        assertThat(changed(TEXT, new ReplaceField("X", 3, "new"))).contains("\r\nx: 2\r\nX: new\r\n\r\nBody");
        assertThat(changed(TEXT, new ReplaceField("Subject", 1, "short")))
                .contains("\r\nSubject: short\r\nx: 2")
                .doesNotContain("one");
    }

    @Test
    void addsAtTheEndWhatIsNotThereToBeReplaced() {
        assertThat(changed(TEXT, new ReplaceField("X", 4, "new"))).contains("X : 3\r\nX: new\r\n\r\nBody");
    }

    @Test
    void removesOneOfTheFieldsOfANameOrAll() {
        assertThat(changed(TEXT, new RemoveField("X", 2))).isEqualTo(TRACE + TEXT.replace("x: 2\r\n", ""));
        assertThat(changed(TEXT, new RemoveField("X", 4))).isEqualTo(TRACE + TEXT);
        assertThat(changed(TEXT, new RemoveField("X", 0)))
                .isEqualTo(TRACE + "From: a@b.example\r\nSubject: long\r\n\tone\r\n\r\nBody\r\n");
        assertThat(changed(TEXT, new RemoveField("received", 1))).isEqualTo(TEXT);
    }

    @Test
    void countsAsTheChangesBeforeHaveLeftIt() {
        assertThat(changed(TEXT, new RemoveField("X", 1), new RemoveField("X", 1), new ReplaceField("X", 1, "last")))
                .isEqualTo(TRACE + "From: a@b.example\r\nSubject: long\r\n\tone\r\nX: last\r\n\r\nBody\r\n");
    }

    @Test
    void changesWhatWasChangedBefore() {
        Mail once = mail(TEXT).changed(List.of(new AddField("A", "1"), body("Other\r\n")));
        Mail twice = once.changed(List.of(new ReplaceField("A", 1, "2"), new RemoveField("Received", 0)));
        assertThat(text(twice.content()))
                .startsWith("A: 2\r\nFrom: a@b.example\r\n")
                .endsWith("\r\n\r\nOther\r\n");
        assertThat(twice.subject()).isEqualTo("long\tone");
        assertThat(text(twice.received())).isEqualTo(TEXT);
    }

    @Test
    void leavesEveryOtherOctetAlone() {
        String odd =
                "From a@b Sat Jan 1\r\nno field\r\n folded\r\nX\u00e9: \u00ff\u0000\r\n:\r\nA:b\r\n\t \r\n\r\n\r\n.\r\n\u0000";
        assertThat(changed(odd, new AddField("T", "\u98db")))
                .isEqualTo(new String("T: \u98db\r\n".getBytes(UTF_8), ISO_8859_1) + TRACE + odd);
        assertThat(changed(odd, new RemoveField("A", 0))).isEqualTo(TRACE + odd.replace("A:b\r\n\t \r\n", ""));
    }

    @Test
    void changesMessagesWithoutBodyOrHeaderSection() {
        assertThat(changed("", new InsertField(9, "A", "1"))).isEqualTo(TRACE + "A: 1\r\n");
        assertThat(changed("X: 1\r\n", new InsertField(9, "A", "1"))).isEqualTo(TRACE + "X: 1\r\nA: 1\r\n");
        assertThat(changed("X: 1", new InsertField(9, "A", "1"))).isEqualTo(TRACE + "X: 1\r\nA: 1\r\n");
        assertThat(changed("\r\n", new InsertField(9, "A", "1"))).isEqualTo(TRACE + "A: 1\r\n\r\n");
        assertThat(changed("\r\nBody", new AddField("A", "1"))).isEqualTo("A: 1\r\n" + TRACE + "\r\nBody");
    }

    // ---- the body

    @Test
    void replacesTheBody() {
        assertThat(changed(TEXT, body("One\r\n"), body("Two\r\n"))).isEqualTo(TRACE + TEXT.replace("Body", "Two"));
        assertThat(changed(TEXT, body(""))).isEqualTo(TRACE + TEXT.replace("Body\r\n", ""));
        assertThat(changed("X: 1\r\n", body("One\r\n"))).isEqualTo(TRACE + "X: 1\r\n\r\nOne\r\n");
        assertThat(changed("", body("One\r\n"), new AddField("A", "1"))).isEqualTo("A: 1\r\n" + TRACE + "\r\nOne\r\n");
    }

    @Test
    void readsAnyRangeOfWhatItMade() throws IOException {
        Mail mail = mail(TEXT).changed(List.of(new AddField("A", "1")));
        String all = "A: 1\r\n" + TRACE + TEXT;
        for (int from = 0; from <= all.length(); from++) {
            try (InputStream in = mail.content().open(from, 7)) {
                assertThat(new String(in.readAllBytes(), ISO_8859_1))
                        .isEqualTo(all.substring(from, Math.min(all.length(), from + 7)));
            }
        }
        assertThat(mail.content().size()).isEqualTo(all.length());
    }

    // ---- header sections without end

    @Test
    void cutsNoLineOfAHeaderSectionBeyondItsBounds() {
        String text = "X: 1\r\n" + ("Y: " + "y".repeat(70) + "\r\n\t" + "z".repeat(70) + "\r\n").repeat(10_000)
                + "\r\nBody\r\n";
        assertThat(changed(text, new AddField("A", "1"))).isEqualTo("A: 1\r\n" + TRACE + text);
        String inserted = changed(text, new InsertField(Integer.MAX_VALUE, "A", "1"));
        assertThat(inserted).contains("\r\nA: 1\r\n");
        assertThat(inserted.replace("\r\nA: 1\r\n", "\r\n")).isEqualTo(TRACE + text);
        assertThatThrownBy(() -> changed(text, body("New\r\n"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cutsNoSingleLineBeyondItsBounds() {
        String text = "X: " + "x".repeat(2_000_000) + "\r\n\r\nBody\r\n";
        assertThat(changed(text, new AddField("A", "1"))).isEqualTo("A: 1\r\n" + TRACE + text);
        assertThat(changed(text, new RemoveField("X", 0))).isEqualTo(TRACE + text);
    }

    // ---- the envelope

    @Test
    void changesTheEnvelopeAndCopiesNoOctets() {
        Mail before = mail(TEXT);
        Mail mail = before.changed(List.of(
                new AddRecipient(AddressParser.ascii().forwardPath("<c@d.example>")),
                new AddRecipient(AddressParser.ascii().forwardPath("<A@B.example>")),
                new RemoveRecipient(AddressParser.ascii().forwardPath("<e@f.example>")),
                new ReplaceReversePath(AddressParser.ascii().reversePath("<new@b.example>"))));
        assertThat(mail.envelope().recipients()).hasToString("[<a@b.example>, <c@d.example>]");
        assertThat(mail.envelope().reversePath()).hasToString("<new@b.example>");
        assertThat(mail.envelope().parameters()).isEqualTo(before.envelope().parameters());
        assertThat(text(mail.content())).isEqualTo(TRACE + TEXT);
        assertThat(mail.changed(List.of(
                                new RemoveRecipient(AddressParser.ascii().forwardPath("<A@b.example>"))))
                        .envelope()
                        .recipients())
                .hasToString("[<c@d.example>]");
    }

    @Test
    void isTheSameWithoutChanges() {
        Mail mail = mail(TEXT);
        assertThat(mail.changed(List.of())).isSameAs(mail);
    }

    // ---- changes that are none

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\r\n", "\u00e4"})
    void takesNoNameThatIsNone(String name) {
        Stream.<Runnable>of(
                        () -> new AddField(name, "v"),
                        () -> new InsertField(0, name, "v"),
                        () -> new ReplaceField(name, 1, "v"))
                .forEach(change -> assertThatThrownBy(change::run).isInstanceOf(IllegalArgumentException.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\r\nb", "a\r\n", "a\rb", "\u0000", "a\r\n\r\n b"})
    void takesNoValueThatIsMoreThanOneField(String value) {
        assertThatThrownBy(() -> new AddField("A", value)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesNoPlaceBelowTheFirst() {
        assertThatThrownBy(() -> new InsertField(-1, "A", "v")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ReplaceField("A", 0, "v")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RemoveField("A", -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AddField("A", "x".repeat(70_000))).isInstanceOf(IllegalArgumentException.class);
    }

    // ---- helpers

    private static String changed(String text, MailChange... changes) {
        return text(mail(text).changed(List.of(changes)).content());
    }

    private static ReplaceBody body(String text) {
        return new ReplaceBody(new Octets(text.getBytes(ISO_8859_1)));
    }

    private static Mail mail(String text) {
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", 25);
        Origin origin = new Origin(
                new Peer("smtp", "1", address, address), "client.example", Optional.empty(), Optional.empty(), false);
        Envelope envelope = Envelope.of(
                AddressParser.ascii().reversePath("<s@b.example>"),
                List.of(AddressParser.ascii().forwardPath("<a@b.example>")));
        return new Mail(
                "id", Instant.EPOCH, origin, envelope, TRACE.getBytes(US_ASCII), new Octets(text.getBytes(ISO_8859_1)));
    }

    private static String text(MessageContent content) {
        try (InputStream in = content.open()) {
            return new String(in.readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Octets(byte[] octets) implements MessageContent {
        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public InputStream open(long offset, long length) {
            return new ByteArrayInputStream(octets, (int) offset, (int) Math.min(length, octets.length - offset));
        }
    }
}
