package io.github.hikyaku.storage.memory;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.UidSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a mailbox in two orders at once: by UID, in an array with holes where messages were expunged, and by
 * MODSEQ, in a list whose end is the newest change. So an arrival or a change costs the same in a large mailbox as in a
 * small one, and what changed since a MODSEQ is found from the end. Guarded by the lock of the mailbox.
 */
final class MessageTable {
    // Ascending; a hole keeps its UID here, so that binary search works.
    private long[] uids = new long[0];
    private @Nullable Message[] rows = new Message[0];
    private int used;
    private @Nullable Message oldest;
    private @Nullable Message newest;
    private int size;
    private int unseen;
    private int deleted;
    private long octets;

    int size() {
        return size;
    }

    int unseen() {
        return unseen;
    }

    int deleted() {
        return deleted;
    }

    long octets() {
        return octets;
    }

    /** Adds a message whose UID is above, and whose MODSEQ not below, all that are there. */
    void add(Message message) {
        if (used == uids.length) {
            makeRoom();
        }
        uids[used] = message.uid;
        rows[used] = message;
        used++;
        size++;
        octets += message.content.size();
        count(message.flags, 1);
        linkAsNewest(message);
    }

    void setFlags(Message message, Set<Flag> flags, long modSeq) {
        count(message.flags, -1);
        message.flags = flags;
        message.modSeq = modSeq;
        count(flags, 1);
        unlink(message);
        linkAsNewest(message);
    }

    void remove(Message message) {
        rows[Arrays.binarySearch(uids, 0, used, message.uid)] = null;
        size--;
        octets -= message.content.size();
        count(message.flags, -1);
        unlink(message);
        if (size == 0) {
            used = 0;
        }
    }

    @Nullable
    Message find(long uid) {
        int at = Arrays.binarySearch(uids, 0, used, uid);
        return at < 0 ? null : rows[at];
    }

    /** The messages that are in the set, ascending by UID. */
    List<Message> select(UidSet wanted) {
        List<Message> found = new ArrayList<>();
        for (int range = 0; range < wanted.ranges(); range++) {
            long last = wanted.last(range);
            for (int at = firstRow(wanted.first(range)); at < used && uids[at] <= last; at++) {
                Message message = rows[at];
                if (message != null) {
                    found.add(message);
                }
            }
        }
        return found;
    }

    /** The lowest UID of a message that is at or above this one, or the default. */
    long firstUid(long from, long otherwise) {
        for (int at = firstRow(from); at < used; at++) {
            if (rows[at] != null) {
                return uids[at];
            }
        }
        return otherwise;
    }

    void forEach(Consumer<Message> action) {
        for (int at = 0; at < used; at++) {
            Message message = rows[at];
            if (message != null) {
                action.accept(message);
            }
        }
    }

    /** Whether every message has a MODSEQ above this one. */
    boolean allAbove(long modSeq) {
        return oldest == null || oldest.modSeq > modSeq;
    }

    /** The messages whose MODSEQ is above this one, ascending by UID. Looks at no others. */
    List<Message> above(long modSeq) {
        List<Message> found = new ArrayList<>();
        for (Message m = newest; m != null && m.modSeq > modSeq; m = m.older) {
            found.add(m);
        }
        found.sort(Comparator.comparingLong(m -> m.uid));
        return found;
    }

    private int firstRow(long uid) {
        int at = Arrays.binarySearch(uids, 0, used, uid);
        return at < 0 ? -at - 1 : at;
    }

    // Closes the holes if they are a quarter or more, else grows: either pays for as many additions as it touches rows.
    private void makeRoom() {
        if (used - size > used / 4) {
            int kept = 0;
            for (int at = 0; at < used; at++) {
                if (rows[at] != null) {
                    uids[kept] = uids[at];
                    rows[kept++] = rows[at];
                }
            }
            Arrays.fill(rows, kept, used, null);
            used = kept;
        } else {
            int capacity = Math.max(16, used + (used >> 1));
            uids = Arrays.copyOf(uids, capacity);
            rows = Arrays.copyOf(rows, capacity);
        }
    }

    private void count(Set<Flag> flags, int by) {
        if (!flags.contains(Flag.SEEN)) {
            unseen += by;
        }
        if (flags.contains(Flag.DELETED)) {
            deleted += by;
        }
    }

    private void linkAsNewest(Message message) {
        message.older = newest;
        message.newer = null;
        if (newest == null) {
            oldest = message;
        } else {
            newest.newer = message;
        }
        newest = message;
    }

    private void unlink(Message message) {
        Message before = message.older;
        Message after = message.newer;
        if (before == null) {
            oldest = after;
        } else {
            before.newer = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.older = before;
        }
    }
}
