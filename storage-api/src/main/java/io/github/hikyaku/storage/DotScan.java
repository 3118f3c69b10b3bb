package io.github.hikyaku.storage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds out, while octets pass by in pieces, whether POP3 and SMTP can send them as they are
 * ({@link MessageContent#isDotTransparent}): every line ends with CRLF, neither CR nor LF stands alone, and no line
 * starts with a dot (RFC 5321 §4.5.2). For whoever takes a message in; not safe for use by many threads.
 */
public final class DotScan {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101_0101_0101_0101L;

    private boolean transparent = true;
    private byte last = '\n';

    /** Nothing has passed yet. */
    public DotScan() {}

    /** Takes the next piece. */
    public void scan(byte[] octets, int offset, int length) {
        int end = offset + length;
        byte before = last;
        for (int at = offset; at < end && transparent; at++) {
            if (before != '\r' && before != '\n') {
                // Inside a line only its end matters.
                at = lineEnd(octets, at, end);
                if (at == end) {
                    before = 0;
                    break;
                }
            }
            byte octet = octets[at];
            transparent = (octet == '\n') == (before == '\r') && (octet != '.' || before != '\n');
            before = octet;
        }
        last = before;
    }

    /** Where the next CR or LF stands, or the end; eight octets at a step. */
    private static int lineEnd(byte[] octets, int from, int end) {
        int at = from;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long word = (long) WORDS.get(octets, at);
            long found = zeroes(word ^ EACH * '\r') | zeroes(word ^ EACH * '\n');
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (at < end && octets[at] != '\r' && octets[at] != '\n') {
            at++;
        }
        return at;
    }

    /** Sets the top bit of each octet that is zero. Others may be set too, but only above such a one. */
    private static long zeroes(long word) {
        return word - EACH & ~word & EACH << 7;
    }

    /** Takes octets as scanned whose answer is known; they end with a line's end. */
    public void skip(boolean knownTransparent) {
        transparent &= knownTransparent && last == '\n';
        last = '\n';
    }

    /** Whether all that has passed can be sent as it is, which is so before the first octet. */
    public boolean isTransparent() {
        return transparent && last == '\n';
    }
}
