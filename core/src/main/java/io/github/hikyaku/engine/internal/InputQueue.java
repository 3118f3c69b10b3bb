package io.github.hikyaku.engine.internal;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Octets that have come and are not cut yet. Bounded: the transport stops reading above one mark and goes on below another. */
@SuppressWarnings("ByteBufferBackingArray") // what counts is the whole array that a segment keeps alive
final class InputQueue {
    static final int SUSPEND_ABOVE = 256 * 1024;
    static final int RESUME_BELOW = 64 * 1024;

    /** What a segment counts at least, so that a trickle of single octets is bounded too. */
    private static final int LEAST_CHARGE = 256;

    private final Wire wire;
    private @Nullable ArrayDeque<ByteBuffer> more;
    private @Nullable ByteBuffer head;
    private int headCharge;
    private int charged;
    private boolean suspended;
    private boolean ended;

    InputQueue(Wire wire) {
        this.wire = wire;
    }

    /** Takes a heap buffer over. */
    synchronized void add(ByteBuffer octets) {
        ByteBuffer segment = octets;
        if (octets.remaining() < octets.array().length / 2) {
            byte[] exact = new byte[octets.remaining()];
            octets.get(exact);
            segment = ByteBuffer.wrap(exact);
        }
        charged += charge(segment);
        if (head == null) {
            head = segment;
            headCharge = charge(segment);
        } else {
            if (more == null) {
                more = new ArrayDeque<>();
            }
            more.add(segment);
        }
        if (charged > SUSPEND_ABOVE && !suspended) {
            suspended = true;
            wire.suspendInput();
        }
    }

    /** The segment to cut from, or null if there is none. */
    synchronized @Nullable ByteBuffer head() {
        while (head != null && !head.hasRemaining()) {
            charged -= headCharge;
            head = more == null ? null : more.poll();
            headCharge = head == null ? 0 : charge(head);
            if (head == null) {
                more = null; // an idle connection keeps nothing
            }
        }
        if (suspended && charged < RESUME_BELOW) {
            suspended = false;
            wire.resumeInput();
        }
        return head;
    }

    synchronized boolean isEmpty() {
        return head() == null;
    }

    /** Throws away what has come and what will come. */
    synchronized void discard() {
        head = null;
        more = null;
        charged = 0;
    }

    synchronized void end() {
        ended = true;
    }

    /** Whether nothing will come any more. */
    synchronized boolean ended() {
        return ended;
    }

    private static int charge(ByteBuffer segment) {
        return Math.max(segment.array().length, LEAST_CHARGE);
    }
}
