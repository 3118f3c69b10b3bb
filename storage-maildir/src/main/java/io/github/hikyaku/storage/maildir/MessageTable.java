package io.github.hikyaku.storage.maildir;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The messages of a mailbox in columns, ascending by UID, with the order in which they changed and what vanished.
 * Guarded by the state lock of the mailbox.
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

    private int size;
    private long[] uids = new long[16];
    private long[] modSeqs = new long[16];
    private long[] octets = new long[16];
    private long[] seconds = new long[16];
    private int[] flags = new int[16];
    private byte[] bits = new byte[16];
    private String[] bases = new String[16];
    // Names of files whose info is not spelt as we would.
    private final Map<Long, String> odd = new HashMap<>();
    private final SequenceLog changed = new SequenceLog();
    private boolean changedIsStale;

    final SequenceLog vanished = new SequenceLog();
    private int unseen;
    private int deleted;
    private int recent;
    private long total;

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
        return uids[row];
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
        return bits[row];
    }

    boolean has(int row, byte bit) {
        return (bits[row] & bit) != 0;
    }

    String base(int row) {
        return bases[row];
    }

    /** The name of the file in new/ or cur/. */
    String file(int row) {
        String name = odd.isEmpty() ? null : odd.get(uids[row]);
        if (name != null) {
            return name;
        }
        return has(row, IN_NEW) ? bases[row] : MessageFileName.withFlags(bases[row], flags[row]);
    }

    /** The row of a UID, or the complement of where it would stand. */
    int find(long uid) {
        return Arrays.binarySearch(uids, 0, size, uid);
    }

    /** The first row of that UID or a larger one. */
    int firstFrom(long uid) {
        int at = find(uid);
        return at < 0 ? -at - 1 : at;
    }

    IndexLog.Entry entry(int row) {
        return new IndexLog.Entry(uids[row], flags[row], bits[row], modSeqs[row], octets[row], seconds[row]);
    }

    /** All letters and flags that any message has. */
    int flagsInUse() {
        int all = 0;
        for (int row = 0; row < size; row++) {
            all |= flags[row];
        }
        return all;
    }

    void add(IndexLog.Entry e, String file) {
        int row = firstFrom(e.uid());
        if (size == uids.length) {
            grow();
        }
        if (row < size) {
            shift(row, row + 1, size - row);
        }
        size++;
        uids[row] = e.uid();
        modSeqs[row] = e.modSeq();
        octets[row] = e.octets();
        seconds[row] = e.seconds();
        flags[row] = e.flags();
        bits[row] = e.bits();
        bases[row] = MessageFileName.base(file);
        noteFile(row, file);
        count(row, 1);
        note(e.modSeq(), e.uid());
    }

    /** A change of flags, place or both. A MODSEQ that is the same as before tells of no change. */
    void change(int row, int newFlags, byte newBits, String file, long modSeq) {
        count(row, -1);
        flags[row] = newFlags;
        bits[row] = newBits;
        count(row, 1);
        noteFile(row, file);
        if (modSeq != modSeqs[row]) {
            modSeqs[row] = modSeq;
            note(modSeq, uids[row]);
        }
    }

    /** A file that is not as long as it was taken to be. */
    void resize(int row, long newOctets, byte newBits, long modSeq) {
        count(row, -1);
        octets[row] = newOctets;
        bits[row] = newBits;
        count(row, 1);
        modSeqs[row] = modSeq;
        note(modSeq, uids[row]);
    }

    private void noteFile(int row, String file) {
        odd.remove(uids[row]);
        if (!file.equals(file(row))) {
            odd.put(uids[row], file);
        }
    }

    /** Removes rows, given in ascending order. */
    void remove(int[] rows, long modSeq) {
        int to = rows.length == 0 ? size : rows[0];
        for (int i = 0; i < rows.length; i++) {
            count(rows[i], -1);
            odd.remove(uids[rows[i]]);
            vanished.add(modSeq, uids[rows[i]]);
            int from = rows[i] + 1;
            int length = (i + 1 < rows.length ? rows[i + 1] : size) - from;
            shift(from, to, length);
            to += length;
        }
        Arrays.fill(bases, to, size, null);
        size = to;
    }

    void clear() {
        size = 0;
        unseen = 0;
        deleted = 0;
        recent = 0;
        total = 0;
        odd.clear();
        changed.clear();
        changedIsStale = false;
        vanished.clear();
        Arrays.fill(bases, null);
    }

    /** The rows whose MODSEQ is above that, ascending. Costs in proportion to their number. */
    int[] changedSince(long modSeq) {
        if (changedIsStale) {
            sortChanged();
        }
        int from = changed.firstAbove(modSeq);
        return IntStream.range(from, changed.size())
                .map(i -> {
                    int row = find(changed.uid(i));
                    // A message stands in the log once for each change: its last counts.
                    return row >= 0 && modSeqs[row] == changed.modSeq(i) ? row : -1;
                })
                .filter(row -> row >= 0)
                .sorted()
                .distinct()
                .toArray();
    }

    private void note(long modSeq, long uid) {
        if (changedIsStale) {
            return;
        }
        int last = changed.size() - 1;
        if (last >= 0 && changed.modSeq(last) > modSeq || changed.size() > 2 * size + 1024) {
            changedIsStale = true;
        } else {
            changed.add(modSeq, uid);
        }
    }

    private void sortChanged() {
        changed.clear();
        IntStream.range(0, size)
                .boxed()
                .sorted((a, b) -> Long.compare(modSeqs[a], modSeqs[b]))
                .forEach(row -> changed.add(modSeqs[row], uids[row]));
        changedIsStale = false;
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
        System.arraycopy(bases, from, bases, to, length);
    }

    private void grow() {
        int capacity = size + (size >> 1) + 16;
        uids = Arrays.copyOf(uids, capacity);
        modSeqs = Arrays.copyOf(modSeqs, capacity);
        octets = Arrays.copyOf(octets, capacity);
        seconds = Arrays.copyOf(seconds, capacity);
        flags = Arrays.copyOf(flags, capacity);
        bits = Arrays.copyOf(bits, capacity);
        bases = Arrays.copyOf(bases, capacity);
    }
}
