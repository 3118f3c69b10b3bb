package io.github.hikyaku.engine.internal;

import io.github.hikyaku.engine.Connection;
import java.time.Duration;

/** A clock and its alarms. */
public interface Timers {
    /** Runs a short task after a delay, on a thread of the timers' own. */
    Connection.Timer schedule(Duration delay, Runnable task);

    /** Nanoseconds since some moment. */
    long nanoTime();
}
