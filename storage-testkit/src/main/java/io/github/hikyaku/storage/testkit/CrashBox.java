package io.github.hikyaku.storage.testkit;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What must be, and what may be, in one mailbox after a crash. */
final class CrashBox {
    // Of those who looked before the crash, so many of the last are asked whether they can go on.
    private static final int MOST_OBSERVERS = 4;

    /** A message that was acknowledged under a UID. */
    static final class Slot {
        final String id;
        /** Each set of flags that it may have. */
        Set<Set<Flag>> flags;
        /** Its MODSEQ is at least this. */
        long modSeq;
        /** Whether an expunge or a move was under way. */
        boolean mayBeGone;
        /** Whether it was a move. */
        boolean onTheMove;

        Slot(String id, Set<Set<Flag>> flags, long modSeq) {
            this.id = id;
            this.flags = flags;
            this.modSeq = modSeq;
        }
    }

    /**
     * A message that may have arrived, under a UID that nobody was told.
     *
     * @param origin where it comes from if it was on the move: it must be there or here
     */
    record Loose(String id, Set<Set<Flag>> flags, @Nullable Slot origin) {}

    /** What somebody who looked knew of a message. */
    record Row(long modSeq, Set<Flag> flags) {}

    /** Somebody who looked, and wants to go on from there by asking what changed since. */
    record Observer(long highestModSeq, Map<Long, Row> rows) {}

    /** 0 until it is told. */
    long uidValidity;

    /** Whether it has another name than the one it was made under. */
    boolean isRenamed;

    /** As {@link CrashOp} has it: a special use or {@code -}. */
    String uses;

    final Map<Long, Slot> slots = new TreeMap<>();
    final List<Loose> loose = new ArrayList<>();
    final List<Observer> observers = new ArrayList<>();
    /** The messages that had each UID ever. */
    final Map<Long, String> given = new HashMap<>();
    /** UIDNEXT is at least this. */
    long uidNext = 1;
    /** HIGHESTMODSEQ is at least this. */
    long highestModSeq;
    /** What UIDNEXT and HIGHESTMODSEQ were when this run began: what is given out in it is not below. */
    long firstUid = 1;

    long firstModSeq;

    CrashBox(long uidValidity, String uses) {
        this.uidValidity = uidValidity;
        this.uses = uses;
    }

    /** A message arrived under a UID. Returns what is wrong with it, if anything. */
    @Nullable
    String arrived(long validity, long uid, Slot slot) {
        String wrong = null;
        if (uidValidity != 0 && uidValidity != validity) {
            wrong = "the UIDVALIDITY " + validity + " where it was " + uidValidity;
        }
        uidValidity = validity;
        if (uid < firstUid) {
            wrong = "the UID " + uid + " though UIDNEXT was " + firstUid + " before";
        }
        String former = given.put(uid, slot.id);
        if (former != null) {
            wrong = "the UID " + uid + " which was given to " + former + " before";
        }
        slots.put(uid, slot);
        uidNext = Math.max(uidNext, uid + 1);
        return wrong;
    }

    /** A change was told with a MODSEQ. Returns what is wrong with it, if anything. */
    @Nullable
    String ticked(long modSeq) {
        highestModSeq = Math.max(highestModSeq, modSeq);
        return modSeq > firstModSeq ? null : "the MODSEQ " + modSeq + " though HIGHESTMODSEQ was " + firstModSeq;
    }

    /** Somebody looked. */
    void observed(long validity, long next, long highest, Map<Long, Row> rows) {
        uidValidity = uidValidity == 0 ? validity : uidValidity;
        uidNext = Math.max(uidNext, next);
        highestModSeq = Math.max(highestModSeq, highest);
        observers.add(new Observer(highest, rows));
        if (observers.size() > MOST_OBSERVERS) {
            observers.remove(0);
        }
    }

    static Map<Long, Row> rows(MailboxView view) {
        Map<Long, Row> rows = new TreeMap<>();
        for (int row = 0; row < view.size(); row++) {
            rows.put(view.uid(row), new Row(view.modSeq(row), view.flags(row)));
        }
        return rows;
    }

    /** Rows as {@link CrashHand#write(MailboxView)} writes them. */
    static Map<Long, Row> rows(String written) {
        Map<Long, Row> rows = new TreeMap<>();
        for (String row : written.isEmpty() ? new String[0] : written.split(" ")) {
            String[] parts = row.split(":", 3);
            rows.put(Long.parseLong(parts[0]), new Row(Long.parseLong(parts[1]), CrashMail.flags(parts[2])));
        }
        return rows;
    }

    /** Takes what is there for what must be there from now on. */
    void adopt(MailboxView view, Map<Long, String> ids) {
        MailboxStatus status = view.status();
        slots.clear();
        loose.clear();
        observers.clear();
        for (int row = 0; row < view.size(); row++) {
            String id = ids.getOrDefault(view.uid(row), "?");
            Set<Set<Flag>> flags = new HashSet<>();
            flags.add(view.flags(row));
            slots.put(view.uid(row), new Slot(id, flags, view.modSeq(row)));
            given.put(view.uid(row), id);
        }
        firstUid = status.uidNext();
        firstModSeq = status.highestModSeq();
        observed(status.uidValidity(), firstUid, firstModSeq, rows(view));
    }
}
