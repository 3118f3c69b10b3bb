package io.github.hikyaku.mime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds the tree of parts from lines. The parts that are open form a chain from the innermost to the message; a boundary
 * delimiter line of any of them closes all that are inside it.
 */
final class StructureBuilder {
    private final MimeLimits limits;
    private final PartHeader.Allowance allowance;
    private OpenPart current;
    private int parts;
    /** How many open multiparts wait for a boundary. */
    private int boundaries;

    private boolean inHeader;
    private byte[] header = new byte[2048];
    private int headerLength;
    /** Where the line in hand starts in the header section. */
    private int headerMark;

    private long lineBreaks;
    private int lastLineBreak;

    /** A part whose end has not come by. */
    private static final class OpenPart {
        final @Nullable OpenPart parent;
        final int depth;
        final boolean isMessage;
        final long headerOffset;
        final List<MimePart> children = new ArrayList<>();
        long bodyOffset;
        long lineBreaksBefore;

        @Nullable
        ContentFields fields;

        @Nullable
        Envelope envelope;

        MimePart.Kind kind = MimePart.Kind.LEAF;
        byte @Nullable [] boundary;

        OpenPart(@Nullable OpenPart parent, boolean isMessage, long headerOffset) {
            this.parent = parent;
            this.depth = parent == null ? 1 : parent.depth + 1;
            this.isMessage = isMessage;
            this.headerOffset = headerOffset;
        }
    }

    StructureBuilder(MimeLimits limits) {
        this.limits = limits;
        this.allowance = new PartHeader.Allowance(limits.maxRetainedOctets());
        this.current = new OpenPart(null, true, 0);
        opened();
    }

    /** Whether the octets of lines matter, and not only where they end. */
    boolean needsLines() {
        return inHeader || boundaries > 0;
    }

    void headerOctets(byte[] octets, int from, int to) {
        if (!inHeader) {
            return;
        }
        int n = Math.min(to - from, limits.maxHeaderOctets() - headerLength);
        if (headerLength + n > header.length) {
            header = Arrays.copyOf(header, Math.max(header.length * 2, headerLength + n));
        }
        System.arraycopy(octets, from, header, headerLength, n);
        headerLength += n;
    }

    /**
     * Takes a line.
     *
     * @param line its first octets, if it starts with two hyphens and lines are needed
     * @param captured how many
     * @param start where the line starts
     * @param end where the next one does
     * @param lineBreak the length of its line break
     */
    void line(byte[] line, int captured, long start, long end, int lineBreak) {
        if (boundaries > 0
                && captured > 2
                && line[0] == '-'
                && line[1] == '-'
                && delimiter(line, captured, start, end)) {
            lineEnded(lineBreak);
            return;
        }
        lineEnded(lineBreak);
        if (inHeader && end - start == lineBreak) {
            headerEnded(end);
        }
    }

    private void lineEnded(int lineBreak) {
        lineBreaks += lineBreak > 0 ? 1 : 0;
        lastLineBreak = lineBreak;
        headerMark = headerLength;
    }

    /** The end of the message. */
    MimePart end(long size) {
        if (inHeader && !current.isMessage && current.headerOffset == size && current.parent != null) {
            // a delimiter with nothing behind it starts no part
            inHeader = false;
            current = current.parent;
        }
        while (inHeader) {
            headerEnded(size);
        }
        while (true) {
            MimePart part = close(current, size, lineBreaks);
            if (current.parent == null) {
                return part;
            }
            current = current.parent;
            current.children.add(part);
        }
    }

    /**
     * RFC 2046 §5.1.1: two hyphens and the boundary at the start of a line are enough. But one boundary may be the start of
     * another, so the inner ones come first, and white space has to follow if anything does.
     */
    private boolean delimiter(byte[] line, int captured, long start, long end) {
        for (OpenPart part = current; part != null; part = part.parent) {
            byte[] boundary = part.boundary;
            if (boundary == null || !startsWith(line, captured, boundary)) {
                continue;
            }
            int behind = boundary.length + 2;
            if (isEndOrWhite(line, captured, behind)) {
                closeInner(part, start);
                open(part, false, end);
                return true;
            }
            if (line[behind] == '-'
                    && behind + 1 < captured
                    && line[behind + 1] == '-'
                    && isEndOrWhite(line, captured, behind + 2)) {
                closeInner(part, start);
                part.boundary = null;
                boundaries--;
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] line, int captured, byte[] boundary) {
        int end = boundary.length + 2;
        return end <= captured && Arrays.equals(boundary, 0, boundary.length, line, 2, end);
    }

    private static boolean isEndOrWhite(byte[] line, int captured, int index) {
        return index >= captured || isWhite(line[index]);
    }

    private void closeInner(OpenPart part, long delimiterStart) {
        headerLength = headerMark;
        while (inHeader) {
            headerEnded(delimiterStart);
        }
        while (current != part) {
            // RFC 2046 §5.1.1: the line break before a delimiter belongs to it
            MimePart closed = close(current, delimiterStart - lastLineBreak, lineBreaks - 1);
            current = parentOf(current);
            current.children.add(closed);
        }
    }

    private static OpenPart parentOf(OpenPart part) {
        if (part.parent == null) {
            throw new IllegalStateException("the message has no parent");
        }
        return part.parent;
    }

    private void open(OpenPart parent, boolean isMessage, long headerOffset) {
        current = new OpenPart(parent, isMessage, headerOffset);
        opened();
    }

    private void opened() {
        inHeader = true;
        headerLength = 0;
        headerMark = 0;
        if (++parts == limits.maxParts()) {
            for (OpenPart part = current; part != null; part = part.parent) {
                part.boundary = null;
            }
            boundaries = 0;
        }
    }

    private void headerEnded(long bodyOffset) {
        inHeader = false;
        HeaderSection section = HeaderSection.parse(Arrays.copyOf(header, headerLength), limits);
        PartHeader reader = new PartHeader(section, limits, allowance);
        OpenPart part = current;
        part.bodyOffset = bodyOffset;
        part.lineBreaksBefore = lineBreaks;
        boolean inDigest = part.parent != null && isDigest(part.parent.fields);
        ContentFields fields = reader.contentFields(inDigest);
        part.fields = fields;
        if (part.isMessage) {
            part.envelope = reader.envelope();
        }
        boolean mayNest = part.depth < limits.maxDepth() && parts < limits.maxParts();
        if (fields.type().equals("multipart")) {
            byte[] boundary = reader.boundary();
            if (boundary.length == 0 || boundary.length > limits.maxBoundaryOctets()) {
                part.fields = fields.readAs("text", "plain");
            } else if (mayNest) {
                part.kind = MimePart.Kind.MULTIPART;
                part.boundary = boundary;
                boundaries++;
            } else {
                part.fields = fields.readAs("application", "octet-stream");
            }
        } else if (isMessage(fields)) {
            if (mayNest) {
                part.kind = MimePart.Kind.MESSAGE;
                open(part, true, bodyOffset);
            } else {
                part.fields = fields.readAs("application", "octet-stream");
            }
        }
    }

    private static boolean isDigest(@Nullable ContentFields fields) {
        return fields != null
                && fields.type().equals("multipart")
                && fields.subtype().equals("digest");
    }

    /** RFC 6532 §3.7: message/global holds a message as message/rfc822 does. */
    private static boolean isMessage(ContentFields fields) {
        return fields.type().equals("message")
                && (fields.subtype().equals("rfc822") || fields.subtype().equals("global"));
    }

    private MimePart close(OpenPart part, long end, long lineBreaksAtEnd) {
        if (part.boundary != null) {
            boundaries--;
        }
        ContentFields fields = part.fields;
        if (fields == null) {
            throw new IllegalStateException("closed within its header section");
        }
        MimePart.Kind kind = part.kind;
        if (kind == MimePart.Kind.MULTIPART && part.children.isEmpty()) {
            kind = MimePart.Kind.LEAF;
            fields = fields.readAs("text", "plain");
        }
        // a header section keeps its last line break, even right before a delimiter, and its part is inside this one
        long inner = part.children.isEmpty()
                ? part.bodyOffset
                : part.children.get(part.children.size() - 1).whole().end();
        boolean extended = inner > end;
        return new MimePart(
                kind,
                part.headerOffset,
                part.bodyOffset - part.headerOffset,
                (extended ? inner : end) - part.bodyOffset,
                lineBreaksAtEnd - part.lineBreaksBefore + (extended ? 1 : 0),
                fields,
                part.isMessage ? part.envelope : null,
                part.children);
    }

    private static boolean isWhite(byte octet) {
        return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
    }
}
