package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.UidSet;
import org.junit.jupiter.api.Test;

/** How messages go: {@link Mailbox#expunge}. */
public abstract class ExpungeContract extends StoreContract {
    /** For subclasses. */
    protected ExpungeContract() {}

    @Test
    void messagesGoWhateverTheirFlags() {
        Mailbox inbox = inbox();
        deposit(inbox, "a\r\n");
        deposit(inbox, "b\r\n", Flag.DELETED);
        deposit(inbox, "c\r\n");
        UidSet removed = inbox.expunge(UidSet.range(1, 2));
        assertThat(removed)
                .as(says(Mailbox.class, "Removes messages for good, whatever their flags."))
                .isEqualTo(UidSet.range(1, 2));
        assertThat(uids(inbox))
                .as(says(Mailbox.class, "Removes messages for good, whatever their flags."))
                .containsExactly(3L);
        assertThat(text(inbox, 3)).isEqualTo("c\r\n");
    }

    @Test
    void onlyWhatThisCallRemovedIsReturned() {
        Mailbox inbox = inbox();
        depositMany(inbox, 4);
        inbox.expunge(UidSet.of(2));
        String rule = says(Mailbox.class, "those that this very call removed");
        assertThat(inbox.expunge(UidSet.of(2, 3, 77))).as(rule).isEqualTo(UidSet.of(3));
        assertThat(inbox.expunge(UidSet.of(2, 3))).as(rule).isEqualTo(UidSet.EMPTY);
        assertThat(inbox.expunge(UidSet.ALL)).as(rule).isEqualTo(UidSet.of(1, 4));
    }

    @Test
    void anExpungeMovesTheClock() {
        Mailbox inbox = inbox();
        depositMany(inbox, 2);
        long before = inbox.status().highestModSeq();
        inbox.expunge(UidSet.of(1));
        assertThat(inbox.status().highestModSeq())
                .as(says(Mailbox.class, "Each arrival, flag change and expunge moves the mailbox's HIGHESTMODSEQ up"))
                .isGreaterThan(before);
        assertThat(modSeq(inbox, 2)).isEqualTo(before);
    }

    @Test
    void aUidIsNeverGivenOutAgain() {
        Mailbox inbox = inbox();
        depositMany(inbox, 3);
        long next = inbox.status().uidNext();
        inbox.expunge(UidSet.ALL);
        String rule = says(Mailbox.class, "the UID of a message that went is never given out again");
        assertThat(inbox.status().uidNext()).as(rule).isGreaterThanOrEqualTo(next);
        assertThat(deposit(inbox, "a\r\n").uid()).as(rule).isGreaterThanOrEqualTo(next);
    }

    @Test
    void theStatusFollows() {
        Mailbox inbox = inbox();
        deposit(inbox, "12345\r\n", Flag.SEEN);
        deposit(inbox, "12\r\n", Flag.DELETED);
        deposit(inbox, "1\r\n", Flag.SEEN, Flag.DELETED);
        inbox.expunge(UidSet.of(2, 3));
        MailboxStatus status = inbox.status();
        assertThat(status.messages())
                .as(says(MailboxStatus.class, "how many messages"))
                .isEqualTo(1);
        assertThat(status.unseen())
                .as(says(MailboxStatus.class, "how many without Flag#SEEN"))
                .isZero();
        assertThat(status.deleted())
                .as(says(MailboxStatus.class, "how many with Flag#DELETED"))
                .isZero();
        assertThat(status.octets())
                .as(says(MailboxStatus.class, "the sum of the message sizes"))
                .isEqualTo(7);
        assertThat(inbox.view().status()).isEqualTo(status);
    }
}
