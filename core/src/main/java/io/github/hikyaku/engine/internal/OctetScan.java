package io.github.hikyaku.engine.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds line ends eight octets at a time. */
final class OctetScan {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long LFS = ONES * '\n';
    private static final long CRS = ONES * '\r';

    private OctetScan() {}

    /** The first index from {@code from} that holds LF, or {@code to}. */
    static int lineFeed(byte[] octets, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long found = zeroes((long) LONGS.get(octets, i) ^ LFS);
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (i < to && octets[i] != '\n') {
            i++;
        }
        return i;
    }

    /** The first index from {@code from} that holds CR or LF, or {@code to}. */
    static int lineBreak(byte[] octets, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = (long) LONGS.get(octets, i);
            long found = zeroes(word ^ LFS) | zeroes(word ^ CRS);
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (i < to && octets[i] != '\n' && octets[i] != '\r') {
            i++;
        }
        return i;
    }

    /** Has the high bit set of the first octet that is zero, and none below it. */
    private static long zeroes(long word) {
        return (word - ONES) & ~word & HIGH;
    }
}
