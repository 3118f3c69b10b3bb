package io.github.hikyaku.storage.testkit;

import static io.github.hikyaku.storage.testkit.StoreContract.says;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.UidSet;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An observer that knows a mailbox by asking what changed and nothing else, as an IMAP session does. At each step it
 * holds the answer against what it knows and against the answer's own status.
 */
final class MailboxFollower {
    private record Row(Set<Flag> flags, long modSeq, long octets, Instant internalDate) {}

    private final Mailbox mailbox;
    private final Map<Long, Row> rows = new TreeMap<>();
    private final Set<Long> gone = new TreeSet<>();
    private long modSeq;
    private long uidNext;

    MailboxFollower(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    long modSeq() {
        return modSeq;
    }

    Set<Flag> flags(long uid) {
        Row row = rows.get(uid);
        if (row == null) {
            throw new AssertionError("The observer does not know UID " + uid);
        }
        return row.flags;
    }

    /** Asks once, and applies the answer. */
    void follow() {
        MailboxChanges changes = mailbox.changesSince(modSeq);
        checkClock(changes.status());
        assertThat(changes.touched().status())
                .as(says(MailboxChanges.class, "the state that the changes lead to"))
                .isEqualTo(changes.status());
        if (changes.complete()) {
            applyTouched(changes);
            applyVanished(changes);
            adopt(changes.status());
        } else {
            startAgain(mailbox.view());
        }
    }

    /** Takes all of a view, as one must where changes are not complete. */
    private void startAgain(MailboxView view) {
        checkClock(view.status());
        Set<Long> before = Set.copyOf(rows.keySet());
        rows.clear();
        for (int i = 0; i < view.size(); i++) {
            checkNotReborn(view.uid(i), before.contains(view.uid(i)));
            rows.put(view.uid(i), row(view, i));
        }
        before.stream().filter(uid -> !rows.containsKey(uid)).forEach(gone::add);
        adopt(view.status());
    }

    private void checkClock(MailboxStatus status) {
        assertThat(status.highestModSeq())
                .as(says(Mailbox.class, "Each arrival, flag change and expunge moves the mailbox's HIGHESTMODSEQ up"))
                .isGreaterThanOrEqualTo(modSeq);
        assertThat(status.uidNext())
                .as(says(MailboxStatus.class, "above every UID given out so far"))
                .isGreaterThanOrEqualTo(uidNext);
    }

    private void checkNotReborn(long uid, boolean known) {
        if (!known && (uid < uidNext || gone.contains(uid))) {
            throw new AssertionError("UID " + uid + " appears below UIDNEXT " + uidNext + ". "
                    + says(Mailbox.class, "the UID of a message that went is never given out again"));
        }
    }

    private void applyTouched(MailboxChanges changes) {
        MailboxView touched = changes.touched();
        long highest = changes.status().highestModSeq();
        for (int i = 0; i < touched.size(); i++) {
            long uid = touched.uid(i);
            if (touched.modSeq(i) <= modSeq || touched.modSeq(i) > highest) {
                throw new AssertionError(
                        "UID " + uid + " with MODSEQ " + touched.modSeq(i) + " is told for " + modSeq + " to " + highest
                                + ". " + says(MailboxChanges.class, "whose MODSEQ is above the one asked for"));
            }
            Row now = row(touched, i);
            Row before = rows.put(uid, now);
            checkNotReborn(uid, before != null);
            if (before != null && (before.octets != now.octets || !before.internalDate.equals(now.internalDate))) {
                throw new AssertionError("UID " + uid + " was " + before + " and became " + now);
            }
        }
    }

    private void applyVanished(MailboxChanges changes) {
        UidSet vanished = changes.vanished();
        for (long uid : changes.touched().uids()) {
            assertThat(vanished.contains(uid))
                    .as(says(MailboxChanges.class, "never one that is there"))
                    .isFalse();
        }
        rows.keySet().removeIf(uid -> vanished.contains(uid) && gone.add(uid));
    }

    /** Whoever saw half a change now has other sums than the status. */
    private void adopt(MailboxStatus status) {
        modSeq = status.highestModSeq();
        uidNext = status.uidNext();
        String rule = says(
                MailboxChanges.class,
                "An observer that knew the mailbox at that MODSEQ and applies this knows it at status.highestModSeq().");
        assertThat(rows.size()).as(rule).isEqualTo(status.messages());
        assertThat(rows.values().stream()
                        .filter(row -> !row.flags.contains(Flag.SEEN))
                        .count())
                .as(rule)
                .isEqualTo(status.unseen());
        assertThat(rows.values().stream()
                        .filter(row -> row.flags.contains(Flag.DELETED))
                        .count())
                .as(rule)
                .isEqualTo(status.deleted());
        assertThat(rows.values().stream().mapToLong(Row::octets).sum()).as(rule).isEqualTo(status.octets());
        rows.keySet()
                .forEach(uid -> assertThat(uid)
                        .as(says(MailboxStatus.class, "above every UID given out so far"))
                        .isLessThan(uidNext));
    }

    /** Wants to know all that the mailbox shows now. */
    void assertKnowsAll() {
        MailboxView view = mailbox.view();
        Map<Long, Row> there = new TreeMap<>();
        for (int i = 0; i < view.size(); i++) {
            there.put(view.uid(i), row(view, i));
        }
        String rule = says(
                MailboxChanges.class,
                "An observer that knew the mailbox at that MODSEQ and applies this knows it at status.highestModSeq().");
        assertThat(modSeq).as(rule).isEqualTo(view.status().highestModSeq());
        assertThat(rows).as(rule).isEqualTo(there);
    }

    private static Row row(MailboxView view, int i) {
        return new Row(view.flags(i), view.modSeq(i), view.octets(i), view.internalDate(i));
    }
}
