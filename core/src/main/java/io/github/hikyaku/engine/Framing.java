package io.github.hikyaku.engine;

import java.util.concurrent.CompletionStage;

/** How the next octets are to be cut: a session's answer to each {@link Frame}. */
public sealed interface Framing {
    /**
     * As one line.
     *
     * @param max the most octets without the line end, 1 or more
     */
    record Lines(int max) implements Framing {
        /** Checks the length. */
        public Lines {
            if (max < 1) {
                throw new IllegalArgumentException("A line of at most " + max + " octets");
            }
        }
    }

    /**
     * As so many octets, in chunks as they come: an IMAP literal, a BDAT chunk.
     *
     * @param count 0 or more; with 0 one empty last chunk comes at once
     */
    record Octets(long count) implements Framing {
        /** Checks the count. */
        public Octets {
            if (count < 0) {
                throw new IllegalArgumentException("A run of " + count + " octets");
            }
        }
    }

    /**
     * As a text that ends with CRLF.CRLF and with nothing else (RFC 5321 §4.1.1.4), in chunks as it comes. A text that
     * consists of {@code .CRLF} alone is empty.
     *
     * @param max the most octets after unstuffing, 0 or more; the excess is drained and thrown away
     */
    record DotStuffed(long max) implements Framing {
        /** Checks the limit. */
        public DotStuffed {
            if (max < 0) {
                throw new IllegalArgumentException("A text of at most " + max + " octets");
            }
        }
    }

    /**
     * Not yet: first this answer has to come. No thread is held meanwhile and no frame is delivered. If the stage fails
     * the session is asked by {@link ProtocolSession#onFailure}.
     */
    record Wait(CompletionStage<Framing> until) implements Framing {}
}
