package io.github.hikyaku.engine.internal;

import io.github.hikyaku.engine.Connection;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers on one daemon thread, which starts with the first of them. */
public final class ThreadTimers implements Timers {
    private final ScheduledThreadPoolExecutor thread;

    /** Timers whose thread has this name. */
    public ThreadTimers(String name) {
        thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
        thread.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Connection.Timer schedule(Duration delay, Runnable task) {
        try {
            Future<?> alarm = thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> alarm.cancel(false);
        } catch (RejectedExecutionException stopped) {
            return () -> {};
        }
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    /** Forgets all timers; answers whether the thread has ended within the time. */
    public boolean stop(Duration within) throws InterruptedException {
        thread.shutdownNow();
        return thread.awaitTermination(within.toNanos(), TimeUnit.NANOSECONDS);
    }
}
