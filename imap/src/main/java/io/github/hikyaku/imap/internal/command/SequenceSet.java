package io.github.hikyaku.imap.internal.command;

import io.github.hikyaku.storage.UidSet;
import java.util.Arrays;

/** A sequence-set as typed: ranges of message sequence numbers or of UIDs, with {@code *} for the largest in use. */
public final class SequenceSet {
    /** Stands for {@code *}. */
    private static final long STAR = 0;

    private final long[] bounds;
    private final int used;

    private SequenceSet(long[] bounds, int used) {
        this.bounds = bounds;
        this.used = used;
    }

    static SequenceSet scan(CommandScanner in) {
        long[] bounds = new long[2];
        int used = 0;
        do {
            if (used == bounds.length) {
                bounds = Arrays.copyOf(bounds, used * 2);
            }
            long first = bound(in);
            bounds[used++] = first;
            bounds[used++] = in.skip(':') ? bound(in) : first;
        } while (in.skip(','));
        return new SequenceSet(bounds, used);
    }

    private static long bound(CommandScanner in) {
        return in.skip('*') ? STAR : in.positiveNumber();
    }

    /**
     * The numbers, in ascending order and each once. A range may be written backwards.
     *
     * @param largest what {@code *} stands for; with 0 there is nothing, and {@code *} stands for nothing
     */
    public UidSet resolve(long largest) {
        UidSet.Builder set = UidSet.builder();
        for (int i = 0; i < used; i += 2) {
            long first = bounds[i] == STAR ? largest : bounds[i];
            long last = bounds[i + 1] == STAR ? largest : bounds[i + 1];
            if (first > 0 && last > 0) {
                set.addRange(first, last);
            }
        }
        return set.build();
    }

    /** Whether it names a number above {@code largest}, or {@code *} where there is nothing. */
    public boolean exceeds(long largest) {
        for (int i = 0; i < used; i++) {
            if (bounds[i] > largest || bounds[i] == STAR && largest == 0) {
                return true;
            }
        }
        return false;
    }
}
