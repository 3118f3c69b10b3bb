package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.MessageContent;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The octets of messages: {@link Mailbox#content} and {@link MessageContent}. */
public abstract class ContentContract extends StoreContract {
    /** For subclasses. */
    protected ContentContract() {}

    private static final String TEXT =
            message("ranges") + "a line of some length\r\n".repeat(1500) + "\r\n\r\nlast\r\n";

    private MessageContent content() {
        return inbox().content(deposit(inbox(), TEXT).uid());
    }

    @Test
    void theSizeIsTheNumberOfOctets() throws IOException {
        MessageContent content = content();
        String rule = says(MessageContent.class, "How many octets #open() yields: RFC822.SIZE.");
        assertThat(content.size()).as(rule).isEqualTo(TEXT.length());
        try (InputStream in = content.open()) {
            assertThat(in.readAllBytes()).as(rule).hasSize(TEXT.length());
        }
        MailboxView view = inbox().view();
        assertThat(view.octets(0))
                .as(says(MailboxView.class, "The size of the message in a row, in octets with CRLF"))
                .isEqualTo(TEXT.length());
        assertThat(inbox().status().octets()).isEqualTo(TEXT.length());
    }

    @Test
    void everyRangeCanBeOpened() throws IOException {
        MessageContent content = content();
        byte[] all = bytes(TEXT);
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            int offset = i < 40 ? i : random.nextInt(all.length + 1);
            int length = i % 3 == 0 ? random.nextInt(40) : random.nextInt(2 * all.length);
            assertRange(content, all, offset, length);
        }
        assertRange(content, all, 0, 0);
        assertRange(content, all, all.length, 10);
        assertRange(content, all, all.length - 1, Long.MAX_VALUE);
    }

    private static void assertRange(MessageContent content, byte[] all, int offset, long length) throws IOException {
        byte[] wanted =
                Arrays.copyOfRange(all, offset, (int) Math.min(all.length, offset + Math.min(length, all.length)));
        try (InputStream in = content.open(offset, length)) {
            assertThat(in.readAllBytes())
                    .as(says(MessageContent.class, "a range that reaches beyond the end is cut there"))
                    .isEqualTo(wanted);
        }
    }

    @Test
    void rangesOfALargeMessageAreRight() throws IOException {
        StringBuilder lines = new StringBuilder(message("large"));
        for (int i = 0; lines.length() < 700_000; i++) {
            lines.append("line ").append(i).append("\r\n");
        }
        byte[] all = bytes(lines.toString());
        Mailbox inbox = inbox();
        MessageContent content = inbox.content(deposit(inbox, lines.toString()).uid());
        for (int at = 0; at < all.length; at += 65_521) {
            assertRange(content, all, at, 1);
            assertRange(content, all, at, 70_000);
        }
        for (int bound = 4096; bound < all.length; bound *= 2) {
            assertRange(content, all, bound - 1, 2);
            assertRange(content, all, bound, 4096);
        }
        assertRange(content, all, all.length - 3, 3);
    }

    @Test
    void manyThreadsReadRangesAtOnce() throws Exception {
        MessageContent content = content();
        byte[] all = bytes(TEXT);
        List<Crowd.Task> tasks = new ArrayList<>();
        for (int thread = 0; thread < 6; thread++) {
            Random random = new Random(thread);
            tasks.add(() -> {
                for (int i = 0; i < 40; i++) {
                    assertRange(content, all, random.nextInt(all.length), random.nextInt(3000));
                }
            });
        }
        Crowd.run(tasks);
    }

    @Test
    void aRangeOutsideIsRefused() {
        MessageContent content = content();
        String rule = says(MessageContent.class, "if offset or length is out of its range");
        long[][] ranges = {
            {-1, 1}, {TEXT.length() + 1, 1}, {0, -1}, {Long.MAX_VALUE, 1}, {Long.MIN_VALUE, Long.MAX_VALUE}
        };
        for (long[] range : ranges) {
            assertThatThrownBy(() -> content.open(range[0], range[1]).close())
                    .as(rule)
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void manyStreamsReadAtOnce() throws IOException {
        MessageContent content = content();
        byte[] all = bytes(TEXT);
        try (InputStream one = content.open();
                InputStream other = content.open(5, content.size())) {
            for (int at = 0; at + 5 < all.length; at += 1000) {
                int n = Math.min(1000, all.length - at);
                assertThat(one.readNBytes(n))
                        .as(says(MessageContent.class, "readable as often as wanted, by many threads at once"))
                        .isEqualTo(Arrays.copyOfRange(all, at, at + n));
                n = Math.min(1000, all.length - at - 5);
                assertThat(other.readNBytes(n)).isEqualTo(Arrays.copyOfRange(all, at + 5, at + 5 + n));
            }
        }
    }

    @Test
    void streamsReadSkipAndEndAsStreamsDo() throws IOException {
        byte[] all = bytes(TEXT);
        try (InputStream in = content().open(10, 5000)) {
            assertThat(in.read()).isEqualTo(all[10]);
            in.skipNBytes(4000);
            byte[] some = new byte[20];
            assertThat(in.read(some, 5, 0)).isZero();
            assertThat(in.readNBytes(some, 5, 10)).isEqualTo(10);
            assertThat(Arrays.copyOfRange(some, 5, 15)).isEqualTo(Arrays.copyOfRange(all, 4011, 4021));
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(all, 4021, 5010));
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read(some, 0, 5)).isEqualTo(-1);
            assertThat(in.skip(5)).isZero();
        }
    }

    @Test
    void thereIsNoContentOfAMessageThatIsNotThere() {
        Mailbox inbox = inbox();
        long uid = deposit(inbox, "a\r\n").uid();
        for (long missing : new long[] {uid + 1, UidSet.MAX_UID}) {
            assertFails(Kind.NO_SUCH_MESSAGE, says(Mailbox.class, "NO_SUCH_MESSAGE"), () -> inbox.content(missing));
        }
        inbox.expunge(UidSet.of(uid));
        assertFails(Kind.NO_SUCH_MESSAGE, says(Mailbox.class, "NO_SUCH_MESSAGE"), () -> inbox.content(uid));
    }

    @Test
    void anExpungedMessageIsReadToItsEndOrFailsButIsNeverWrong() throws IOException {
        Mailbox inbox = inbox();
        long uid = deposit(inbox, TEXT).uid();
        MessageContent content = inbox.content(uid);
        try (InputStream in = content.open()) {
            byte[] start = in.readNBytes(100);
            inbox.expunge(UidSet.of(uid));
            deposit(inbox, "another one\r\n".repeat(5000));
            assertThat(start).isEqualTo(Arrays.copyOf(bytes(TEXT), 100));
            try {
                assertThat(in.readAllBytes())
                        .as(says(MessageContent.class, "A stream that is open goes on after the message is expunged"))
                        .isEqualTo(Arrays.copyOfRange(bytes(TEXT), 100, TEXT.length()));
            } catch (IOException e) {
                // "else it fails with an IOException"
            }
        }
        try (InputStream late = content.open()) {
            assertThat(late.readAllBytes()).isEqualTo(bytes(TEXT));
        } catch (MailStoreException e) {
            assertThat(e.kind())
                    .as(says(MessageContent.class, "NO_SUCH_MESSAGE if the message is gone"))
                    .isEqualTo(Kind.NO_SUCH_MESSAGE);
        }
    }

    @Test
    void dotTransparentIsOnlySaidWhereItIsTrue() {
        Mailbox inbox = inbox();
        String rule = says(
                MessageContent.class,
                "Whether the store knows that every line ends with CRLF, the last one too, and that none starts with a"
                        + " dot");
        String[] opaque = {".", ".\r\n", "a\r\n.\r\n", "a\r\n.b\r\n", "a\r\n\r\n..\r\nb\r\n", "a\r\nb", "a\r\nb\r"};
        for (String text : opaque) {
            assertThat(inbox.content(deposit(inbox, text).uid()).isDotTransparent())
                    .as(rule + " of " + text)
                    .isFalse();
        }
    }

    @Test
    void dotTransparentIsNotLostBetweenPieces() {
        Mailbox inbox = inbox();
        byte[] octets = bytes("a\r\n.\r\n");
        for (int cut = 0; cut <= octets.length; cut++) {
            try (var deposit = inbox.deposit(Set.of(), DATE)) {
                deposit.write(octets, 0, cut);
                deposit.write(octets, cut, octets.length - cut);
                assertThat(inbox.content(deposit.commit().uid()).isDotTransparent())
                        .as(says(MessageContent.class, "and that none starts with a dot"))
                        .isFalse();
            }
        }
    }
}
