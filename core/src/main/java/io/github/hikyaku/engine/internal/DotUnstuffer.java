package io.github.hikyaku.engine.internal;

import io.github.hikyaku.engine.Frame;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a dot-stuffed text (RFC 5321 §4.5.2, RFC 1939 §3). Only CRLF.CRLF ends it: no LF.LF, LF.CRLF or CRLF.LF, nor
 * anything else that another server might read as an end (RFC 5321 §2.3.8, §4.1.1.4).
 */
final class DotUnstuffer {
    /** What stands before the next octet. */
    private enum State {
        /** CRLF, or the start of the text. */
        LINE_START,
        /** A dot at the start of a line, held back. */
        DOT,
        /** The same and a CR, held back too. */
        DOT_CR,
        /** Something within a line. */
        WITHIN,
        /** A CR. */
        CR
    }

    private State state = State.LINE_START;
    private long room;
    private boolean tooBig;
    private boolean bareBreak;

    /** For one text, of which so many octets are given at most. */
    DotUnstuffer(long max) {
        room = max;
    }

    /** A chunk of what the input holds, the last one if the text ends there, or null if nothing of it can be given yet. */
    @Nullable
    Frame next(ByteBuffer input) {
        byte[] array = input.array();
        int base = input.arrayOffset();
        int from = base + input.position();
        int end = base + input.limit();
        int read = from; // the next octet to look at
        int copied = from; // octets before this one are settled
        int write = from; // where the next settled octet goes: falls behind where dots are taken out
        boolean last = false;
        if (state == State.DOT_CR && array[read] != '\n') {
            // The CR held back was bare; it belongs to an earlier buffer, so it goes alone.
            state = State.CR;
            Frame alone = chunk(ByteBuffer.wrap(new byte[] {'\r'}), false);
            if (alone != null) {
                return alone;
            }
        }
        while (read < end && !last) {
            switch (state) {
                case LINE_START -> {
                    if (array[read] == '.') {
                        write = settle(array, copied, read, write);
                        copied = ++read;
                        state = State.DOT;
                    } else {
                        state = State.WITHIN;
                    }
                }
                case DOT -> {
                    if (array[read] == '\r') {
                        state = State.DOT_CR;
                        read++;
                    } else {
                        state = State.WITHIN;
                    }
                }
                case DOT_CR -> {
                    if (array[read] == '\n') {
                        last = true;
                        copied = ++read;
                    } else {
                        state = State.CR; // the CR stands just before, and is not settled yet
                    }
                }
                case WITHIN -> {
                    read = OctetScan.lineBreak(array, read, end);
                    if (read < end) {
                        if (array[read++] == '\r') {
                            state = State.CR;
                        } else {
                            bareBreak = true;
                        }
                    }
                }
                case CR -> {
                    if (array[read] == '\n') {
                        read++;
                        state = State.LINE_START;
                    } else {
                        bareBreak = true;
                        state = State.WITHIN;
                    }
                }
            }
        }
        int settled = state == State.DOT_CR ? copied : read; // a CR behind a first dot waits for what follows it
        write = last ? write : settle(array, copied, settled, write);
        input.position(read - base);
        return write > from || last
                ? chunk(ByteBuffer.wrap(array, from, write - from).slice(), last)
                : null;
    }

    private static int settle(byte[] array, int from, int to, int write) {
        if (from != write) {
            System.arraycopy(array, from, array, write, to - from);
        }
        return write + to - from;
    }

    private @Nullable Frame chunk(ByteBuffer octets, boolean last) {
        if (octets.remaining() > room) {
            tooBig = true;
            octets.limit((int) room);
        }
        room -= octets.remaining();
        if (last) {
            return new Frame.Chunk(
                    octets,
                    true,
                    tooBig ? Frame.Fault.TOO_BIG : bareBreak ? Frame.Fault.BARE_LINE_BREAK : Frame.Fault.NONE);
        }
        return octets.hasRemaining() ? new Frame.Chunk(octets, false, Frame.Fault.NONE) : null;
    }
}
