package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagOutcome;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.UidSet;
import org.junit.jupiter.api.Test;

/** How flags change: {@link Mailbox#store}. */
public abstract class FlagContract extends StoreContract {
    private static final long ALWAYS = Long.MAX_VALUE;
    private static final Flag JUNK = Flag.of("$Junk");

    /** For subclasses. */
    protected FlagContract() {}

    @Test
    void addSetsTheFlagsAndLeavesOthers() {
        Mailbox inbox = inbox();
        long uid = deposit(inbox, "a\r\n", Flag.SEEN, JUNK).uid();
        inbox.store(UidSet.of(uid), FlagUpdate.add(Flag.FLAGGED, JUNK, Flag.of("new")), ALWAYS);
        assertThat(flags(inbox, uid))
                .as(says(FlagUpdate.class, "They are set, others stay."))
                .containsExactlyInAnyOrder(Flag.SEEN, JUNK, Flag.FLAGGED, Flag.of("new"));
    }

    @Test
    void removeClearsTheFlagsAndLeavesOthers() {
        Mailbox inbox = inbox();
        long uid = deposit(inbox, "a\r\n", Flag.SEEN, Flag.DRAFT, JUNK).uid();
        inbox.store(UidSet.of(uid), FlagUpdate.remove(Flag.SEEN, JUNK, Flag.ANSWERED), ALWAYS);
        assertThat(flags(inbox, uid))
                .as(says(FlagUpdate.class, "They are cleared, others stay."))
                .containsExactly(Flag.DRAFT);
    }

    @Test
    void replaceSetsTheseFlagsAndNoOthers() {
        Mailbox inbox = inbox();
        long uid = deposit(inbox, "a\r\n", Flag.SEEN, Flag.DRAFT, JUNK).uid();
        inbox.store(UidSet.of(uid), FlagUpdate.replace(Flag.SEEN, Flag.of("other")), ALWAYS);
        assertThat(flags(inbox, uid))
                .as(says(FlagUpdate.class, "They are set, all others are cleared."))
                .containsExactlyInAnyOrder(Flag.SEEN, Flag.of("other"));
        inbox.store(UidSet.of(uid), FlagUpdate.replace(), ALWAYS);
        assertThat(flags(inbox, uid)).isEmpty();
    }

    @Test
    void keywordsAreTheSameInAnyCase() {
        Mailbox inbox = inbox();
        long uid = deposit(inbox, "a\r\n", Flag.of("$Work")).uid();
        inbox.store(UidSet.of(uid), FlagUpdate.add(Flag.of("$WORK")), ALWAYS);
        assertThat(flags(inbox, uid))
                .as(says(Flag.class, "Compared without regard to ASCII case"))
                .hasSize(1);
        inbox.store(UidSet.of(uid), FlagUpdate.remove(Flag.of("$work")), ALWAYS);
        assertThat(flags(inbox, uid))
                .as(says(Flag.class, "Compared without regard to ASCII case"))
                .isEmpty();
    }

    @Test
    void aChangeStampsTheMessageAndMovesTheClock() {
        Mailbox inbox = inbox();
        depositMany(inbox, 3);
        long before = inbox.status().highestModSeq();
        inbox.store(UidSet.of(2), FlagUpdate.add(Flag.SEEN), ALWAYS);
        String rule = says(
                Mailbox.class,
                "Each arrival, flag change and expunge moves the mailbox's HIGHESTMODSEQ up and stamps the message with"
                        + " the new value");
        assertThat(inbox.status().highestModSeq()).as(rule).isGreaterThan(before);
        assertThat(inbox.view().modSeq(1)).as(rule).isGreaterThan(before);
        assertThat(inbox.view().modSeq(0)).as(rule).isLessThan(before);
        assertThat(inbox.view().modSeq(2)).as(rule).isEqualTo(before);
    }

    @Test
    void aMessageWhoseFlagsStayTheSameKeepsItsModSeq() {
        Mailbox inbox = inbox();
        long uid = deposit(inbox, "a\r\n", Flag.SEEN, JUNK).uid();
        long before = modSeq(inbox, uid);
        inbox.store(UidSet.of(uid), FlagUpdate.add(Flag.SEEN), ALWAYS);
        inbox.store(UidSet.of(uid), FlagUpdate.remove(Flag.DELETED), ALWAYS);
        inbox.store(UidSet.of(uid), FlagUpdate.replace(Flag.of("$junk"), Flag.SEEN), ALWAYS);
        assertThat(modSeq(inbox, uid))
                .as(says(Mailbox.class, "A message whose flags stay the same keeps its MODSEQ."))
                .isEqualTo(before);
    }

    @Test
    void theOutcomeShowsTheMessagesAfterTheUpdate() {
        Mailbox inbox = inbox();
        long changed = deposit(inbox, "a\r\n").uid();
        long same = deposit(inbox, "bb\r\n", Flag.SEEN).uid();
        deposit(inbox, "c\r\n");
        FlagOutcome outcome = inbox.store(UidSet.of(changed, same), FlagUpdate.add(Flag.SEEN), ALWAYS);
        MailboxView current = outcome.current();
        String rule = says(
                FlagOutcome.class,
                "the messages that the update was applied to, with their flags and MODSEQ after it, also where nothing"
                        + " changed by it");
        assertThat(uids(current)).as(rule).containsExactly(changed, same);
        assertThat(outcome.modified().isEmpty()).isTrue();
        MailboxView view = inbox.view();
        for (int row = 0; row < 2; row++) {
            assertThat(current.flags(row)).as(rule).containsExactly(Flag.SEEN);
            assertThat(current.modSeq(row)).as(rule).isEqualTo(view.modSeq(row));
            assertThat(current.octets(row)).as(rule).isEqualTo(view.octets(row));
        }
        assertThat(current.status()).as(rule).isEqualTo(view.status());
    }

    @Test
    void messagesThatAreNotThereAreIgnored() {
        Mailbox inbox = inbox();
        depositMany(inbox, 3);
        inbox.expunge(UidSet.of(2));
        FlagOutcome outcome = inbox.store(UidSet.of(2, 3, 99), FlagUpdate.add(Flag.SEEN), ALWAYS);
        assertThat(uids(outcome.current()))
                .as(says(FlagOutcome.class, "messages that are gone are left out"))
                .containsExactly(3L);
        assertThat(outcome.modified().isEmpty())
                .as(says(Mailbox.class, "those that are not there are ignored"))
                .isTrue();
    }

    @Test
    void everyUidMeansEveryMessage() {
        Mailbox inbox = inbox();
        depositMany(inbox, 5);
        FlagOutcome outcome = inbox.store(UidSet.ALL, FlagUpdate.add(Flag.DELETED), ALWAYS);
        assertThat(uids(outcome.current()))
                .as(says(UidSet.class, "Every UID there can be."))
                .isEqualTo(uids(inbox));
        assertThat(inbox.status().deleted()).isEqualTo(5);
    }

    @Test
    void aMessageChangedAfterUnchangedSinceIsLeftAlone() {
        Mailbox inbox = inbox();
        depositMany(inbox, 3);
        long seen = inbox.status().highestModSeq();
        inbox.store(UidSet.of(2), FlagUpdate.add(JUNK), ALWAYS);
        FlagOutcome outcome = inbox.store(UidSet.ALL, FlagUpdate.add(Flag.DELETED), seen);
        String rule = says(
                FlagOutcome.class,
                "the messages that were left alone because their MODSEQ was above" + " unchangedSince");
        assertThat(outcome.modified()).as(rule).isEqualTo(UidSet.of(2));
        assertThat(uids(outcome.current())).as(rule).containsExactly(1L, 3L);
        assertThat(flags(inbox, 2)).as(rule).containsExactly(JUNK);
        assertThat(flags(inbox, 3)).as(rule).containsExactly(Flag.DELETED);
    }

    @Test
    void aMessageAtUnchangedSinceIsChanged() {
        Mailbox inbox = inbox();
        var receipt = deposit(inbox, "a\r\n");
        FlagOutcome outcome = inbox.store(UidSet.of(receipt.uid()), FlagUpdate.add(Flag.SEEN), receipt.modSeq());
        assertThat(outcome.modified().isEmpty())
                .as(says(Mailbox.class, "leaves alone each message whose MODSEQ is above this"))
                .isTrue();
        assertThat(flags(inbox, receipt.uid())).containsExactly(Flag.SEEN);
    }

    @Test
    void unchangedSinceZeroLeavesAllAlone() {
        Mailbox inbox = inbox();
        depositMany(inbox, 2);
        FlagOutcome outcome = inbox.store(UidSet.ALL, FlagUpdate.add(Flag.SEEN), 0);
        assertThat(outcome.modified())
                .as(says(Mailbox.class, "leaves alone each message whose MODSEQ is above this"))
                .isEqualTo(UidSet.of(1, 2));
        assertThat(inbox.status().unseen()).isEqualTo(2);
    }

    @Test
    void theStatusCountsFollowTheFlags() {
        Mailbox inbox = inbox();
        depositMany(inbox, 4);
        inbox.store(UidSet.of(1, 2), FlagUpdate.add(Flag.SEEN, Flag.DELETED), ALWAYS);
        inbox.store(UidSet.of(2), FlagUpdate.remove(Flag.SEEN), ALWAYS);
        inbox.store(UidSet.of(1), FlagUpdate.replace(Flag.SEEN), ALWAYS);
        MailboxStatus status = inbox.status();
        assertThat(status.unseen())
                .as(says(MailboxStatus.class, "how many without Flag#SEEN"))
                .isEqualTo(3);
        assertThat(status.deleted())
                .as(says(MailboxStatus.class, "how many with Flag#DELETED"))
                .isEqualTo(1);
        assertThat(status.messages()).isEqualTo(4);
        assertThat(inbox.view().status()).isEqualTo(status);
    }
}
