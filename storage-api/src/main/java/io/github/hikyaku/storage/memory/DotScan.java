package io.github.hikyaku.storage.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds out whether octets can be sent by POP3 and SMTP as they are: every line ends with CRLF, neither CR nor LF
 * stands alone, and no line starts with a dot (RFC 5321 §4.5.2).
 */
final class DotScan {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EACH = 0x0101_0101_0101_0101L;

    private boolean transparent = true;
    private byte last = '\n';

    void scan(byte[] octets, int offset, int length) {
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

    /** Takes octets as scanned whose answer is known. */
    void skip(boolean knownTransparent) {
        transparent &= knownTransparent && last == '\n';
        last = '\n';
    }

    boolean isTransparent() {
        return transparent && last == '\n';
    }
}
