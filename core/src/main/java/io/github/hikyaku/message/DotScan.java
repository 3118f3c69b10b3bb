package io.github.hikyaku.message;

/**
 * Tells whether octets that pass by in pieces are dot-transparent: every line ends with CRLF, the last one too, and none
 * starts with a dot.
 */
final class DotScan {
    private enum State {
        LINE_START,
        IN_LINE,
        AFTER_CR,
        BROKEN
    }

    private State state = State.LINE_START;

    /** Looks at the next piece. */
    void scan(byte[] octets, int from, int to) {
        int i = from;
        while (i < to && state != State.BROKEN) {
            switch (state) {
                case LINE_START -> state = octets[i] == '.' ? State.BROKEN : State.IN_LINE;
                case AFTER_CR -> state = octets[i++] == '\n' ? State.LINE_START : State.BROKEN;
                default -> {
                    i = lineEnd(octets, i, to);
                    if (i < to) {
                        state = octets[i++] == '\r' ? State.AFTER_CR : State.BROKEN;
                    }
                }
            }
        }
    }

    private static int lineEnd(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            if (octets[i] == '\r' || octets[i] == '\n') {
                return i;
            }
        }
        return to;
    }

    /** What holds of all that was seen. */
    boolean isTransparent() {
        return state == State.LINE_START;
    }
}
