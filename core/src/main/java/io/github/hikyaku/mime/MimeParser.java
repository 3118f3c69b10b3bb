package io.github.hikyaku.mime;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads the structure of a message in one pass, while its octets come by (RFC 2045, RFC 2046). Keeps header sections one
 * at a time and no bodies; takes linear time. Lines end with CRLF or a bare LF. Never fails on what it reads: see
 * {@link MimeLimits}. For one message and one thread.
 */
public final class MimeParser {
    private final StructureBuilder structure;
    /** The first octets of a line that starts like a boundary delimiter line. */
    private final byte[] line;

    private int captured;

    private long offset;
    private long lineStart;
    private byte last;

    /**
     * A parser with default limits.
     */
    public MimeParser() {
        this(MimeLimits.DEFAULT);
    }

    /**
     * A parser for one message.
     *
     * @param limits the bounds
     */
    public MimeParser(MimeLimits limits) {
        this.structure = new StructureBuilder(limits);
        this.line = new byte[limits.maxBoundaryOctets() + 8];
    }

    /**
     * Reads a whole message.
     *
     * @param in the message; not closed
     * @param limits the bounds
     * @return the structure
     * @throws IOException if reading fails
     */
    public static MimePart parse(InputStream in, MimeLimits limits) throws IOException {
        MimeParser parser = new MimeParser(limits);
        byte[] block = new byte[16 * 1024];
        int n;
        while ((n = in.read(block)) > 0) {
            parser.update(block, 0, n);
        }
        return parser.end();
    }

    /**
     * Takes the next octets of the message, cut anywhere.
     *
     * @param octets where they are; not kept
     * @param from the first one
     * @param length how many
     */
    public void update(byte[] octets, int from, int length) {
        int end = from + length;
        int position = from;
        while (position < end) {
            int lf = position;
            while (lf < end && octets[lf] != '\n') {
                lf++;
            }
            int stop = Math.min(lf + 1, end);
            if (structure.needsLines()) {
                keep(octets, position, stop);
            }
            offset += stop - position;
            if (lf < end) {
                byte before = lf > position ? octets[lf - 1] : lineStart < offset - 1 ? last : 0;
                endLine(before == '\r' ? 2 : 1);
            } else {
                last = octets[end - 1];
            }
            position = stop;
        }
    }

    /**
     * Ends the message.
     *
     * @return its structure
     */
    public MimePart end() {
        if (offset > lineStart) {
            endLine(0);
        }
        return structure.end(offset);
    }

    private void endLine(int lineBreak) {
        structure.line(line, captured, lineStart, offset, lineBreak);
        lineStart = offset;
        captured = 0;
    }

    private void keep(byte[] octets, int from, int to) {
        structure.headerOctets(octets, from, to);
        int position = from;
        while (captured < 2 && position < to) {
            line[captured++] = octets[position++];
        }
        if (captured < 2 || line[0] != '-' || line[1] != '-') {
            return;
        }
        int n = Math.min(to - position, line.length - captured);
        System.arraycopy(octets, position, line, captured, n);
        captured += n;
    }
}
