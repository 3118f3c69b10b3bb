package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.UidSet;
import org.junit.jupiter.api.Test;

/** Who sees a message first: {@link Mailbox#claimRecent}. */
public abstract class RecentContract extends StoreContract {
    /** For subclasses. */
    protected RecentContract() {}

    @Test
    void aMessageIsClaimedOnce() {
        Mailbox inbox = inbox();
        String rule = says(Mailbox.class, "the lowest UID that was unclaimed; UIDNEXT if there was none");
        assertThat(inbox.claimRecent()).as(rule).isEqualTo(inbox.status().uidNext());
        depositMany(inbox, 2);
        long first = uids(inbox).get(0);
        assertThat(inbox.claimRecent()).as(rule).isEqualTo(first);
        assertThat(inbox.claimRecent()).as(rule).isEqualTo(inbox.status().uidNext());
        long third = deposit(inbox, "c\r\n").uid();
        assertThat(account().open(inbox.name()).claimRecent()).as(rule).isEqualTo(third);
    }

    @Test
    void messagesThatWentCannotBeClaimed() {
        Mailbox inbox = inbox();
        depositMany(inbox, 4);
        inbox.expunge(UidSet.of(1, 2));
        assertThat(inbox.status().recent()).isEqualTo(2);
        String rule = says(Mailbox.class, "the lowest UID that was unclaimed; UIDNEXT if there was none");
        assertThat(inbox.claimRecent()).as(rule).isEqualTo(3);
        depositMany(inbox, 2);
        inbox.expunge(UidSet.of(5, 6));
        assertThat(inbox.status().recent()).isZero();
        assertThat(inbox.claimRecent()).as(rule).isEqualTo(inbox.status().uidNext());
    }

    @Test
    void theStatusCountsTheUnclaimed() {
        Mailbox inbox = inbox();
        String rule = says(MailboxStatus.class, "how many that no session has claimed yet");
        depositMany(inbox, 3);
        assertThat(inbox.status().recent()).as(rule).isEqualTo(3);
        inbox.claimRecent();
        assertThat(inbox.status().recent()).as(rule).isZero();
        depositMany(inbox, 1);
        assertThat(inbox.status().recent()).as(rule).isEqualTo(1);
        assertThat(inbox.view().status().recent()).as(rule).isEqualTo(1);
    }

    @Test
    void claimingIsNoChange() {
        Mailbox inbox = inbox();
        depositMany(inbox, 1);
        long before = inbox.status().highestModSeq();
        inbox.claimRecent();
        assertThat(inbox.changesSince(before).touched().size())
                .as(says(Mailbox.class, "Each arrival, flag change and expunge moves the mailbox's HIGHESTMODSEQ up"))
                .isZero();
    }
}
