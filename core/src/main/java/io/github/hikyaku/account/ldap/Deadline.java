package io.github.hikyaku.account.ldap;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The time by which a call is over, however many servers and connections it takes. */
record Deadline(long nanos) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** In milliseconds, 1 or more: also what is late has to be tried to fail. */
    int remainingMillis() {
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos - System.nanoTime()));
    }

    boolean isOver() {
        return nanos - System.nanoTime() <= 0;
    }
}
