package io.github.hikyaku.storage.maildir;

import java.util.Arrays;
import java.util.function.IntPredicate;

/** Pairs of MODSEQ and UID in the order of MODSEQ, in two columns. */
final class SequenceLog {
    private long[] modSeqs = new long[16];
    private long[] uids = new long[16];
    private int size;

    /** Adds a pair; {@code modSeq} is at least that of the pair before. */
    void add(long modSeq, long uid) {
        if (size == modSeqs.length) {
            modSeqs = Arrays.copyOf(modSeqs, size * 2);
            uids = Arrays.copyOf(uids, size * 2);
        }
        modSeqs[size] = modSeq;
        uids[size] = uid;
        size++;
    }

    int size() {
        return size;
    }

    long modSeq(int index) {
        return modSeqs[index];
    }

    long uid(int index) {
        return uids[index];
    }

    /** The index of the first pair above a MODSEQ, by binary search. */
    int firstAbove(long modSeq) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (modSeqs[middle] > modSeq) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Forgets the oldest pairs. */
    void removeFirst(int count) {
        modSeqs = Arrays.copyOfRange(modSeqs, count, Math.max(size, count + 16));
        uids = Arrays.copyOfRange(uids, count, Math.max(size, count + 16));
        size -= count;
    }

    /** Keeps those pairs alone whose index passes. */
    void keep(IntPredicate wanted) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (wanted.test(i)) {
                modSeqs[kept] = modSeqs[i];
                uids[kept] = uids[i];
                kept++;
            }
        }
        size = kept;
    }

    void clear() {
        size = 0;
    }
}
