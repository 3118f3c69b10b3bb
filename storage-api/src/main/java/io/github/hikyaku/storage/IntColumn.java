package io.github.hikyaku.storage;

import java.util.Arrays;

/**
 * A column of numbers, which takes four octets a row as long as every number is 0 to 2^32-1, and eight from the first on
 * that is not. Rows are only ever added, so one that was {@link #trimmed} shares the array until it grows.
 */
final class IntColumn {
    private int[] narrow;
    private long[] wide;
    private int size;

    IntColumn(int capacity) {
        this(new int[capacity], new long[0], 0);
    }

    private IntColumn(int[] narrow, long[] wide, int size) {
        this.narrow = narrow;
        this.wide = wide;
        this.size = size;
    }

    void add(long value) {
        if (wide.length == 0 && (value >>> Integer.SIZE) != 0) {
            widen();
        }
        if (wide.length > 0) {
            if (size == wide.length) {
                wide = Arrays.copyOf(wide, grown(size));
            }
            wide[size++] = value;
            return;
        }
        if (size == narrow.length) {
            narrow = Arrays.copyOf(narrow, grown(size));
        }
        narrow[size++] = (int) value;
    }

    long get(int row) {
        return wide.length > 0 ? wide[row] : Integer.toUnsignedLong(narrow[row]);
    }

    int size() {
        return size;
    }

    /** These rows in no more room than they need. Copies nothing if there is no room left. */
    IntColumn trimmed() {
        return wide.length > 0
                ? new IntColumn(new int[0], wide.length == size ? wide : Arrays.copyOf(wide, size), size)
                : new IntColumn(narrow.length == size ? narrow : Arrays.copyOf(narrow, size), wide, size);
    }

    /** What the arrays take. */
    long octets() {
        return (long) narrow.length * Integer.BYTES + (long) wide.length * Long.BYTES;
    }

    private static int grown(int capacity) {
        return capacity + (capacity >> 1) + 16;
    }

    private void widen() {
        wide = new long[Math.max(narrow.length, 16)];
        for (int row = 0; row < size; row++) {
            wide[row] = Integer.toUnsignedLong(narrow[row]);
        }
        narrow = new int[0];
    }
}
