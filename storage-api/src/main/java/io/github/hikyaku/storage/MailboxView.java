package io.github.hikyaku.storage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Messages of a mailbox at one MODSEQ, in columns: a million of them are five arrays, not a million objects. Immutable.
 * Rows stand in ascending order of UID; a row's place plus one is the message sequence number in a view of all messages.
 */
public final class MailboxView {
    private final MailboxStatus status;
    private final int size;
    private final long[] uids;
    private final long[] modSeqs;
    private final long[] octets;
    private final long[] seconds;
    private final int[] flagSets;
    private final List<Set<Flag>> flagTable;

    private MailboxView(Builder builder) {
        this.status = builder.status;
        this.size = builder.size;
        this.uids = Arrays.copyOf(builder.uids, size);
        this.modSeqs = Arrays.copyOf(builder.modSeqs, size);
        this.octets = Arrays.copyOf(builder.octets, size);
        this.seconds = Arrays.copyOf(builder.seconds, size);
        this.flagSets = Arrays.copyOf(builder.flagSets, size);
        this.flagTable = List.copyOf(builder.flagTable);
    }

    /**
     * Collects rows.
     *
     * @param status the state of the mailbox that the rows belong to
     * @param expected how many rows there may be; a hint
     */
    public static Builder builder(MailboxStatus status, int expected) {
        return new Builder(status, expected);
    }

    /** The state of the mailbox that the rows belong to. */
    public MailboxStatus status() {
        return status;
    }

    /** How many rows. */
    public int size() {
        return size;
    }

    /** The UID in a row. */
    public long uid(int row) {
        return uids[row];
    }

    /** All UIDs, ascending; a copy. */
    public long[] uids() {
        return uids.clone();
    }

    /** The MODSEQ in a row. */
    public long modSeq(int row) {
        return modSeqs[row];
    }

    /** The size of the message in a row, in octets with CRLF: RFC822.SIZE. */
    public long octets(int row) {
        return octets[row];
    }

    /** The internal date in a row, to the second. */
    public Instant internalDate(int row) {
        return Instant.ofEpochSecond(seconds[row]);
    }

    /** The flags in a row; rows with equal flags share one set. */
    public Set<Flag> flags(int row) {
        return flagTable.get(flagSets[row]);
    }

    /** The row of a UID, or -1, by binary search. */
    public int row(long uid) {
        int at = Arrays.binarySearch(uids, uid);
        return at < 0 ? -1 : at;
    }

    /** Collects the rows of a view. */
    public static final class Builder {
        private final MailboxStatus status;
        private int size;
        private long[] uids;
        private long[] modSeqs;
        private long[] octets;
        private long[] seconds;
        private int[] flagSets;
        private final List<Set<Flag>> flagTable = new ArrayList<>();
        private final Map<Set<Flag>, Integer> flagPlaces = new HashMap<>();

        private Builder(MailboxStatus status, int expected) {
            this.status = status;
            int capacity = Math.max(4, expected);
            uids = new long[capacity];
            modSeqs = new long[capacity];
            octets = new long[capacity];
            seconds = new long[capacity];
            flagSets = new int[capacity];
        }

        /**
         * Adds a row.
         *
         * @param uid above that of the row before
         * @param size octets of the message
         */
        public Builder add(long uid, Set<Flag> flags, long size, Instant internalDate, long modSeq) {
            if (this.size > 0 && uid <= uids[this.size - 1]) {
                throw new IllegalArgumentException("UID " + uid + " after " + uids[this.size - 1]);
            }
            if (this.size == uids.length) {
                grow();
            }
            uids[this.size] = uid;
            modSeqs[this.size] = modSeq;
            octets[this.size] = size;
            seconds[this.size] = internalDate.getEpochSecond();
            flagSets[this.size] = place(flags);
            this.size++;
            return this;
        }

        private int place(Set<Flag> flags) {
            Integer place = flagPlaces.get(flags);
            if (place == null) {
                place = flagTable.size();
                Set<Flag> kept = Set.copyOf(flags);
                flagTable.add(kept);
                flagPlaces.put(kept, place);
            }
            return place;
        }

        private void grow() {
            int capacity = uids.length + (uids.length >> 1) + 16;
            uids = Arrays.copyOf(uids, capacity);
            modSeqs = Arrays.copyOf(modSeqs, capacity);
            octets = Arrays.copyOf(octets, capacity);
            seconds = Arrays.copyOf(seconds, capacity);
            flagSets = Arrays.copyOf(flagSets, capacity);
        }

        /** The view. */
        public MailboxView build() {
            return new MailboxView(this);
        }
    }
}
