package io.github.hikyaku.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What arrives at a {@link ProtocolSession}: octets, cut as the session asked by its last {@link Framing}. */
public sealed interface Frame {
    /**
     * A line, without its end.
     *
     * @param octets what stood before the end; never longer than asked for. A CR or NUL may be among them
     * @param bareLf whether it ended with LF alone, which no protocol here allows; the session decides
     */
    record Line(byte[] octets, boolean bareLf) implements Frame {
        /** The octets as characters of ISO 8859-1: one for each octet, nothing reinterpreted. */
        public String latin1() {
            return new String(octets, StandardCharsets.ISO_8859_1);
        }
    }

    /**
     * A line that was longer than asked for. Its octets are thrown away up to and with its end, so the next frame
     * starts behind it.
     *
     * @param max the length that was asked for
     */
    record OverlongLine(int max) implements Frame {}

    /**
     * A piece of an {@link Framing.Octets} or {@link Framing.DotStuffed} run; for the latter with the dots unstuffed and
     * the final CRLF kept, the closing dot left out.
     *
     * @param octets valid during the call only; may be empty, most of all with {@code last}
     * @param last whether the run ends here
     * @param fault with {@code last}, what was wrong with the whole run; otherwise {@link Fault#NONE}
     */
    record Chunk(ByteBuffer octets, boolean last, Fault fault) implements Frame {}

    /** What can be wrong with a run of octets. */
    enum Fault {
        /** Nothing. */
        NONE,
        /** It was longer than asked for; the excess was thrown away. */
        TOO_BIG,
        /** A CR without LF or an LF without CR was in it (RFC 5321 §2.3.8). */
        BARE_LINE_BREAK
    }
}
