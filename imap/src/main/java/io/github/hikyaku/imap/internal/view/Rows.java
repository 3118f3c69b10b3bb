package io.github.hikyaku.imap.internal.view;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.UidSet;
import java.util.Arrays;
import java.util.Set;
import java.util.function.IntConsumer;

/** The messages that a session knows, in columns; a row's place plus one is the message sequence number. */
final class Rows {
    private int size;
    private long[] uids;
    private long[] octets;
    private long[] seconds;
    private Set<Flag>[] flags;

    Rows(MailboxView view) {
        size = view.size();
        uids = view.uids();
        octets = new long[size];
        seconds = new long[size];
        flags = newSets(size);
        for (int row = 0; row < size; row++) {
            fill(row, view, row);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Set<Flag>[] newSets(int length) {
        return (Set<Flag>[]) new Set[length];
    }

    private void fill(int row, MailboxView view, int from) {
        octets[row] = view.octets(from);
        seconds[row] = view.internalDate(from).getEpochSecond();
        flags[row] = view.flags(from);
    }

    int size() {
        return size;
    }

    long uid(int row) {
        return uids[row];
    }

    long octets(int row) {
        return octets[row];
    }

    long seconds(int row) {
        return seconds[row];
    }

    Set<Flag> flags(int row) {
        return flags[row];
    }

    void flags(int row, Set<Flag> now) {
        flags[row] = now;
    }

    /** The largest UID, or 0. */
    long lastUid() {
        return size == 0 ? 0 : uids[size - 1];
    }

    /** The row of a UID, or -1. */
    int row(long uid) {
        int at = Arrays.binarySearch(uids, 0, size, uid);
        return at < 0 ? -1 : at;
    }

    /** The first row whose UID is not below this. */
    int firstFrom(long uid) {
        int at = Arrays.binarySearch(uids, 0, size, uid);
        return at < 0 ? -at - 1 : at;
    }

    void append(MailboxView view, int from) {
        if (size == uids.length) {
            int capacity = size + (size >> 3) + 4;
            uids = Arrays.copyOf(uids, capacity);
            octets = Arrays.copyOf(octets, capacity);
            seconds = Arrays.copyOf(seconds, capacity);
            flags = Arrays.copyOf(flags, capacity);
        }
        uids[size] = view.uid(from);
        fill(size, view, from);
        size++;
    }

    /** Takes rows out; {@code removed} is told the sequence number of each as it was at that moment. */
    void remove(UidSet gone, IntConsumer removed) {
        int kept = 0;
        for (int row = 0; row < size; row++) {
            if (gone.contains(uids[row])) {
                removed.accept(kept + 1);
                continue;
            }
            uids[kept] = uids[row];
            octets[kept] = octets[row];
            seconds[kept] = seconds[row];
            flags[kept] = flags[row];
            kept++;
        }
        Arrays.fill(flags, kept, size, null);
        size = kept;
    }
}
