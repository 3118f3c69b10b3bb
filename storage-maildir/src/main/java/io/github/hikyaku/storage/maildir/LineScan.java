package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.DotScan;

/** Looks at the lines of a file that another program wrote: how many end with LF alone, beside what {@link DotScan} finds. */
final class LineScan {
    private final DotScan dots = new DotScan();
    private long bareLfs;
    private long octets;
    private byte last = '\n';

    void scan(byte[] data, int offset, int length) {
        dots.scan(data, offset, length);
        octets += length;
        byte before = last;
        for (int at = offset; at < offset + length; at++) {
            if (data[at] == '\n' && before != '\r') {
                bareLfs++;
            }
            before = data[at];
        }
        last = before;
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
