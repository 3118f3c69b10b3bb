package io.github.hikyaku.storage.maildir;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Searches octets, eight at a step. */
final class Octets {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101_0101_0101_0101L;
    private static final long LINE_FEEDS = EACH * '\n';

    private Octets() {}

    /** Where the next LF stands, or {@code end}. */
    static int lineFeed(byte[] octets, int from, int end) {
        int at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long word = (long) WORDS.get(octets, at) ^ LINE_FEEDS;
            // The lowest octet that is zero now has its top bit set, and none below it.
            long found = word - EACH & ~word & EACH << 7;
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (at < end && octets[at] != '\n') {
            at++;
        }
        return at;
    }
}
