package io.github.hikyaku.engine.internal;

import io.github.hikyaku.engine.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The timers of one session: what they start runs in its turns, and so does everything here but their alarms. */
final class SessionTimers {
    private final Timers timers;
    private final Consumer<Runnable> turns;
    private Connection.@Nullable Timer silence;
    private @Nullable List<Task> tasks;

    SessionTimers(Timers timers, Consumer<Runnable> turns) {
        this.timers = timers;
        this.turns = turns;
    }

    /** Has silence looked into after a time, and no more at the time asked for before. */
    void lookAfter(long nanos, Runnable look) {
        if (silence != null) {
            silence.cancel();
        }
        silence = timers.schedule(Duration.ofNanos(nanos), () -> turns.accept(look));
    }

    Connection.Timer schedule(Duration delay, Runnable task) {
        Task timer = new Task(task);
        if (tasks == null) {
            tasks = new ArrayList<>(2);
        }
        tasks.add(timer);
        timer.alarm = timers.schedule(delay, () -> turns.accept(timer));
        return timer;
    }

    void cancelAll() {
        if (silence != null) {
            silence.cancel();
        }
        if (tasks != null) {
            List.copyOf(tasks).forEach(Task::cancel);
        }
    }

    /** A task that waits for its time. */
    private final class Task implements Connection.Timer, Runnable {
        private @Nullable Runnable task;
        private Connection.@Nullable Timer alarm;

        Task(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            Runnable due = task;
            cancel();
            if (due != null) {
                due.run();
            }
        }

        @Override
        public void cancel() {
            task = null;
            if (alarm != null) {
                alarm.cancel();
            }
            if (tasks != null) {
                tasks.remove(this);
            }
        }
    }
}
