package io.github.hikyaku.storage.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Deposit.Receipt;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.MessageContent;
import io.github.hikyaku.storage.UidSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How messages arrive: {@link Mailbox#deposit} and {@link Deposit}. */
public abstract class DepositContract extends StoreContract {
    /** For subclasses. */
    protected DepositContract() {}

    @Test
    void nothingIsSeenBeforeCommit() {
        Mailbox inbox = inbox();
        MailboxStatus before = inbox.status();
        try (Deposit deposit = inbox.deposit(Set.of(), DATE)) {
            deposit.write(bytes(message("a")), 0, 10);
            assertThat(inbox.status())
                    .as(says(Deposit.class, "Nothing can be seen of it before commit returns."))
                    .isEqualTo(before);
            assertThat(inbox.view().size())
                    .as(says(Deposit.class, "Nothing can be seen of it before commit returns."))
                    .isZero();
        }
    }

    @Test
    void everyHandleSeesACommittedMessage() {
        Mailbox inbox = inbox();
        try (MailAccount other = store().open(HOGE)) {
            Mailbox sameInbox = other.open(MailboxName.INBOX);
            sameInbox.view();
            long uid = deposit(inbox, message("a")).uid();
            String rule = says(Deposit.class, "When this returns it can be seen by every observer");
            assertThat(uids(sameInbox)).as(rule).containsExactly(uid);
            assertThat(sameInbox.status().messages()).as(rule).isEqualTo(1);
            assertThat(uids(sameInbox.changesSince(0).touched())).as(rule).containsExactly(uid);
        }
    }

    @Test
    void theReceiptNamesTheMessage() {
        Mailbox inbox = inbox();
        Receipt receipt = deposit(inbox, message("a"));
        String rule = says(Deposit.class, "What a committed message is called from now on");
        assertThat(receipt.uidValidity()).as(rule).isEqualTo(inbox.status().uidValidity());
        assertThat(uids(inbox)).as(rule).containsExactly(receipt.uid());
        assertThat(receipt.modSeq()).as(rule).isEqualTo(modSeq(inbox, receipt.uid()));
    }

    @Test
    void octetsComeBackAsTheyWereWritten() {
        StringBuilder text = new StringBuilder("Subject: octets\r\n\r\n");
        for (char c = 0; c < 256; c++) {
            if (c != '\r' && c != '\n') {
                text.append(c).append(c % 16 == 0 ? "\r\n" : "");
            }
        }
        text.append("\r\n.\r\n..\r\nFrom here\r\n\r\n");
        long uid = deposit(inbox(), text.toString()).uid();
        assertThat(text(inbox(), uid))
                .as(says(MessageContent.class, "The octets of one message: immutable"))
                .isEqualTo(text.toString());
    }

    @Test
    void aLastLineWithoutCrlfStaysSo() {
        long uid = deposit(inbox(), "Subject: a\r\n\r\nno end").uid();
        assertThat(text(inbox(), uid))
                .as(says(MessageContent.class, "The octets of one message: immutable"))
                .isEqualTo("Subject: a\r\n\r\nno end");
    }

    @Test
    void anEmptyMessageIsAMessage() throws IOException {
        Mailbox inbox = inbox();
        long uid = deposit(inbox, "").uid();
        assertThat(inbox.content(uid).size())
                .as(says(MessageContent.class, "RFC822.SIZE"))
                .isZero();
        try (InputStream in = inbox.content(uid).open()) {
            assertThat(in.read())
                    .as(says(MessageContent.class, "Opens all octets."))
                    .isEqualTo(-1);
        }
    }

    @Test
    void piecesOfAnySizeMakeOneMessage() {
        Mailbox inbox = inbox();
        byte[] octets = bytes(message("pieces") + "0123456789\r\n".repeat(2000));
        Random random = new Random(1);
        try (Deposit deposit = inbox.deposit(Set.of(), DATE)) {
            for (int at = 0; at < octets.length; ) {
                int length =
                        Math.min(octets.length - at, random.nextInt(4) == 0 ? random.nextInt(9000) : random.nextInt(4));
                deposit.write(octets, at, length);
                at += length;
            }
            long uid = deposit.commit().uid();
            assertThat(text(inbox, uid))
                    .as(says(Deposit.class, "Appends octets of the message"))
                    .isEqualTo(new String(octets, US_ASCII));
        }
    }

    @Test
    void theArrayIsTheCallersAgain() {
        Mailbox inbox = inbox();
        byte[] buffer = new byte[5000];
        try (Deposit deposit = inbox.deposit(Set.of(), DATE)) {
            for (char c : "ab".toCharArray()) {
                Arrays.fill(buffer, (byte) c);
                deposit.write(buffer, 0, buffer.length);
            }
            Arrays.fill(buffer, (byte) 'x');
            long uid = deposit.commit().uid();
            Arrays.fill(buffer, (byte) 'y');
            assertThat(text(inbox, uid))
                    .as(says(Deposit.class, "The array is the caller's again when this returns."))
                    .isEqualTo("a".repeat(5000) + "b".repeat(5000));
        }
    }

    @Test
    void aLargeMessageComesBackWhole() throws IOException {
        Mailbox inbox = inbox();
        byte[] piece = bytes("0123456789abcdefghijklmnopqrstuvwxyz\r\n".repeat(1000));
        try (Deposit deposit = inbox.deposit(Set.of(), DATE)) {
            for (int i = 0; i < 80; i++) {
                deposit.write(piece, 0, piece.length);
            }
            MessageContent content = inbox.content(deposit.commit().uid());
            assertThat(content.size()).isEqualTo(80L * piece.length);
            try (InputStream in = content.open()) {
                for (int i = 0; i < 80; i++) {
                    assertThat(in.readNBytes(piece.length)).as("piece %d", i).isEqualTo(piece);
                }
                assertThat(in.read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void theInternalDateIsKeptToTheSecond() {
        Mailbox inbox = inbox();
        for (String date :
                new String[] {"1994-11-05T13:15:30.987Z", "1960-02-29T23:59:59Z", "2038-01-19T03:14:08.5Z"}) {
            try (Deposit deposit = inbox.deposit(Set.of(), Instant.parse(date))) {
                deposit.write(bytes("a\r\n"), 0, 3);
                long uid = deposit.commit().uid();
                MailboxView view = inbox.view();
                assertThat(view.internalDate(view.row(uid)))
                        .as(says(Mailbox.class, "kept to the second"))
                        .isEqualTo(Instant.ofEpochSecond(Instant.parse(date).getEpochSecond()));
            }
        }
    }

    @Test
    void aMessageArrivesWithItsFlags() {
        Mailbox inbox = inbox();
        long none = deposit(inbox, "a\r\n").uid();
        long some = deposit(inbox, "b\r\n", Flag.SEEN, Flag.DRAFT, Flag.of("$Forwarded"), Flag.of("work!"))
                .uid();
        String rule = says(Mailbox.class, "Starts to put a message into the mailbox.");
        assertThat(flags(inbox, none)).as(rule).isEmpty();
        assertThat(flags(inbox, some))
                .as(rule)
                .containsExactlyInAnyOrder(Flag.SEEN, Flag.DRAFT, Flag.of("$forwarded"), Flag.of("work!"));
    }

    @Test
    void uidsFollowTheOrderOfCommits() {
        Mailbox inbox = inbox();
        try (Deposit first = inbox.deposit(Set.of(), DATE);
                Deposit second = inbox.deposit(Set.of(), DATE)) {
            first.write(bytes("1\r\n"), 0, 3);
            second.write(bytes("2\r\n"), 0, 3);
            long early = second.commit().uid();
            long late = first.commit().uid();
            assertThat(late)
                    .as(says(Mailbox.class, "Deposits run side by side; UIDs are given at commit, in its order."))
                    .isGreaterThan(early);
            assertThat(text(inbox, early)).isEqualTo("2\r\n");
            assertThat(text(inbox, late)).isEqualTo("1\r\n");
        }
    }

    @Test
    void anAbortedDepositLeavesNothingBehind() {
        Mailbox inbox = inbox();
        deposit(inbox, message("a"));
        MailboxStatus before = inbox.status();
        Deposit deposit = inbox.deposit(Set.of(Flag.FLAGGED), DATE);
        deposit.write(bytes(message("b")), 0, 20);
        deposit.close();
        deposit.close();
        String rule = says(Deposit.class, "Aborts, if not committed. Leaves nothing behind.");
        assertThat(inbox.status()).as(rule).isEqualTo(before);
        assertThat(inbox.view().size()).as(rule).isEqualTo(1);
        assertThat(account().quota().messages()).as(rule).isEqualTo(1);
    }

    @Test
    void closingAfterCommitKeepsTheMessage() {
        Mailbox inbox = inbox();
        Deposit deposit = inbox.deposit(Set.of(), DATE);
        deposit.write(bytes("a\r\n"), 0, 3);
        long uid = deposit.commit().uid();
        deposit.close();
        assertThat(text(inbox, uid))
                .as(says(Deposit.class, "Aborts, if not committed."))
                .isEqualTo("a\r\n");
    }

    @Test
    void aDepositThatEndedTakesNothingMore() {
        Mailbox inbox = inbox();
        Deposit committed = inbox.deposit(Set.of(), DATE);
        committed.commit();
        Deposit aborted = inbox.deposit(Set.of(), DATE);
        aborted.close();
        String rule = says(
                Deposit.class,
                "Once it is committed, aborted or has failed to commit, writing and committing throw"
                        + " IllegalStateException.");
        for (Deposit ended : new Deposit[] {committed, aborted}) {
            assertThatThrownBy(() -> ended.write(new byte[1], 0, 1)).as(rule).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(ended::commit).as(rule).isInstanceOf(IllegalStateException.class);
        }
        assertThat(inbox.status().messages()).as(rule).isEqualTo(1);
    }

    @Test
    void theStatusCountsWhatArrived() {
        Mailbox inbox = inbox();
        deposit(inbox, "12345\r\n");
        deposit(inbox, "123\r\n", Flag.SEEN);
        Receipt last = deposit(inbox, "1\r\n", Flag.SEEN, Flag.DELETED);
        MailboxStatus status = inbox.status();
        assertThat(status.messages())
                .as(says(MailboxStatus.class, "how many messages"))
                .isEqualTo(3);
        assertThat(status.unseen())
                .as(says(MailboxStatus.class, "how many without Flag#SEEN"))
                .isEqualTo(1);
        assertThat(status.deleted())
                .as(says(MailboxStatus.class, "how many with Flag#DELETED"))
                .isEqualTo(1);
        assertThat(status.octets())
                .as(says(MailboxStatus.class, "the sum of the message sizes"))
                .isEqualTo(15);
        assertThat(status.uidNext())
                .as(says(MailboxStatus.class, "above every UID given out so far"))
                .isGreaterThan(last.uid());
        assertThat(status.highestModSeq())
                .as(says(MailboxStatus.class, "at least the MODSEQ of every message and of every change ever made"))
                .isGreaterThanOrEqualTo(last.modSeq());
    }

    @Test
    void theContentOfAMessageCanBeDepositedAgain() throws IOException {
        Mailbox inbox = inbox();
        String text = message("twice") + "line\r\n".repeat(20_000);
        MessageContent original = inbox.content(deposit(inbox, text).uid());
        String rule = says(Deposit.class, "Appends the octets of a message that some store keeps.");
        try (Deposit alone = inbox.deposit(Set.of(), DATE);
                Deposit between = inbox.deposit(Set.of(), DATE)) {
            alone.write(original);
            between.write(bytes("X: 1\r\n"), 0, 6);
            between.write(original);
            between.write(bytes("end\r\n"), 0, 5);
            long uidAlone = alone.commit().uid();
            long uidBetween = between.commit().uid();
            inbox.expunge(UidSet.of(uidAlone - 1));
            assertThat(text(inbox, uidAlone)).as(rule).isEqualTo(text);
            assertThat(text(inbox, uidBetween)).as(rule).isEqualTo("X: 1\r\n" + text + "end\r\n");
        }
    }

    @Test
    void theContentOfAnotherStoreCanBeDeposited() throws IOException {
        Mailbox inbox = inbox();
        byte[] octets = bytes(message("foreign") + "line\r\n".repeat(20_000));
        MessageContent foreign = new MessageContent() {
            @Override
            public long size() {
                return octets.length;
            }

            @Override
            public InputStream open(long offset, long length) {
                return new ByteArrayInputStream(octets, (int) offset, (int) length);
            }
        };
        try (Deposit deposit = inbox.deposit(Set.of(), DATE)) {
            deposit.write(foreign);
            assertThat(text(inbox, deposit.commit().uid()))
                    .as(says(Deposit.class, "Appends the octets of a message that some store keeps."))
                    .isEqualTo(new String(octets, US_ASCII));
        }
    }

    @Test
    void aMailboxThatIsGoneTakesNoCommit() {
        Mailbox doomed = create("doomed");
        Deposit deposit = doomed.deposit(Set.of(), DATE);
        deposit.write(bytes("a\r\n"), 0, 3);
        account().delete(name("doomed"));
        assertFails(
                Kind.NO_SUCH_MAILBOX,
                says(Deposit.class, "When it throws, the message is not there."),
                deposit::commit);
        deposit.close();
        assertThat(account().quota().messages())
                .as(says(Deposit.class, "When it throws, the message is not there."))
                .isZero();
    }
}
