package io.github.hikyaku.storage.maildir;

/**
 * Looks at the lines of a message as its octets pass: how many end with LF alone, and whether POP3 and SMTP could send
 * it as it is, that is every line ends with CRLF and none starts with a dot (RFC 5321 §4.5.2).
 */
final class LineScan {
    private boolean transparent = true;
    private long bareLfs;
    private long octets;
    private byte last = '\n';

    void scan(byte[] data, int offset, int length) {
        octets += length;
        byte before = last;
        for (int at = offset; at < offset + length; at++) {
            byte octet = data[at];
            if (octet > '.') {
                // Most octets are letters.
                if (before == '\r') {
                    transparent = false;
                }
            } else if (octet == '\n') {
                if (before != '\r') {
                    bareLfs++;
                    transparent = false;
                }
            } else if (before == '\r' || (octet == '.' && before == '\n')) {
                transparent = false;
            }
            before = octet;
        }
        last = before;
    }

    boolean isTransparent() {
        return transparent && last == '\n';
    }

    long bareLfs() {
        return bareLfs;
    }

    long octets() {
        return octets;
    }
}
