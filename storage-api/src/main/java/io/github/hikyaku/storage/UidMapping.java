package io.github.hikyaku.storage;

import java.util.Arrays;

/** Which UID each copied or moved message got (RFC 4315 COPYUID). Pairs are in ascending order of both columns. */
public final class UidMapping {
    private final long uidValidity;
    private final long[] from;
    private final long[] to;

    /**
     * A mapping of equally long columns.
     *
     * @param uidValidity that of the target mailbox
     * @param from UIDs in the source mailbox, ascending
     * @param to UIDs in the target mailbox, ascending, each that of the message at the same place in {@code from}
     */
    public UidMapping(long uidValidity, long[] from, long[] to) {
        if (from.length != to.length) {
            throw new IllegalArgumentException("Columns of " + from.length + " and " + to.length);
        }
        this.uidValidity = uidValidity;
        this.from = from.clone();
        this.to = to.clone();
    }

    /** UIDVALIDITY of the target mailbox. */
    public long uidValidity() {
        return uidValidity;
    }

    /** How many messages were copied or moved. */
    public int size() {
        return from.length;
    }

    /** UID in the source mailbox of the pair at {@code index}. */
    public long from(int index) {
        return from[index];
    }

    /** UID in the target mailbox of the pair at {@code index}. */
    public long to(int index) {
        return to[index];
    }

    /** All UIDs in the source mailbox. */
    public UidSet sources() {
        return UidSet.of(from);
    }

    /** All UIDs in the target mailbox. */
    public UidSet targets() {
        return UidSet.of(to);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UidMapping that
                && uidValidity == that.uidValidity
                && Arrays.equals(from, that.from)
                && Arrays.equals(to, that.to);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(from) * 31 + Arrays.hashCode(to);
    }

    @Override
    public String toString() {
        return sources() + " -> " + targets();
    }
}
