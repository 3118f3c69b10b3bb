package io.github.hikyaku.storage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a mailbox at one MODSEQ, in columns: a million of them are five arrays of some 20 MB, not a million
 * objects. Immutable. Rows stand in ascending order of UID; a row's place plus one is the message sequence number in a view of all messages.
 */
public final class MailboxView {
    private final MailboxStatus status;
    private final IntColumn uids;
    private final IntColumn modSeqs;
    private final IntColumn octets;
    private final IntColumn seconds;
    private final IntColumn flagSets;
    private final List<Set<Flag>> flagTable;

    private MailboxView(Builder builder) {
        this.status = builder.status;
        this.uids = builder.uids.trimmed();
        this.modSeqs = builder.modSeqs.trimmed();
        this.octets = builder.octets.trimmed();
        this.seconds = builder.seconds.trimmed();
        this.flagSets = builder.flagSets.trimmed();
        this.flagTable = List.copyOf(builder.flagTable);
    }

    /**
     * Collects rows.
     *
     * @param status the state of the mailbox that the rows belong to
     * @param expected how many rows there may be; a hint, but nothing is copied if there are just so many
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
        return uids.size();
    }

    /** The UID in a row. */
    public long uid(int row) {
        return uids.get(row);
    }

    /** All UIDs, ascending; a copy. */
    public long[] uids() {
        long[] all = new long[size()];
        for (int row = 0; row < all.length; row++) {
            all[row] = uids.get(row);
        }
        return all;
    }

    /** The MODSEQ in a row. */
    public long modSeq(int row) {
        return modSeqs.get(row);
    }

    /** The size of the message in a row, in octets with CRLF: RFC822.SIZE. */
    public long octets(int row) {
        return octets.get(row);
    }

    /** The internal date in a row, to the second. */
    public Instant internalDate(int row) {
        return Instant.ofEpochSecond(seconds.get(row));
    }

    /** The flags in a row; rows with equal flags share one set. */
    public Set<Flag> flags(int row) {
        return flagTable.get((int) flagSets.get(row));
    }

    /** The row of a UID, or -1, by binary search. */
    public int row(long uid) {
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = uids.get(middle);
            if (found == uid) {
                return middle;
            } else if (found < uid) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** What the columns take on the heap. */
    long heapOctets() {
        return uids.octets() + modSeqs.octets() + octets.octets() + seconds.octets() + flagSets.octets();
    }

    /** Collects the rows of a view. */
    public static final class Builder {
        private final MailboxStatus status;
        private final IntColumn uids;
        private final IntColumn modSeqs;
        private final IntColumn octets;
        private final IntColumn seconds;
        private final IntColumn flagSets;
        private final List<Set<Flag>> flagTable = new ArrayList<>();
        private final Map<Set<Flag>, Integer> flagPlaces = new HashMap<>();
        private long lastUid;
        // Of the table, so nobody can change it: the same set once more has the same place.
        private @Nullable Set<Flag> lastFlags;
        private int lastPlace;

        private Builder(MailboxStatus status, int expected) {
            this.status = status;
            int capacity = Math.max(0, expected);
            uids = new IntColumn(capacity);
            modSeqs = new IntColumn(capacity);
            octets = new IntColumn(capacity);
            seconds = new IntColumn(capacity);
            flagSets = new IntColumn(capacity);
        }

        /**
         * Adds a row.
         *
         * @param uid above that of the row before
         * @param size octets of the message
         */
        public Builder add(long uid, Set<Flag> flags, long size, Instant internalDate, long modSeq) {
            return add(uid, flags, size, internalDate.getEpochSecond(), modSeq);
        }

        /**
         * Adds a row.
         *
         * @param uid above that of the row before
         * @param size octets of the message
         * @param internalDate seconds since the epoch
         */
        public Builder add(long uid, Set<Flag> flags, long size, long internalDate, long modSeq) {
            if (uid <= lastUid) {
                throw new IllegalArgumentException("UID " + uid + " after " + lastUid);
            }
            uids.add(uid);
            modSeqs.add(modSeq);
            octets.add(size);
            seconds.add(internalDate);
            flagSets.add(flags == lastFlags ? lastPlace : place(flags));
            lastUid = uid;
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
            lastFlags = flagTable.get(place);
            lastPlace = place;
            return place;
        }

        /** The view. */
        public MailboxView build() {
            return new MailboxView(this);
        }
    }
}
