package io.github.hikyaku.storage;

import java.util.Arrays;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;

/**
 * An immutable set of UIDs, kept as ranges in ascending order. Its cost follows the number of ranges, so {@code 1:*}
 * is as cheap as a single UID.
 */
public final class UidSet {
    /** The largest UID, 2^32-1. */
    public static final long MAX_UID = 0xFFFF_FFFFL;
    /** No UID. */
    public static final UidSet EMPTY = new UidSet(new long[0]);
    /** Every UID there can be. */
    public static final UidSet ALL = new UidSet(new long[] {1, MAX_UID});

    // first, last, first, last, …: ascending, and with a gap between two ranges
    private final long[] bounds;

    private UidSet(long[] bounds) {
        this.bounds = bounds;
    }

    /** These UIDs, in any order. */
    public static UidSet of(long... uids) {
        Builder builder = builder();
        for (long uid : uids) {
            builder.add(uid);
        }
        return builder.build();
    }

    /** All UIDs from {@code first} to {@code last}, both included; in either order, as RFC 9051 §9 has it. */
    public static UidSet range(long first, long last) {
        return builder().addRange(first, last).build();
    }

    /** Collects UIDs. */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /** How many UIDs. */
    public long size() {
        long size = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            size += bounds[i + 1] - bounds[i] + 1;
        }
        return size;
    }

    /** How many ranges. */
    public int ranges() {
        return bounds.length / 2;
    }

    /** The first UID of a range. */
    public long first(int range) {
        return bounds[2 * range];
    }

    /** The last UID of a range. */
    public long last(int range) {
        return bounds[2 * range + 1];
    }

    /** Whether the UID is among them, by binary search. */
    public boolean contains(long uid) {
        int at = Arrays.binarySearch(bounds, uid);
        // Between a first and its last the insertion point is odd.
        return at >= 0 || (-at - 1) % 2 == 1;
    }

    /** All UIDs, ascending. Mind the size of open-ended sets. */
    public LongStream stream() {
        LongStream all = LongStream.empty();
        if (ranges() == 1) {
            return LongStream.rangeClosed(first(0), last(0));
        }
        return ranges() == 0
                ? all
                : LongStream.range(0, ranges()).flatMap(r -> LongStream.rangeClosed(first((int) r), last((int) r)));
    }

    /** Those of an ascending array of UIDs that are in this set. */
    public UidSet intersect(long[] ascending) {
        return filter(ascending, this::contains);
    }

    private static UidSet filter(long[] uids, LongPredicate wanted) {
        Builder builder = builder();
        for (long uid : uids) {
            if (wanted.test(uid)) {
                builder.add(uid);
            }
        }
        return builder.build();
    }

    /** The UIDs of both sets. */
    public UidSet union(UidSet other) {
        Builder builder = builder();
        for (UidSet set : new UidSet[] {this, other}) {
            for (int i = 0; i < set.ranges(); i++) {
                builder.addRange(set.first(i), set.last(i));
            }
        }
        return builder.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UidSet set && Arrays.equals(bounds, set.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    /** As IMAP writes it, such as {@code 1:3,7}; empty for no UID, which IMAP cannot write. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bounds.length; i += 2) {
            if (i > 0) {
                text.append(',');
            }
            text.append(bounds[i]);
            if (bounds[i + 1] != bounds[i]) {
                text.append(':').append(bounds[i + 1]);
            }
        }
        return text.toString();
    }

    /** Collects UIDs in any order; ascending order is the cheapest. */
    public static final class Builder {
        private long[] ranges = new long[8];
        private int used;
        private boolean sorted = true;

        private Builder() {}

        /** Adds one UID, 1 to {@link UidSet#MAX_UID}. */
        public Builder add(long uid) {
            return addRange(uid, uid);
        }

        /** Adds a range, both ends included, in either order. */
        public Builder addRange(long one, long other) {
            long first = Math.min(one, other);
            long last = Math.max(one, other);
            if (first < 1 || last > MAX_UID) {
                throw new IllegalArgumentException("Not a range of UIDs: " + first + ":" + last);
            }
            if (used > 0 && sorted && first <= ranges[used - 1] + 1) {
                if (first >= ranges[used - 2]) {
                    ranges[used - 1] = Math.max(last, ranges[used - 1]);
                    return this;
                }
                sorted = false;
            }
            if (used == ranges.length) {
                ranges = Arrays.copyOf(ranges, used * 2);
            }
            ranges[used++] = first;
            ranges[used++] = last;
            return this;
        }

        /** The set. */
        public UidSet build() {
            if (used == 0) {
                return EMPTY;
            }
            if (!sorted) {
                sort();
            }
            return new UidSet(Arrays.copyOf(ranges, used));
        }

        private void sort() {
            // Both ends are below 2^32, so a range fits into two halves of one unsigned long.
            long[] packed = new long[used / 2];
            for (int i = 0; i < packed.length; i++) {
                packed[i] = (ranges[2 * i] << 32 | ranges[2 * i + 1]) ^ Long.MIN_VALUE;
            }
            Arrays.sort(packed);
            used = 0;
            sorted = true;
            for (long p : packed) {
                long bits = p ^ Long.MIN_VALUE;
                addRange(bits >>> 32, bits & MAX_UID);
            }
        }
    }
}
