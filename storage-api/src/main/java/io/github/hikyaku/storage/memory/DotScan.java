package io.github.hikyaku.storage.memory;

/**
 * Finds out whether octets can be sent by POP3 and SMTP as they are: every line ends with CRLF, neither CR nor LF
 * stands alone, and no line starts with a dot (RFC 5321 §4.5.2).
 */
final class DotScan {
    private boolean transparent = true;
    private byte last = '\n';

    void scan(byte[] octets, int offset, int length) {
        if (!transparent || length == 0) {
            return;
        }
        int end = offset + length;
        byte before = last;
        for (int at = offset; at < end; at++) {
            byte octet = octets[at];
            if (octet > '.') {
                // Most octets are letters, and want one comparison more.
                if (before == '\r') {
                    transparent = false;
                    return;
                }
            } else if ((octet == '\n') != (before == '\r') || (octet == '.' && before == '\n')) {
                transparent = false;
                return;
            }
            before = octet;
        }
        last = before;
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
