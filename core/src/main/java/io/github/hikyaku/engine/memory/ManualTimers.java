package io.github.hikyaku.engine.memory;

import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.engine.internal.Timers;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** A clock that somebody winds. */
final class ManualTimers implements Timers {
    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(Comparator.comparingLong(Alarm::due).thenComparingLong(Alarm::number));
    private long now;
    private long number;

    @Override
    public synchronized Connection.Timer schedule(Duration delay, Runnable task) {
        Alarm alarm = new Alarm(now + Math.max(0, delay.toNanos()), number++, task);
        alarms.add(alarm);
        return () -> cancel(alarm);
    }

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    void advance(Duration time) {
        long until = nanoTime() + time.toNanos();
        Alarm due;
        while ((due = next(until)) != null) {
            due.task().run();
        }
    }

    private synchronized @Nullable Alarm next(long until) {
        Alarm first = alarms.peek();
        if (first == null || first.due() > until) {
            now = until;
            return null;
        }
        now = Math.max(now, first.due());
        return alarms.poll();
    }

    private synchronized void cancel(Alarm alarm) {
        alarms.remove(alarm);
    }

    private record Alarm(long due, long number, Runnable task) {}
}
