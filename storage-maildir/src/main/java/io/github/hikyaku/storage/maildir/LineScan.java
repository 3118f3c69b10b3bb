package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.DotScan;

/** Looks at the lines of a file that another program wrote: how many end with LF alone, beside what {@link DotScan} finds. */
final class LineScan {
    private final DotScan dots = new DotScan();
    private long bareLfs;
    private long octets;
    private byte last = '\n';

    void scan(byte[] data, int offset, int length) {
        if (length == 0) {
            return;
        }
        dots.scan(data, offset, length);
        octets += length;
        int end = offset + length;
        // Where every line so far can be sent as it is, there is no bare LF.
        if (!dots.isTransparent()) {
            for (int at = Octets.lineFeed(data, offset, end); at < end; at = Octets.lineFeed(data, at + 1, end)) {
                if ((at == offset ? last : data[at - 1]) != '\r') {
                    bareLfs++;
                }
            }
        }
        last = data[end - 1];
    }

    boolean isTransparent() {
        return dots.isTransparent();
    }

    long bareLfs() {
        return bareLfs;
    }

    long octets() {
        return octets;
    }
}
