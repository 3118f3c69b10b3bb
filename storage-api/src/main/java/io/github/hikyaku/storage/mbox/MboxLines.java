package io.github.hikyaku.storage.mbox;

import java.io.IOException;
import java.io.InputStream;

/**
 * Cuts a stream into lines that end with LF or CRLF. A line that is longer than {@value #LONGEST} octets comes in several
 * pieces, so that memory is bounded whatever the input.
 */
final class MboxLines {
    static final int LONGEST = 8 * 1024;

    /** Holds the piece that {@link #next} found last, from {@link #from} to {@link #to}, without the line's end. */
    final byte[] buffer = new byte[4 * LONGEST];

    int from;
    int to;
    /** Whether the piece stands at the beginning of a line. */
    boolean startsLine = true;
    /** Whether the piece goes to the end of a line, and that line has an end. */
    boolean endsLine = true;

    private final InputStream in;
    private long bufferOffset;
    private int at;
    private int end;
    private boolean ended;

    MboxLines(InputStream in) {
        this.in = in;
    }

    /** The octets of the stream before the piece. */
    long offset() {
        return bufferOffset + from;
    }

    /** The octets of the stream up to and with the piece and its line's end. */
    long endOffset() {
        return bufferOffset + at;
    }

    /** Whether the piece is an empty line. */
    boolean isEmptyLine() {
        return startsLine && endsLine && from == to;
    }

    /** Goes to the next piece. Returns false at the end. */
    boolean next() throws IOException {
        startsLine = endsLine;
        int lf = lineFeed();
        from = at;
        if (from == end) {
            to = at;
            return false;
        }
        endsLine = lf >= 0;
        if (endsLine) {
            at = lf + 1;
            to = lf > from && buffer[lf - 1] == '\r' ? lf - 1 : lf;
        } else {
            // A CR at the end of the piece may be the first half of the line's end.
            boolean keepsCr = !ended && buffer[end - 1] == '\r' && end - 1 > from;
            at = keepsCr ? end - 1 : end;
            to = at;
        }
        return true;
    }

    /** Where the next LF is, or -1 if it is farther than the longest piece, or if there is none. */
    private int lineFeed() throws IOException {
        int searched = at;
        while (true) {
            for (; searched < end; searched++) {
                if (buffer[searched] == '\n') {
                    return searched;
                }
            }
            if (ended || end - at >= LONGEST) {
                return -1;
            }
            if (end == buffer.length) {
                System.arraycopy(buffer, at, buffer, 0, end - at);
                bufferOffset += at;
                searched -= at;
                end -= at;
                at = 0;
            }
            int n = in.read(buffer, end, buffer.length - end);
            ended = n < 0;
            end += Math.max(0, n);
        }
    }
}
