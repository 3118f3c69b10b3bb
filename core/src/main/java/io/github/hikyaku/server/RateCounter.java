package io.github.hikyaku.server;

/**
 * Counts what happens within a window that slides: exactly for the part that is current, and as if it had been even for
 * the one before, so that two numbers are enough however much happens. Safe for use by many threads.
 */
final class RateCounter {
    private long part = Long.MIN_VALUE;
    private int before;
    private int current;

    /**
     * Counts one, unless that is one too many.
     *
     * @param now milliseconds of any clock; a time before the last one counts as the last one
     * @return whether it was counted
     */
    boolean count(long now, long window, int limit) {
        synchronized (this) {
            if (estimate(now, window) + 1 > limit) {
                return false;
            }
            current++;
            return true;
        }
    }

    /** Whether one more would be too many. */
    boolean isFull(long now, long window, int limit) {
        synchronized (this) {
            return estimate(now, window) + 1 > limit;
        }
    }

    private double estimate(long now, long window) {
        long nowPart = Math.floorDiv(now, window);
        if (part == Long.MIN_VALUE || nowPart > part + 1) {
            before = 0;
            current = 0;
            part = nowPart;
        } else if (nowPart == part + 1) {
            before = current;
            current = 0;
            part = nowPart;
        }
        double gone = nowPart < part ? 0 : Math.floorMod(now, window) / (double) window;
        return before * (1 - gone) + current;
    }
}
