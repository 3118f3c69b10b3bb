package io.github.hikyaku.storage.maildir;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/**
 * A column of file names in one array of octets, so that a million of them are not a million objects. What is taken out
 * leaves its octets behind until half of them are of no use.
 */
final class NameColumn {
    private volatile int[] at = new int[16];
    // Each name behind an octet with its length.
    private byte[] octets = new byte[512];
    private int used;
    private int wasted;
    private volatile boolean unindexed;

    String get(int row) {
        index();
        return new String(octets, at[row] + 1, octets[at[row]] & 0xff, ISO_8859_1);
    }

    /** Sets the name, of at most 255 characters below U+0100, of a row that has none. */
    void put(int row, String name) {
        index();
        int length = name.length();
        if (length > 255) {
            throw new IllegalArgumentException("A file name of " + length + " octets");
        }
        reserve(length + 1);
        at[row] = used;
        octets[used++] = (byte) length;
        byte[] text = name.getBytes(ISO_8859_1);
        System.arraycopy(text, 0, octets, used, length);
        used += length;
    }

    private void reserve(int more) {
        if (used + more > octets.length) {
            octets = Arrays.copyOf(octets, Math.addExact(Math.max(used + more, used + (used >> 1)), 64));
        }
    }

    void drop(int row) {
        index();
        wasted += (octets[at[row]] & 0xff) + 1;
    }

    void shift(int from, int to, int length) {
        index();
        System.arraycopy(at, from, at, to, length);
    }

    void grow(int capacity) {
        index();
        at = Arrays.copyOf(at, Math.max(capacity, at.length));
    }

    void clear() {
        used = 0;
        wasted = 0;
        unindexed = false;
    }

    /** Moves the names of these many rows together if much is of no use. */
    void tidy(int rows) {
        if (wasted > 4096 && wasted > used / 2) {
            byte[] packed = packed(rows);
            int next = 0;
            for (int row = 0; row < rows; row++) {
                at[row] = next;
                next += (packed[next] & 0xff) + 1;
            }
            octets = packed;
            used = packed.length;
            wasted = 0;
        }
    }

    /** The names of these many rows in their order, each behind its length. */
    byte[] packed(int rows) {
        index();
        int size = 0;
        for (int row = 0; row < rows; row++) {
            size += (octets[at[row]] & 0xff) + 1;
        }
        byte[] packed = new byte[size];
        int next = 0;
        for (int row = 0; row < rows; row++) {
            int length = (octets[at[row]] & 0xff) + 1;
            System.arraycopy(octets, at[row], packed, next, length);
            next += length;
        }
        return packed;
    }

    /** Takes names as {@link #packed} gives them; where each is, is found out when it is asked for. */
    void fill(byte[] packed) {
        octets = packed;
        used = packed.length;
        wasted = 0;
        unindexed = true;
    }

    // By several readers at once, perhaps: each makes the same.
    private void index() {
        if (unindexed) {
            int[] places = new int[Math.max(16, used / 32)];
            int row = 0;
            for (int next = 0; next < used; next += (octets[next] & 0xff) + 1) {
                if (row == places.length) {
                    places = Arrays.copyOf(places, row + (row >> 1) + 16);
                }
                places[row++] = next;
            }
            at = places;
            unindexed = false;
        }
    }
}
