package io.github.hikyaku.smtp.internal.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Looks for NUL octets, eight at a time. */
final class NulScan {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;

    private NulScan() {}

    /** Whether there is a NUL in what is left of a buffer with an array. */
    static boolean finds(ByteBuffer buffer) {
        byte[] octets = buffer.array();
        int i = buffer.arrayOffset() + buffer.position();
        int end = buffer.arrayOffset() + buffer.limit();
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long word = (long) LONGS.get(octets, i);
            if (((word - ONES) & ~word & HIGH) != 0) {
                return true;
            }
        }
        while (i < end) {
            if (octets[i++] == 0) {
                return true;
            }
        }
        return false;
    }
}
