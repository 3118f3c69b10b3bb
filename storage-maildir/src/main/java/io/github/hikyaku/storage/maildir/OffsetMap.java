package io.github.hikyaku.storage.maildir;

import java.util.Arrays;
import java.util.function.LongPredicate;

/** Where something of each UID is: a hash table of two columns. */
final class OffsetMap {
    private int[] uids = new int[64];
    private long[] offsets = new long[64];
    private int size;

    int size() {
        return size;
    }

    /** The offset of a UID, or -1. */
    long get(long uid) {
        int slot = slot((int) uid);
        return uids[slot] == 0 ? -1 : offsets[slot];
    }

    void put(long uid, long offset) {
        if (size * 2 >= uids.length) {
            rehash(uids.length * 2, any -> true);
        }
        int slot = slot((int) uid);
        size += uids[slot] == 0 ? 1 : 0;
        uids[slot] = (int) uid;
        offsets[slot] = offset;
    }

    /** Forgets the UIDs that do not pass. */
    void keep(LongPredicate wanted) {
        rehash(uids.length, wanted);
    }

    void clear() {
        size = 0;
        Arrays.fill(uids, 0);
    }

    /** All UIDs, in the order of their offsets. */
    long[] inOrder() {
        long[][] pairs = new long[size][];
        int n = 0;
        for (int slot = 0; slot < uids.length; slot++) {
            if (uids[slot] != 0) {
                pairs[n++] = new long[] {offsets[slot], Integer.toUnsignedLong(uids[slot])};
            }
        }
        Arrays.sort(pairs, (a, b) -> Long.compare(a[0], b[0]));
        return Arrays.stream(pairs).mapToLong(pair -> pair[1]).toArray();
    }

    // 0 is no UID.
    private int slot(int uid) {
        int mask = uids.length - 1;
        int slot = (uid * 0x9E3779B9 >>> 7) & mask;
        while (uids[slot] != 0 && uids[slot] != uid) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void rehash(int capacity, LongPredicate wanted) {
        int[] oldUids = uids;
        long[] oldOffsets = offsets;
        uids = new int[capacity];
        offsets = new long[capacity];
        size = 0;
        for (int i = 0; i < oldUids.length; i++) {
            if (oldUids[i] != 0 && wanted.test(Integer.toUnsignedLong(oldUids[i]))) {
                int slot = slot(oldUids[i]);
                uids[slot] = oldUids[i];
                offsets[slot] = oldOffsets[i];
                size++;
            }
        }
    }
}
