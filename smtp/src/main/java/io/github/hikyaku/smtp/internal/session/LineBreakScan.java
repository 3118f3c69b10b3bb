package io.github.hikyaku.smtp.internal.session;

import java.nio.ByteBuffer;

/** Looks for a CR or LF that is not part of a CRLF (RFC 5321 §2.3.8) in octets that stream by, in whatever pieces. */
final class LineBreakScan {
    private boolean afterCr;
    private boolean bare;

    /** Looks at octets without taking them from the buffer. */
    void scan(ByteBuffer octets) {
        int end = octets.limit();
        for (int i = octets.position(); i < end; i++) {
            byte octet = octets.get(i);
            bare |= afterCr != (octet == '\n');
            afterCr = octet == '\r';
        }
    }

    /** Whether there was one. */
    boolean isBare() {
        return bare;
    }

    /** Whether there was one, now that nothing follows. */
    boolean isBareAtEnd() {
        return bare || afterCr;
    }
}
