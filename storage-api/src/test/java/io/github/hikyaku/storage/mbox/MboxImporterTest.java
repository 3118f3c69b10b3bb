package io.github.hikyaku.storage.mbox;

import static io.github.hikyaku.storage.mbox.Mail.DATE;
import static io.github.hikyaku.storage.mbox.Mail.messages;
import static io.github.hikyaku.storage.mbox.Mail.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.mbox.Mail.Message;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MboxImporterTest {
    private static final String FROM = "From god@example.com Wed Jan  3 01:05:34 1996\n";

    private final Mailbox mailbox = Mail.mailbox();

    private MboxReport run(String mbox) throws IOException {
        return MboxImporter.create().run(stream(mbox), mailbox);
    }

    private MboxImportException fails(MboxImporter importer, InputStream mbox) {
        return catchThrowableOfType(MboxImportException.class, () -> importer.run(mbox, mailbox));
    }

    private static Message plain(String text) {
        return new Message(text, Set.of(), DATE);
    }

    @Test
    void messagesArriveWithCrlfAndTheDateOfTheFromLine() throws IOException {
        String mbox = FROM + "Subject: a\n\nHello\n\n" + FROM + "Subject: b\n\nHo\n\n";
        assertThat(run(mbox)).isEqualTo(new MboxReport(2, mbox.length(), 0, false));
        assertThat(messages(mailbox))
                .containsExactly(plain("Subject: a\r\n\r\nHello\r\n"), plain("Subject: b\r\n\r\nHo\r\n"));
    }

    @Test
    void crlfIsReadAsWell() throws IOException {
        run((FROM + "Subject: a\n\nHello\n\n" + FROM + "Subject: b\n\nHo\n\n").replace("\n", "\r\n"));
        assertThat(messages(mailbox))
                .containsExactly(plain("Subject: a\r\n\r\nHello\r\n"), plain("Subject: b\r\n\r\nHo\r\n"));
    }

    @Test
    void onlyTheLastEmptyLineIsNoPartOfTheMessage() throws IOException {
        run("\n\n" + FROM + "A: b\n\n\n\n" + FROM + "\n" + FROM + "\n\nx\n" + FROM + "A: b\n" + FROM);
        assertThat(messages(mailbox))
                .containsExactly(
                        plain("A: b\r\n\r\n\r\n"), plain(""), plain("\r\n\r\nx\r\n"), plain("A: b\r\n"), plain(""));
    }

    @Test
    void oneQuoteIsTakenOff() throws IOException {
        run(FROM + "A: b\n\n>From x\n>>From y\n> From z\n>from\nx >From\n>Frommage\n\n");
        assertThat(messages(mailbox))
                .containsExactly(
                        plain("A: b\r\n\r\nFrom x\r\n>From y\r\n> From z\r\n>from\r\nx >From\r\n>Frommage\r\n"));
    }

    @Test
    void mboxoKnowsOnlyOneQuote() throws IOException {
        MboxImporter.create().quoting(MboxQuoting.MBOXO).run(stream(FROM + "A: b\n\n>From x\n>>From y\n\n"), mailbox);
        assertThat(messages(mailbox)).containsExactly(plain("A: b\r\n\r\nFrom x\r\n>>From y\r\n"));
    }

    @Test
    void aSentenceThatBeginsWithFromDoesNotSplitAMessage() throws IOException {
        run(FROM + "A: b\n\nI come\nFrom the sea\n\n" + FROM + "A: c\n\nx\n" + FROM.replace("god", "goddess")
                + "A: d\n\n");
        assertThat(messages(mailbox))
                .containsExactly(
                        plain("A: b\r\n\r\nI come\r\nFrom the sea\r\n"), plain("A: c\r\n\r\nx\r\n"), plain("A: d\r\n"));
    }

    @Test
    void withoutADateInTheFromLineTheDateFieldCounts() throws IOException {
        run("From x\nDate: Wed, 3 Jan 1996\n 02:05:34 +0100\n\n");
        assertThat(messages(mailbox).get(0).date()).isEqualTo(DATE);
    }

    @Test
    void withoutAnyDateItIsNow() throws IOException {
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        run("From x\nDate: tomorrow\n\n");
        assertThat(messages(mailbox).get(0).date()).isBetween(before, Instant.now());
    }

    @Test
    void datesAreInTheZoneThatIsSet() throws IOException {
        MboxImporter.create().zone(ZoneId.of("Asia/Tokyo")).run(stream(FROM), mailbox);
        assertThat(messages(mailbox).get(0).date()).isEqualTo(DATE.minus(9, ChronoUnit.HOURS));
    }

    @Test
    void statusFieldsBecomeFlagsAndAreRemoved() throws IOException {
        run(
                FROM
                        + "A: b\nStatus: RO\nX-Status: AFDT\nX-Keywords: $Junk work\n\t\\Seen (bad) late  \nB: c\n\nStatus: O\n\n");
        assertThat(messages(mailbox))
                .containsExactly(new Message(
                        "A: b\r\nB: c\r\n\r\nStatus: O\r\n",
                        Set.of(
                                Flag.SEEN,
                                Flag.ANSWERED,
                                Flag.FLAGGED,
                                Flag.DELETED,
                                Flag.DRAFT,
                                Flag.of("$Junk"),
                                Flag.of("work"),
                                Flag.of("late")),
                        DATE));
    }

    @Test
    void aSecondStatusFieldIsTheMessagesOwn() throws IOException {
        run(FROM + "Status: O\nX-Status: \nX-Keywords:\nstatus: R\nX-Status: F\n\n");
        assertThat(messages(mailbox)).containsExactly(plain("status: R\r\nX-Status: F\r\n"));
    }

    @Test
    void statusFieldsCanBeLeftAlone() throws IOException {
        MboxImporter.create().status(false).run(stream(FROM + "Status: RO\n\nx\n"), mailbox);
        assertThat(messages(mailbox)).containsExactly(plain("Status: RO\r\n\r\nx\r\n"));
    }

    @Test
    void aMailboxThatTakesNoMoreKeywordsGetsTheMessageWithoutThem() throws IOException {
        String many = IntStream.range(0, 1001).mapToObj(i -> "k" + i).collect(Collectors.joining("\n "));
        MboxReport report = run(FROM + "Status: R\nX-Keywords: " + many + "\n\n" + FROM + "X-Keywords: k\n\n");
        assertThat(report.withoutKeywords()).isEqualTo(1);
        assertThat(messages(mailbox))
                .containsExactly(new Message("", Set.of(Flag.SEEN), DATE), new Message("", Set.of(Flag.of("k")), DATE));
    }

    @Test
    void aFileWithoutMessagesIsNoError() throws IOException {
        assertThat(run("").messages()).isZero();
        assertThat(run("\n\r\n").messages()).isZero();
    }

    @Test
    void aLastLineThatIsCutIsReported() throws IOException {
        assertThat(run(FROM + "A: b\n\nHel").cutOff()).isTrue();
        assertThat(messages(mailbox)).containsExactly(plain("A: b\r\n\r\nHel"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Subject: a\n\nb\n", "\u0000\u0001", " From x\n", "from x Wed Jan  3 01:05:34 1996\n"})
    void whatDoesNotBeginWithAFromLineIsRefused(String garbage) {
        MboxImportException e = fails(MboxImporter.create(), stream("\n" + garbage));
        assertThat(e.offset()).isEqualTo(1);
        assertThat(e.report().messages()).isZero();
        assertThat(messages(mailbox)).isEmpty();
    }

    @Test
    void aMessageThatIsTooLargeEndsTheImportAndWhatCameBeforeStays() {
        String good = FROM + "A: b\n\n";
        MboxImportException e =
                fails(MboxImporter.create().maxMessageOctets(100), stream(good + good + FROM + "x".repeat(50_000)));
        assertThat(e.offset()).isEqualTo(2L * good.length());
        assertThat(e.report()).isEqualTo(new MboxReport(2, 2L * good.length(), 0, false));
        assertThat(e).hasMessageContaining("more than 100 octets");
        assertThat(messages(mailbox)).hasSize(2);
    }

    @Test
    void aStreamThatFailsEndsTheImportAtTheMessageUnderWay() {
        IOException cause = new IOException("the disk is gone");
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw cause;
            }
        };
        MboxImportException e = fails(
                MboxImporter.create(), new SequenceInputStream(stream(FROM + "A: b\n\n" + FROM + "A: c\n"), failing));
        assertThat(e.offset()).isEqualTo(FROM.length() + 6);
        assertThat(e).hasCause(cause);
        assertThat(messages(mailbox)).hasSize(1);
    }

    @Test
    void aFullMailboxEndsTheImport() {
        Mailbox small = Mail.mailbox(MemoryMailStore.builder().quota(1000, 1).build());
        assertThatThrownBy(() -> MboxImporter.create().run(stream(FROM + "A: b\n\n" + FROM + "A: c\n\n"), small))
                .isInstanceOfSatisfying(MboxImportException.class, e -> {
                    assertThat(e.offset()).isEqualTo(FROM.length() + 6);
                    assertThat(e.report().messages()).isEqualTo(1);
                    assertThat(((MailStoreException) e.getCause()).kind())
                            .isEqualTo(MailStoreException.Kind.OVER_QUOTA);
                });
        assertThat(messages(small)).hasSize(1);
    }

    @Test
    void aHeaderSectionThatNeverEndsIsKeptWithoutBeingHeld() throws IOException {
        String field = "A: " + "b".repeat(70) + "\n";
        String many = field.repeat(2 * MboxDelivery.HEADER / field.length());
        run(FROM + "Status: R\n" + many + "X-Status: F\n\n");
        assertThat(messages(mailbox))
                .containsExactly(new Message((many + "X-Status: F\n").replace("\n", "\r\n"), Set.of(Flag.SEEN), DATE));
    }

    @Test
    void linesOfAnyLengthArriveWhole() throws IOException {
        String longLine = "x".repeat(3 * MboxLines.LONGEST) + "From here";
        run(FROM + "A: b\n\n" + longLine + "\n>>>From " + longLine + "\n\n");
        assertThat(messages(mailbox))
                .containsExactly(plain("A: b\r\n\r\n" + longLine + "\r\n>>From " + longLine + "\r\n"));
    }
}
