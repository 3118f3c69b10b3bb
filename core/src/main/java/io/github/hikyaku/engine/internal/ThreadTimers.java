package io.github.hikyaku.engine.internal;

import io.github.hikyaku.engine.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Timers on one daemon thread, which starts with the first of them. As long as there are any the thread wakes by itself
 * twice a second, so that most new ones need not wake it: nearly all are taken back long before they are due.
 */
public final class ThreadTimers implements Timers {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadTimers.class);
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long FOR_EVER = Long.MAX_VALUE / 2;

    private final String name;

    // Guarded by this object's lock: a heap by the time when they are due, each of which knows its place.
    private Alarm[] alarms = new Alarm[16];
    private int count;
    private @Nullable Thread thread;
    private long wakesAt;
    private boolean stopped;

    /** Timers whose thread has this name. */
    public ThreadTimers(String name) {
        this.name = name;
    }

    @Override
    public Connection.Timer schedule(Duration delay, Runnable task) {
        long now = nanoTime();
        Alarm alarm = new Alarm(this, task, now + Math.max(0, Math.min(delay.toNanos(), FOR_EVER)));
        synchronized (this) {
            if (!stopped) {
                add(alarm);
                if (thread == null) {
                    wakesAt = now;
                    thread = new Thread(this::run, name);
                    thread.setDaemon(true);
                    thread.start();
                } else if (alarm.due - wakesAt < 0) {
                    wakesAt = alarm.due;
                    LockSupport.unpark(thread);
                }
            }
        }
        return alarm;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    private void run() {
        boolean idle = false;
        while (true) {
            Alarm due = null;
            long nap;
            synchronized (this) {
                if (stopped) {
                    return;
                }
                long now = nanoTime();
                long left = count == 0 ? FOR_EVER : alarms[0].due - now;
                if (left <= 0) {
                    due = alarms[0];
                    remove(due);
                }
                // Once more after the last was taken back: where connections are short the next one is near.
                nap = count == 0 && idle ? FOR_EVER : Math.min(left, NAP_NANOS);
                idle = count == 0;
                wakesAt = now + nap;
            }
            if (due == null) {
                LockSupport.parkNanos(this, nap);
            } else {
                run(due);
            }
        }
    }

    private static void run(Alarm due) {
        try {
            due.task.run();
        } catch (Throwable thrown) {
            LOG.error("A timer failed", thrown); // those behind it still have their time
        }
    }

    /** Forgets all timers; answers whether the thread has ended within the time. */
    public boolean stop(Duration within) throws InterruptedException {
        Thread last;
        synchronized (this) {
            stopped = true;
            Arrays.fill(alarms, 0, count, null);
            count = 0;
            last = thread;
        }
        if (last == null) {
            return true;
        }
        LockSupport.unpark(last);
        last.join(Math.max(1, within.toMillis()));
        return !last.isAlive();
    }

    // The heap.

    private void add(Alarm alarm) {
        if (count == alarms.length) {
            alarms = Arrays.copyOf(alarms, 2 * count);
        }
        rise(alarm, count++);
    }

    private synchronized void takeBack(Alarm alarm) {
        if (alarm.place >= 0 && !stopped) {
            remove(alarm);
        }
    }

    private void remove(Alarm alarm) {
        int place = alarm.place;
        Alarm last = alarms[--count];
        alarms[count] = null;
        alarm.place = -1;
        if (last != alarm) {
            sink(last, place);
            if (alarms[place] == last) {
                rise(last, place);
            }
        }
    }

    private void rise(Alarm alarm, int from) {
        int place = from;
        while (place > 0) {
            Alarm parent = alarms[(place - 1) / 2];
            if (alarm.due - parent.due >= 0) {
                break;
            }
            put(parent, place);
            place = (place - 1) / 2;
        }
        put(alarm, place);
    }

    private void sink(Alarm alarm, int from) {
        int place = from;
        while (2 * place + 1 < count) {
            int child = 2 * place + 1;
            if (child + 1 < count && alarms[child + 1].due - alarms[child].due < 0) {
                child++;
            }
            if (alarm.due - alarms[child].due <= 0) {
                break;
            }
            put(alarms[child], place);
            place = child;
        }
        put(alarm, place);
    }

    private void put(Alarm alarm, int place) {
        alarms[place] = alarm;
        alarm.place = place;
    }

    /** A task that waits for its time. */
    private static final class Alarm implements Connection.Timer {
        private final ThreadTimers timers;
        private final Runnable task;
        private final long due;
        private int place = -1;

        Alarm(ThreadTimers timers, Runnable task, long due) {
            this.timers = timers;
            this.task = task;
            this.due = due;
        }

        @Override
        public void cancel() {
            timers.takeBack(this);
        }
    }
}
