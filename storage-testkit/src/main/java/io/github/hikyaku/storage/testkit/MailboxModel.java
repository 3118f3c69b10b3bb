package io.github.hikyaku.storage.testkit;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.testkit.History.Deposited;
import io.github.hikyaku.storage.testkit.History.Expunged;
import io.github.hikyaku.storage.testkit.History.Stored;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A mailbox that is used by one call after the other: what each call of a history must have answered at its place. A
 * method gives back what is wrong with the answer, or nothing.
 */
final class MailboxModel {
    private record Row(Set<Flag> flags, long modSeq, long octets, Instant date) {}

    private record Life(long arrived, long went) {}

    private final Map<Long, Row> rows;
    private final Map<Long, Long> arrived;
    private final Map<Long, Life> gone;
    private long uidNext;
    private long floor;

    MailboxModel(MailboxStatus start) {
        this(new TreeMap<>(), new HashMap<>(), new HashMap<>(), start.uidNext(), start.highestModSeq());
    }

    private MailboxModel(Map<Long, Row> rows, Map<Long, Long> arrived, Map<Long, Life> gone, long uidNext, long floor) {
        this.rows = rows;
        this.arrived = arrived;
        this.gone = gone;
        this.uidNext = uidNext;
        this.floor = floor;
    }

    MailboxModel copy() {
        return new MailboxModel(new TreeMap<>(rows), new HashMap<>(arrived), new HashMap<>(gone), uidNext, floor);
    }

    /** The highest MODSEQ at which something happened or was looked at so far: what changes next is above it. */
    long floor() {
        return floor;
    }

    /** What went after a MODSEQ: all that models of the same calls can differ in, if no one asks for older changes. */
    Map<Long, Long> wentAfter(long modSeq) {
        Map<Long, Long> recent = new HashMap<>();
        gone.forEach((uid, life) -> {
            if (life.went > modSeq) {
                recent.put(uid, life.went);
            }
        });
        return recent;
    }

    Optional<String> deposit(Deposited call) {
        long uid = call.receipt().uid();
        long modSeq = call.receipt().modSeq();
        if (modSeq <= floor) {
            return Optional.of("MODSEQ " + modSeq + " is given out above " + floor);
        }
        if (uid < uidNext) {
            return Optional.of("UID " + uid + " is given out after UIDNEXT " + uidNext);
        }
        rows.put(uid, new Row(call.flags(), modSeq, call.octets(), call.date()));
        arrived.put(uid, modSeq);
        uidNext = uid + 1;
        floor = modSeq;
        return Optional.empty();
    }

    /** Whether an expunge here removes what it said. */
    boolean removes(Expunged call) {
        UidSet.Builder there = UidSet.builder();
        rows.keySet().stream().filter(call.uids()::contains).forEach(there::add);
        return there.build().equals(call.removed());
    }

    /** Removes what an expunge said, at the next MODSEQ that there can be. */
    void expunge(Expunged call) {
        floor++;
        call.removed().stream().forEach(uid -> {
            rows.remove(uid);
            gone.put(uid, new Life(Objects.requireNonNull(arrived.get(uid)), floor));
        });
    }

    /** Applies a change of flags that has this MODSEQ. */
    Optional<String> store(Stored call, long modSeq) {
        if (modSeq <= floor) {
            return Optional.of("MODSEQ " + modSeq + " is given out above " + floor);
        }
        floor = modSeq;
        return apply(call, modSeq);
    }

    /** Looks at a change of flags that changed nothing. */
    Optional<String> storeOfNothing(Stored call) {
        return apply(call, 0);
    }

    private Optional<String> apply(Stored call, long modSeq) {
        Map<Long, Row> current = new TreeMap<>();
        UidSet.Builder modified = UidSet.builder();
        boolean changed = false;
        for (Map.Entry<Long, Row> entry : rows.entrySet()) {
            Row row = entry.getValue();
            if (!call.uids().contains(entry.getKey())) {
                continue;
            } else if (row.modSeq > call.unchangedSince()) {
                modified.add(entry.getKey());
                continue;
            }
            Set<Flag> flags = call.update().applyTo(row.flags);
            if (!flags.equals(row.flags)) {
                changed = true;
                entry.setValue(new Row(flags, modSeq, row.octets, row.date));
            }
            current.put(entry.getKey(), entry.getValue());
        }
        if (changed != modSeq > 0) {
            return Optional.of(changed ? "the flags would have changed" : "no flags would have changed");
        }
        Map<Long, Row> answered = rows(call.outcome().current());
        if (!current.equals(answered)) {
            return Optional.of("the messages after it are " + current + " and not " + answered);
        }
        return call.outcome().modified().equals(modified.build())
                ? Optional.empty()
                : Optional.of("left alone are " + modified.build() + " and not "
                        + call.outcome().modified());
    }

    Optional<String> look(MailboxStatus status) {
        floor = Math.max(floor, status.highestModSeq());
        long unseen = rows.values().stream()
                .filter(row -> !row.flags.contains(Flag.SEEN))
                .count();
        long deleted = rows.values().stream()
                .filter(row -> row.flags.contains(Flag.DELETED))
                .count();
        long octets = rows.values().stream().mapToLong(Row::octets).sum();
        if (status.messages() != rows.size()
                || status.unseen() != unseen
                || status.deleted() != deleted
                || status.octets() != octets) {
            return Optional.of("there are " + rows.size() + " messages, " + unseen + " unseen, " + deleted
                    + " deleted, of " + octets + " octets");
        }
        if (status.uidNext() < uidNext) {
            return Optional.of("UIDNEXT is " + uidNext + " at least");
        }
        uidNext = status.uidNext();
        return Optional.empty();
    }

    Optional<String> view(MailboxView view) {
        Map<Long, Row> answered = rows(view);
        return answered.equals(rows)
                ? look(view.status())
                : Optional.of("the messages are " + rows + " and not " + answered);
    }

    Optional<String> changes(long since, MailboxChanges changes) {
        Map<Long, Row> touched = rows(changes.touched());
        Map<Long, Row> newer = new TreeMap<>(rows);
        newer.values().removeIf(row -> row.modSeq <= since);
        boolean right = changes.complete()
                ? touched.equals(newer)
                : rows.entrySet().containsAll(touched.entrySet())
                        && touched.entrySet().containsAll(newer.entrySet());
        if (!right) {
            return Optional.of("changed since " + since + " are " + newer + " and not " + touched);
        }
        for (long uid : rows.keySet()) {
            if (changes.vanished().contains(uid)) {
                return Optional.of("UID " + uid + " is there and did not vanish");
            }
        }
        for (Map.Entry<Long, Life> entry : gone.entrySet()) {
            Life life = entry.getValue();
            boolean known = life.arrived <= since && since < life.went;
            if (changes.complete() && known && !changes.vanished().contains(entry.getKey())) {
                return Optional.of("UID " + entry.getKey() + " vanished since " + since);
            }
        }
        if (!changes.touched().status().equals(changes.status())) {
            return Optional.of("the status of what changed is another");
        }
        return look(changes.status());
    }

    private static Map<Long, Row> rows(MailboxView view) {
        Map<Long, Row> rows = new TreeMap<>();
        for (int row = 0; row < view.size(); row++) {
            rows.put(
                    view.uid(row),
                    new Row(view.flags(row), view.modSeq(row), view.octets(row), view.internalDate(row)));
        }
        return rows;
    }
}
