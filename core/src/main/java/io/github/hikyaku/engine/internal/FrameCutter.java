package io.github.hikyaku.engine.internal;

import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts octets into frames. Takes time linear in the octets and gives the same frames, and the same octets in each run,
 * however the input is chunked. Used by one thread at a time; does no I/O.
 */
public final class FrameCutter {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private @Nullable Framing framing;
    private @Nullable DotUnstuffer text;

    /** Octets that are left of a run of octets. */
    private long left;

    /** The beginning of a line whose end has not come. */
    private byte @Nullable [] line;

    private int lineLength;
    private boolean overlong;

    /** Sets how the next octets are to be cut. Only between frames: after a line, or the last chunk of a run. */
    public void framing(Framing next) {
        framing = next;
        text = null;
        if (next instanceof Framing.Octets octets) {
            left = octets.count();
        } else if (next instanceof Framing.DotStuffed stuffed) {
            text = new DotUnstuffer(stuffed.max());
        }
    }

    /** Whether the octets that come belong to a run, not to a line. */
    boolean isInRun() {
        return !(framing instanceof Framing.Lines);
    }

    /**
     * The next frame, or null if the input is used up before a frame is complete. What is used of the input is taken from
     * it, and the rest is for the next call. A chunk is a part of the input's own array, whose used octets are overwritten
     * where dots are taken out.
     */
    public @Nullable Frame next(ByteBuffer input) {
        if (framing instanceof Framing.Lines lines) {
            return line(input, lines.max());
        } else if (framing instanceof Framing.Octets) {
            return octets(input);
        } else if (text != null) {
            return input.hasRemaining() ? text.next(input) : null;
        }
        throw new IllegalStateException("No framing that cuts: " + framing);
    }

    private @Nullable Frame octets(ByteBuffer input) {
        if (left == 0) {
            return new Frame.Chunk(NOTHING.duplicate(), true, Frame.Fault.NONE);
        }
        int count = (int) Math.min(left, input.remaining());
        if (count == 0) {
            return null;
        }
        ByteBuffer chunk = input.slice(input.position(), count);
        input.position(input.position() + count);
        left -= count;
        return new Frame.Chunk(chunk, left == 0, Frame.Fault.NONE);
    }

    private @Nullable Frame line(ByteBuffer input, int max) {
        byte[] array = input.array();
        int start = input.arrayOffset() + input.position();
        int end = start + input.remaining();
        int feed = OctetScan.lineFeed(array, start, end);
        if (feed == end) {
            keep(array, start, end - start, max);
            input.position(input.limit());
            return null;
        }
        input.position(feed + 1 - input.arrayOffset());
        if (lineLength > 0 || overlong) {
            keep(array, start, feed - start, max);
            return endOfKept(max);
        }
        boolean bareLf = feed == start || array[feed - 1] != '\r';
        int length = feed - start - (bareLf ? 0 : 1);
        return length > max
                ? new Frame.OverlongLine(max)
                : new Frame.Line(Arrays.copyOfRange(array, start, start + length), bareLf);
    }

    private Frame endOfKept(int max) {
        byte[] kept = line;
        int length = lineLength;
        boolean tooLong = overlong;
        line = null;
        lineLength = 0;
        overlong = false;
        if (tooLong || kept == null) {
            return new Frame.OverlongLine(max);
        }
        boolean bareLf = kept[length - 1] != '\r';
        if (!bareLf) {
            length--;
        }
        return length > max ? new Frame.OverlongLine(max) : new Frame.Line(Arrays.copyOf(kept, length), bareLf);
    }

    /** Keeps a piece of a line, but never more than the line may have and one octet, which may be the CR of its end. */
    private void keep(byte[] array, int from, int count, int max) {
        if (count == 0 || overlong) {
            return;
        }
        if (count > max + 1L - lineLength) {
            overlong = true;
            line = null;
            lineLength = 0;
            return;
        }
        if (line == null) {
            line = new byte[Math.max(count, 32)];
        } else if (line.length - lineLength < count) {
            line = Arrays.copyOf(line, (int) Math.min(Math.max(lineLength + count, line.length * 2L), max + 1L));
        }
        System.arraycopy(array, from, line, lineLength, count);
        lineLength += count;
    }
}
