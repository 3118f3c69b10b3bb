package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.UidSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The mailbox's clock and what it lets an observer ask: {@link Mailbox#changesSince}. */
public abstract class ModSeqContract extends StoreContract {
    private static final long ALWAYS = Long.MAX_VALUE;

    /** For subclasses. */
    protected ModSeqContract() {}

    @Test
    void nothingChangedSinceNow() {
        Mailbox inbox = inbox();
        depositMany(inbox, 3);
        MailboxChanges changes = inbox.changesSince(inbox.status().highestModSeq());
        String rule = says(MailboxChanges.class, "What happened in a mailbox since a MODSEQ.");
        assertThat(changes.touched().size()).as(rule).isZero();
        assertThat(changes.status()).as(rule).isEqualTo(inbox.status());
        assertThat(changes.complete())
                .as(says(MailboxChanges.class, "false if the store has forgotten"))
                .isTrue();
    }

    @Test
    void zeroMeansEverything() {
        Mailbox inbox = inbox();
        depositMany(inbox, 4);
        inbox.expunge(UidSet.of(2));
        MailboxChanges changes = inbox.changesSince(0);
        assertThat(uids(changes.touched()))
                .as(says(Mailbox.class, "with 0 all messages are touched"))
                .containsExactly(1L, 3L, 4L);
        assertThat(changes.vanished().contains(3))
                .as(says(MailboxChanges.class, "never one that is there"))
                .isFalse();
    }

    @Test
    void touchedAreTheMessagesThatChangedAndNoOthers() {
        Mailbox inbox = inbox();
        depositMany(inbox, 5);
        long then = inbox.status().highestModSeq();
        inbox.store(UidSet.of(4), FlagUpdate.add(Flag.SEEN), ALWAYS);
        inbox.store(UidSet.of(2), FlagUpdate.add(Flag.SEEN), ALWAYS);
        inbox.store(UidSet.of(1), FlagUpdate.remove(Flag.SEEN), ALWAYS);
        long arrived = deposit(inbox, "a\r\n").uid();
        MailboxChanges changes = inbox.changesSince(then);
        assertThat(uids(changes.touched()))
                .as(says(
                        MailboxChanges.class,
                        "every message that is there now and whose MODSEQ is above the one asked for"))
                .containsExactly(2L, 4L, arrived);
        assertThat(changes.touched().flags(0)).containsExactly(Flag.SEEN);
        assertThat(changes.complete()).isTrue();
    }

    @Test
    void whatWasExpungedVanished() {
        Mailbox inbox = inbox();
        depositMany(inbox, 6);
        long then = inbox.status().highestModSeq();
        inbox.store(UidSet.of(3), FlagUpdate.add(Flag.SEEN), ALWAYS);
        inbox.expunge(UidSet.of(1, 3));
        inbox.expunge(UidSet.of(6));
        MailboxChanges changes = inbox.changesSince(then);
        assertThat(changes.touched().size())
                .as(says(MailboxChanges.class, "every message that is there now"))
                .isZero();
        if (changes.complete()) {
            for (long uid : new long[] {1, 3, 6}) {
                assertThat(changes.vanished().contains(uid))
                        .as(says(MailboxChanges.class, "the UIDs expunged since the MODSEQ asked for"))
                        .isTrue();
            }
        }
        for (long uid : new long[] {2, 4, 5}) {
            assertThat(changes.vanished().contains(uid))
                    .as(says(MailboxChanges.class, "never one that is there"))
                    .isFalse();
        }
    }

    @Test
    void whatCameAndWentIsNotTouched() {
        Mailbox inbox = inbox();
        depositMany(inbox, 2);
        long then = inbox.status().highestModSeq();
        long uid = deposit(inbox, "a\r\n").uid();
        inbox.expunge(UidSet.of(uid));
        MailboxChanges changes = inbox.changesSince(then);
        assertThat(changes.touched().size())
                .as(says(MailboxChanges.class, "every message that is there now"))
                .isZero();
        assertThat(changes.status().messages()).isEqualTo(2);
        assertThat(changes.status().highestModSeq())
                .as(says(MailboxStatus.class, "at least the MODSEQ of every message and of every change ever made"))
                .isGreaterThan(then);
    }

    @Test
    void everyKindOfChangeMovesTheClockUp() {
        Mailbox inbox = inbox();
        create("other");
        String rule = says(Mailbox.class, "Each arrival, flag change and expunge moves the mailbox's HIGHESTMODSEQ up");
        long clock = inbox.status().highestModSeq();
        List<Runnable> changes = List.of(
                () -> deposit(inbox, "a\r\n"),
                () -> deposit(inbox, "b\r\n"),
                () -> inbox.store(UidSet.of(1), FlagUpdate.add(Flag.of("k")), ALWAYS),
                () -> inbox.copy(UidSet.of(1), MailboxName.INBOX),
                () -> inbox.expunge(UidSet.of(2)),
                () -> inbox.move(UidSet.of(1), name("other")),
                () -> account().open(name("other")).move(UidSet.ALL, MailboxName.INBOX));
        for (Runnable change : changes) {
            change.run();
            long now = inbox.status().highestModSeq();
            assertThat(now).as(rule).isGreaterThan(clock);
            clock = now;
        }
    }

    @Test
    void viewStatusAndChangesTellTheSame() {
        Mailbox inbox = inbox();
        depositMany(inbox, 3);
        inbox.store(UidSet.of(1), FlagUpdate.add(Flag.SEEN), ALWAYS);
        inbox.expunge(UidSet.of(2));
        MailboxStatus status = inbox.status();
        assertThat(inbox.view().status()).isEqualTo(status);
        assertThat(inbox.changesSince(0).status()).isEqualTo(status);
        assertThat(inbox.view().modSeq(0))
                .as(says(MailboxStatus.class, "at least the MODSEQ of every message and of every change ever made"))
                .isLessThanOrEqualTo(status.highestModSeq());
    }

    @Test
    void changesSinceAreRowsAsInTheView() {
        Mailbox inbox = inbox();
        for (int i = 0; i < 6; i++) {
            deposit(inbox, message("x".repeat(i)), i % 2 == 0 ? Flag.SEEN : Flag.of("$a"));
        }
        long then = inbox.status().highestModSeq();
        inbox.store(UidSet.of(5, 2), FlagUpdate.replace(Flag.of("$b")), ALWAYS);
        inbox.store(UidSet.of(3), FlagUpdate.add(Flag.DRAFT), ALWAYS);
        MailboxView view = inbox.view();
        MailboxView touched = inbox.changesSince(then).touched();
        String rule = says(MailboxView.class, "Rows stand in ascending order of UID");
        assertThat(uids(touched)).as(rule).containsExactly(2L, 3L, 5L);
        for (int row = 0; row < touched.size(); row++) {
            int same = view.row(touched.uid(row));
            assertThat(touched.flags(row)).as(rule).isEqualTo(view.flags(same));
            assertThat(touched.modSeq(row))
                    .as(rule)
                    .isEqualTo(view.modSeq(same))
                    .isGreaterThan(then);
            assertThat(touched.octets(row)).as(rule).isEqualTo(view.octets(same));
            assertThat(touched.internalDate(row)).as(rule).isEqualTo(view.internalDate(same));
            assertThat(touched.row(touched.uid(row))).as(rule).isEqualTo(row);
        }
        assertThat(touched.row(4)).as(rule).isEqualTo(-1);
    }

    @Test
    void everyChangeHasAModSeqOfItsOwn() {
        Mailbox inbox = inbox();
        Mailbox other = create("other");
        depositMany(inbox, 4);
        String rule = says(Mailbox.class, "stamps the message with the new value");
        assertThat(LongStream.rangeClosed(1, 4).map(uid -> modSeq(inbox, uid)).toArray())
                .as(rule)
                .doesNotHaveDuplicates()
                .isSorted();
        inbox.store(UidSet.of(2), FlagUpdate.add(Flag.SEEN), ALWAYS);
        assertThat(modSeq(inbox, 2)).as(rule).isEqualTo(inbox.status().highestModSeq());
        assertThat(modSeq(inbox, 2)).as(rule).isGreaterThan(modSeq(inbox, 4));
        inbox.expunge(UidSet.of(1));
        long gone = inbox.status().highestModSeq();
        assertThat(gone).as(rule).isGreaterThan(modSeq(inbox, 2));
        // A copy is stamped by the clock of its target.
        long before = other.status().highestModSeq();
        inbox.copy(UidSet.of(2, 3), name("other"));
        assertThat(modSeq(other, uids(other).get(0)))
                .as(rule)
                .isGreaterThan(before)
                .isLessThanOrEqualTo(other.status().highestModSeq());
        assertThat(inbox.status().highestModSeq()).as(rule).isEqualTo(gone);
    }

    @Test
    void whatChangesNothingLeavesTheClock() {
        Mailbox inbox = inbox();
        depositMany(inbox, 2);
        create("other");
        MailboxStatus before = inbox.status();
        inbox.store(UidSet.ALL, FlagUpdate.remove(Flag.SEEN), ALWAYS);
        inbox.store(UidSet.of(99), FlagUpdate.add(Flag.SEEN), ALWAYS);
        inbox.store(UidSet.ALL, FlagUpdate.add(Flag.SEEN), 0);
        inbox.expunge(UidSet.of(99));
        inbox.move(UidSet.of(99), name("other"));
        inbox.copy(UidSet.ALL, name("other"));
        inbox.deposit(Set.of(), DATE).close();
        assertThat(inbox.status())
                .as(says(Mailbox.class, "Each arrival, flag change and expunge moves the mailbox's HIGHESTMODSEQ up"))
                .isEqualTo(before);
    }

    @Test
    void fromEveryFormerModSeqTheChangesLeadHere() {
        Mailbox inbox = inbox();
        create("other");
        Random random = new Random(23);
        List<MailboxView> former = new ArrayList<>();
        for (int step = 0; step < 60; step++) {
            change(inbox, random);
            former.add(inbox.view());
        }
        MailboxView now = inbox.view();
        for (MailboxView then : former) {
            MailboxChanges changes = inbox.changesSince(then.status().highestModSeq());
            MailboxView touched = changes.touched();
            TreeMap<Long, Set<Flag>> known = new TreeMap<>();
            for (int row = 0; row < then.size(); row++) {
                known.put(then.uid(row), then.flags(row));
            }
            for (int row = 0; row < touched.size(); row++) {
                known.put(touched.uid(row), touched.flags(row));
            }
            if (changes.complete()) {
                known.keySet().removeIf(changes.vanished()::contains);
            } else {
                known.keySet().removeIf(uid -> now.row(uid) < 0);
            }
            TreeMap<Long, Set<Flag>> there = new TreeMap<>();
            for (int row = 0; row < now.size(); row++) {
                there.put(now.uid(row), now.flags(row));
            }
            assertThat(known)
                    .as(says(MailboxChanges.class, "An observer that knew the mailbox at that MODSEQ and applies this"))
                    .isEqualTo(there);
        }
    }

    @Test
    void whatMovedWithinTheMailboxVanishedAndArrived() {
        Mailbox inbox = inbox();
        depositMany(inbox, 3);
        long then = inbox.status().highestModSeq();
        long moved = inbox.move(UidSet.of(2), MailboxName.INBOX).to(0);
        MailboxChanges changes = inbox.changesSince(then);
        assertThat(uids(changes.touched()))
                .as(says(MailboxChanges.class, "every message that is there now"))
                .containsExactly(moved);
        if (changes.complete()) {
            assertThat(changes.vanished().contains(2))
                    .as(says(MailboxChanges.class, "the UIDs expunged since the MODSEQ asked for"))
                    .isTrue();
        }
    }

    @Test
    void anObserverThatFollowsKnowsTheMailbox() {
        Mailbox inbox = inbox();
        create("other");
        Random random = new Random(42);
        MailboxFollower always = new MailboxFollower(inbox);
        MailboxFollower seldom = new MailboxFollower(inbox);
        for (int step = 0; step < 250; step++) {
            change(inbox, random);
            always.follow();
            always.assertKnowsAll();
            if (random.nextInt(12) == 0) {
                seldom.follow();
                seldom.assertKnowsAll();
            }
        }
    }

    private static void change(Mailbox inbox, Random random) {
        long next = inbox.status().uidNext();
        long uid = 1L + random.nextInt((int) next);
        UidSet some = random.nextInt(3) == 0 ? UidSet.range(uid, uid + random.nextInt(4)) : UidSet.of(uid);
        Flag[] flags = {Flag.SEEN, Flag.DELETED, Flag.FLAGGED, Flag.of("$a"), Flag.of("$b")};
        Flag flag = flags[random.nextInt(flags.length)];
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> deposit(inbox, message("x".repeat(random.nextInt(50))), flag);
            case 4 -> inbox.store(some, FlagUpdate.add(flag), ALWAYS);
            case 5 -> inbox.store(some, FlagUpdate.remove(flag), ALWAYS);
            case 6 -> inbox.store(some, FlagUpdate.replace(flag), inbox.status().highestModSeq() - 3);
            case 7 -> inbox.expunge(some);
            case 8 -> inbox.copy(some, MailboxName.INBOX);
            default -> inbox.move(some, random.nextBoolean() ? MailboxName.INBOX : name("other"));
        }
    }
}
