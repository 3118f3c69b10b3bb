package io.github.hikyaku.storage.maildir;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Puts a CR before each LF that has none. */
final class CrlfInputStream extends FilterInputStream {
    private final byte[] raw = new byte[16 * 1024];
    private int at;
    private int end;
    private byte last;
    private boolean lfIsDue;

    CrlfInputStream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        int n = 0;
        while (n < length) {
            if (lfIsDue) {
                lfIsDue = false;
                last = '\n';
                at++;
                buffer[offset + n++] = '\n';
                continue;
            }
            if (at == end) {
                if (n > 0) {
                    break;
                }
                at = 0;
                end = Math.max(0, in.read(raw, 0, raw.length));
                if (end == 0) {
                    return -1;
                }
            }
            if (raw[at] == '\n') {
                // It is put out by the next turn, and its CR, if it has none, before.
                lfIsDue = true;
                if (last != '\r') {
                    buffer[offset + n++] = '\r';
                }
                continue;
            }
            int run = Math.min(Octets.lineFeed(raw, at, end) - at, length - n);
            System.arraycopy(raw, at, buffer, offset + n, run);
            at += run;
            n += run;
            last = raw[at - 1];
        }
        return n;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] skipped = new byte[8 * 1024];
        int n = read(skipped, 0, (int) Math.min(skipped.length, Math.max(0, count)));
        return Math.max(0, n);
    }

    @Override
    public int available() {
        return end - at;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
