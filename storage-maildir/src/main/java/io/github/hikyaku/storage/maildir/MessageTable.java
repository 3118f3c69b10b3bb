package io.github.hikyaku.storage.maildir;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a mailbox in columns, ascending by UID, with the order in which they changed and what vanished.
 * Guarded by the state lock of the mailbox.
 *
 * <p>Of a file's name only what cannot be told from the other columns is kept: the end that our own names have
 * ({@link MessageFileName#ending}) and the flags are put together when they are asked for.
 */
final class MessageTable {
    /** In new/, not in cur/. */
    static final byte IN_NEW = 1;
    /** Claimed by nobody. */
    static final byte RECENT = 2;
    /** Known to need no dot-stuffing. */
    static final byte TRANSPARENT = 4;
    /** The file has lines that end with LF alone. */
    static final byte BARE_LF = 8;
    /** The base ends as {@link MessageFileName#ending} says. */
    private static final byte OURS = 16;
    /** What {@link IndexLog.Entry} knows of the bits. */
    static final byte KNOWN = IN_NEW | RECENT | TRANSPARENT | BARE_LF;

    private int size;
    // A UID has 32 bits.
    private int[] uids = new int[16];
    private long[] modSeqs = new long[16];
    private long[] octets = new long[16];
    private long[] seconds = new long[16];
    private int[] flags = new int[16];
    private byte[] bits = new byte[16];
    private final NameColumn names = new NameColumn();
    // Names of files whose info is not spelt as we would.
    private final Map<Long, String> odd = new HashMap<>();
    private final SequenceLog changed = new SequenceLog();
    // The rows in the order of their changes, as long as they do not stand in the log yet.
    private int @Nullable [] unlogged;

    final SequenceLog vanished = new SequenceLog();
    private long uidValidity;
    private int unseen;
    private int deleted;
    private int recent;
    private long total;

    /** Empties it, for UIDs of that UIDVALIDITY. */
    void start(long validity) {
        uidValidity = validity;
        size = 0;
        unseen = 0;
        deleted = 0;
        recent = 0;
        total = 0;
        odd.clear();
        changed.clear();
        unlogged = null;
        vanished.clear();
        names.clear();
    }

    /** The log of changes, complete. With both locks held, or with the state lock. */
    SequenceLog changed() {
        int[] rows = unlogged;
        if (rows != null) {
            unlogged = null;
            for (int row : rows) {
                changed.add(modSeqs[row], uid(row));
            }
        }
        return changed;
    }

    int size() {
        return size;
    }

    int unseen() {
        return unseen;
    }

    int deleted() {
        return deleted;
    }

    int recent() {
        return recent;
    }

    long octets() {
        return total;
    }

    long uid(int row) {
        return Integer.toUnsignedLong(uids[row]);
    }

    long modSeq(int row) {
        return modSeqs[row];
    }

    long octets(int row) {
        return octets[row];
    }

    long seconds(int row) {
        return seconds[row];
    }

    int flags(int row) {
        return flags[row];
    }

    byte bits(int row) {
        return (byte) (bits[row] & KNOWN);
    }

    boolean has(int row, byte bit) {
        return (bits[row] & bit) != 0;
    }

    String base(int row) {
        String stem = names.get(row);
        return has(row, OURS) ? stem + MessageFileName.ending(octets[row], uidValidity, uid(row)) : stem;
    }

    /** The name of the file in new/ or cur/. */
    String file(int row) {
        String name = odd.isEmpty() ? null : odd.get(uid(row));
        if (name != null) {
            return name;
        }
        return has(row, IN_NEW) ? base(row) : MessageFileName.withFlags(base(row), flags[row]);
    }

    /** The row of a UID, or the complement of where it would stand. */
    int find(long uid) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long there = uid(middle);
            if (there == uid) {
                return middle;
            }
            if (there < uid) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return ~low;
    }

    /** The first row of that UID or a larger one. */
    int firstFrom(long uid) {
        int at = find(uid);
        return at < 0 ? ~at : at;
    }

    IndexLog.Entry entry(int row) {
        return new IndexLog.Entry(uid(row), flags[row], bits(row), modSeqs[row], octets[row], seconds[row]);
    }

    /** All letters and flags that any message has. */
    int flagsInUse() {
        int all = 0;
        for (int row = 0; row < size; row++) {
            all |= flags[row];
        }
        return all;
    }

    /** The rows with any of these flags, ascending. */
    int[] rowsWith(int anyOf) {
        return IntStream.range(0, size).filter(row -> (flags[row] & anyOf) != 0).toArray();
    }

    /** Adds a message whose MODSEQ is not below any that is there. */
    void add(IndexLog.Entry e, String file) {
        changed();
        int row = firstFrom(e.uid());
        if (size == uids.length) {
            grow(size + (size >> 1) + 16);
        }
        if (row < size) {
            shift(row, row + 1, size - row);
        }
        size++;
        uids[row] = (int) e.uid();
        modSeqs[row] = e.modSeq();
        octets[row] = e.octets();
        seconds[row] = e.seconds();
        flags[row] = e.flags();
        String base = MessageFileName.base(file);
        String ending = MessageFileName.ending(e.octets(), uidValidity, e.uid());
        boolean ours = base.endsWith(ending);
        bits[row] = (byte) (e.bits() & KNOWN | (ours ? OURS : 0));
        names.put(row, ours ? base.substring(0, base.length() - ending.length()) : base);
        noteFile(row, file);
        count(row, 1);
        note(e.modSeq(), e.uid());
    }

    /** A change of flags, place or both. A MODSEQ that is the same as before tells of no change. */
    void change(int row, int newFlags, byte newBits, String file, long modSeq) {
        changed();
        count(row, -1);
        flags[row] = newFlags;
        bits[row] = (byte) (newBits & KNOWN | bits[row] & OURS);
        count(row, 1);
        noteFile(row, file);
        if (modSeq != modSeqs[row]) {
            modSeqs[row] = modSeq;
            note(modSeq, uid(row));
        }
    }

    private void noteFile(int row, String file) {
        odd.remove(uid(row));
        if (!file.equals(file(row))) {
            odd.put(uid(row), file);
        }
    }

    /** Removes rows, given in ascending order. */
    void remove(int[] rows, long modSeq) {
        changed();
        int to = rows.length == 0 ? size : rows[0];
        for (int i = 0; i < rows.length; i++) {
            count(rows[i], -1);
            odd.remove(uid(rows[i]));
            names.drop(rows[i]);
            vanished.add(modSeq, uid(rows[i]));
            int from = rows[i] + 1;
            int length = (i + 1 < rows.length ? rows[i + 1] : size) - from;
            shift(from, to, length);
            to += length;
        }
        size = to;
        names.tidy(size);
    }

    /** All messages are as if they had changed just now, and what vanished is forgotten. */
    void restamp(long modSeq) {
        vanished.clear();
        changed.clear();
        unlogged = null;
        for (int row = 0; row < size; row++) {
            modSeqs[row] = modSeq;
            changed.add(modSeq, uid(row));
        }
    }

    /** The rows whose MODSEQ is above that, ascending. Costs in proportion to their number. */
    int[] changedSince(long modSeq) {
        int from = changed().firstAbove(modSeq);
        return IntStream.range(from, changed.size())
                .map(this::currentRow)
                .filter(row -> row >= 0)
                .sorted()
                .distinct()
                .toArray();
    }

    // A message stands in the log once for each change: its last counts.
    private int currentRow(int index) {
        int row = find(changed.uid(index));
        return row >= 0 && modSeqs[row] == changed.modSeq(index) ? row : -1;
    }

    private void note(long modSeq, long uid) {
        if (changed().size() > 2 * size + 1024) {
            changed.keep(index -> currentRow(index) >= 0);
        }
        changed.add(modSeq, uid);
    }

    /** The rows in the order in which they changed last. */
    int[] rowsByChange() {
        if (unlogged != null) {
            return unlogged;
        }
        int[] rows = new int[size];
        boolean[] seen = new boolean[size];
        int at = 0;
        for (int index = 0; index < changed.size(); index++) {
            int row = currentRow(index);
            if (row >= 0 && !seen[row]) {
                seen[row] = true;
                rows[at++] = row;
            }
        }
        return rows;
    }

    private void count(int row, int by) {
        total += by * octets[row];
        unseen += (flags[row] & MessageFileName.SEEN) == 0 ? by : 0;
        deleted += (flags[row] & MessageFileName.DELETED) != 0 ? by : 0;
        recent += has(row, RECENT) ? by : 0;
    }

    private void shift(int from, int to, int length) {
        System.arraycopy(uids, from, uids, to, length);
        System.arraycopy(modSeqs, from, modSeqs, to, length);
        System.arraycopy(octets, from, octets, to, length);
        System.arraycopy(seconds, from, seconds, to, length);
        System.arraycopy(flags, from, flags, to, length);
        System.arraycopy(bits, from, bits, to, length);
        names.shift(from, to, length);
    }

    private void grow(int capacity) {
        uids = Arrays.copyOf(uids, capacity);
        modSeqs = Arrays.copyOf(modSeqs, capacity);
        octets = Arrays.copyOf(octets, capacity);
        seconds = Arrays.copyOf(seconds, capacity);
        flags = Arrays.copyOf(flags, capacity);
        bits = Arrays.copyOf(bits, capacity);
        names.grow(capacity);
    }

    /** All that is there, as {@link #restore} takes it. The arrays of messages may be longer than {@code size}. */
    Columns columns() {
        Totals totals = new Totals(unseen, deleted, recent, total);
        return new Columns(
                size,
                uids,
                modSeqs,
                octets,
                seconds,
                flags,
                bits,
                rowsByChange(),
                names.packed(size),
                Map.copyOf(odd),
                totals);
    }

    /** What can be counted up from the columns. */
    record Totals(int unseen, int deleted, int recent, long octets) {}

    /**
     * The columns of a table.
     *
     * @param byChange the rows in the order in which they changed
     * @param names as {@link NameColumn#packed} gives them
     * @param odd names that are not spelt as we would, by UID
     */
    record Columns(
            int size,
            int[] uids,
            long[] modSeqs,
            long[] octets,
            long[] seconds,
            int[] flags,
            byte[] bits,
            int[] byChange,
            byte[] names,
            Map<Long, String> odd,
            Totals totals) {}

    /** Takes columns for its own, which are as they were when they were given. Goes through none of them. */
    void restore(long validity, Columns c) {
        start(validity);
        names.fill(c.names);
        uids = c.uids;
        modSeqs = c.modSeqs;
        octets = c.octets;
        seconds = c.seconds;
        flags = c.flags;
        bits = c.bits;
        unlogged = c.byChange;
        odd.putAll(c.odd);
        size = c.size;
        unseen = c.totals.unseen;
        deleted = c.totals.deleted;
        recent = c.totals.recent;
        total = c.totals.octets;
    }
}
