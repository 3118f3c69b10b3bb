package io.github.hikyaku.storage.memory;

import io.github.hikyaku.storage.UidSet;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** Which UIDs went at which MODSEQ, as far back as its memory reaches. Guarded by the lock of the mailbox. */
final class VanishedLog {
    private record Entry(long modSeq, UidSet uids) {}

    private final int capacity;
    private final Deque<Entry> entries = new ArrayDeque<>(4);
    private int ranges;
    private long forgotten;

    /**
     * An empty log.
     *
     * @param capacity the most ranges of UIDs it remembers
     */
    VanishedLog(int capacity) {
        this.capacity = capacity;
    }

    void add(long modSeq, UidSet uids) {
        entries.addLast(new Entry(modSeq, uids));
        ranges += uids.ranges();
        while (ranges > capacity) {
            Entry first = entries.removeFirst();
            ranges -= first.uids.ranges();
            forgotten = first.modSeq;
        }
    }

    /** Whether it still knows all that went after this MODSEQ. */
    boolean reachesBackTo(long modSeq) {
        return modSeq >= forgotten;
    }

    /** What went after this MODSEQ, as far as it is known. Looks at no older entries. */
    UidSet since(long modSeq) {
        UidSet.Builder uids = UidSet.builder();
        for (Iterator<Entry> it = entries.descendingIterator(); it.hasNext(); ) {
            Entry entry = it.next();
            if (entry.modSeq <= modSeq) {
                break;
            }
            for (int i = 0; i < entry.uids.ranges(); i++) {
                uids.addRange(entry.uids.first(i), entry.uids.last(i));
            }
        }
        return uids.build();
    }
}
