package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How messages get into another mailbox: {@link Mailbox#copy} and {@link Mailbox#move}. */
public abstract class CopyMoveContract extends StoreContract {
    private static final Instant OLD = Instant.parse("2001-02-03T04:05:06Z");

    /** For subclasses. */
    protected CopyMoveContract() {}

    private void fill(Mailbox mailbox) {
        for (int i = 1; i <= 3; i++) {
            try (Deposit deposit = mailbox.deposit(Set.of(Flag.SEEN, Flag.of("k" + i)), OLD.plusSeconds(i))) {
                byte[] octets = bytes(message("number " + i));
                deposit.write(octets, 0, octets.length);
                deposit.commit();
            }
        }
    }

    private static void assertArrived(Mailbox target, UidMapping mapping, String rule) {
        MailboxView view = target.view();
        assertThat(mapping.uidValidity()).as(rule).isEqualTo(target.status().uidValidity());
        for (int i = 0; i < mapping.size(); i++) {
            int row = view.row(mapping.to(i));
            assertThat(row).as(rule).isNotNegative();
            assertThat(view.flags(row)).as(rule).containsExactlyInAnyOrder(Flag.SEEN, Flag.of("k" + mapping.from(i)));
            assertThat(view.internalDate(row)).as(rule).isEqualTo(OLD.plusSeconds(mapping.from(i)));
            assertThat(text(target, mapping.to(i))).as(rule).isEqualTo(message("number " + mapping.from(i)));
        }
    }

    @Test
    void copiesHaveFlagsDatesAndOctetsOfTheOriginals() {
        Mailbox inbox = inbox();
        fill(inbox);
        Mailbox target = create("target");
        String rule =
                says(Mailbox.class, "Copies messages with flags and internal dates into a mailbox of the account");
        UidMapping mapping = inbox.copy(UidSet.of(1, 3), name("target"));
        assertThat(mapping.sources()).as(rule).isEqualTo(UidSet.of(1, 3));
        assertThat(target.status().messages()).as(rule).isEqualTo(2);
        assertArrived(target, mapping, rule);
    }

    @Test
    void aCopyLeavesTheOriginalsAsTheyWere() {
        Mailbox inbox = inbox();
        fill(inbox);
        create("target");
        MailboxStatus before = inbox.status();
        inbox.copy(UidSet.ALL, name("target"));
        assertThat(inbox.status())
                .as(says(Mailbox.class, "Copies messages with flags and internal dates"))
                .isEqualTo(before);
        assertArrived(
                inbox, new UidMapping(before.uidValidity(), new long[] {1, 2, 3}, new long[] {1, 2, 3}), "originals");
    }

    @Test
    void copiesAreIndependentOfTheOriginals() {
        Mailbox inbox = inbox();
        fill(inbox);
        Mailbox target = create("target");
        UidMapping mapping = inbox.copy(UidSet.ALL, name("target"));
        inbox.store(UidSet.ALL, FlagUpdate.replace(Flag.DRAFT), Long.MAX_VALUE);
        inbox.expunge(UidSet.ALL);
        assertArrived(target, mapping, says(Mailbox.class, "Copies messages with flags and internal dates"));
    }

    @Test
    void copiesGetNewUidsInTheOrderOfTheOldOnes() {
        Mailbox inbox = inbox();
        fill(inbox);
        Mailbox target = create("target");
        depositMany(target, 5);
        long next = target.status().uidNext();
        UidMapping mapping = inbox.copy(UidSet.ALL, name("target"));
        String rule = says(Mailbox.class, "with new UIDs, in the order of the old ones");
        assertThat(mapping.size()).as(rule).isEqualTo(3);
        assertThat(mapping.to(0)).as(rule).isGreaterThanOrEqualTo(next);
        assertThat(mapping.to(1)).as(rule).isGreaterThan(mapping.to(0));
        assertThat(mapping.to(2)).as(rule).isGreaterThan(mapping.to(1));
    }

    @Test
    void copiesCanGoIntoTheSameMailbox() {
        Mailbox inbox = inbox();
        fill(inbox);
        UidMapping mapping = inbox.copy(UidSet.ALL, MailboxName.INBOX);
        String rule = says(Mailbox.class, "into a mailbox of the account, perhaps this one");
        assertThat(mapping.size()).as(rule).isEqualTo(3);
        assertThat(inbox.status().messages()).as(rule).isEqualTo(6);
        assertArrived(inbox, mapping, rule);
    }

    @Test
    void messagesThatAreNotThereAreIgnored() {
        Mailbox inbox = inbox();
        fill(inbox);
        Mailbox target = create("target");
        inbox.expunge(UidSet.of(2));
        String rule = says(Mailbox.class, "those that are not there are ignored");
        assertThat(inbox.copy(UidSet.of(2, 3, 9), name("target")).sources())
                .as(rule)
                .isEqualTo(UidSet.of(3));
        assertThat(inbox.copy(UidSet.of(2, 9), name("target")).size()).as(rule).isZero();
        assertThat(inbox.move(UidSet.of(2, 9), name("target")).size()).as(rule).isZero();
        assertThat(target.status().messages()).as(rule).isEqualTo(1);
    }

    @Test
    void withoutTheTargetNothingHappens() {
        Mailbox inbox = inbox();
        fill(inbox);
        MailboxStatus before = inbox.status();
        String rule = says(Mailbox.class, "NO_SUCH_MAILBOX for the target");
        assertFails(Kind.NO_SUCH_MAILBOX, rule, () -> inbox.copy(UidSet.ALL, name("missing")));
        assertFails(Kind.NO_SUCH_MAILBOX, rule, () -> inbox.move(UidSet.ALL, name("missing")));
        assertThat(inbox.status()).as(rule).isEqualTo(before);
        assertThat(names()).as(rule).containsExactly("INBOX");
    }

    @Test
    void movedMessagesAreGoneFromHere() {
        Mailbox inbox = inbox();
        fill(inbox);
        Mailbox target = create("target");
        long before = inbox.status().highestModSeq();
        UidMapping mapping = inbox.move(UidSet.of(1, 2), name("target"));
        String rule = says(Mailbox.class, "with the messages gone from here afterwards");
        assertThat(mapping.sources()).as(rule).isEqualTo(UidSet.of(1, 2));
        assertArrived(target, mapping, rule);
        assertThat(uids(inbox)).as(rule).containsExactly(3L);
        MailboxChanges changes = inbox.changesSince(before);
        assertThat(changes.status().highestModSeq()).as(rule).isGreaterThan(before);
        if (changes.complete()) {
            assertThat(changes.vanished()).as(rule).isEqualTo(UidSet.of(1, 2));
        }
    }

    @Test
    void aMoveIntoTheSameMailboxGivesNewUids() {
        Mailbox inbox = inbox();
        fill(inbox);
        long next = inbox.status().uidNext();
        UidMapping mapping = inbox.move(UidSet.of(1, 2), MailboxName.INBOX);
        String rule = says(Mailbox.class, "with new UIDs, in the order of the old ones");
        assertThat(mapping.to(0)).as(rule).isGreaterThanOrEqualTo(next);
        assertThat(uids(inbox)).as(rule).containsExactly(3L, mapping.to(0), mapping.to(1));
        assertArrived(inbox, mapping, rule);
    }

    @Test
    void copiedAndMovedMessagesArriveUnclaimed() {
        Mailbox inbox = inbox();
        fill(inbox);
        inbox.claimRecent();
        Mailbox target = create("target");
        inbox.copy(UidSet.of(1), name("target"));
        inbox.move(UidSet.of(2), name("target"));
        assertThat(target.status().recent())
                .as(says(Mailbox.class, "in the order of the old ones, and unclaimed"))
                .isEqualTo(2);
    }
}
