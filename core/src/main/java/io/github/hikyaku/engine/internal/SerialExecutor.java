package io.github.hikyaku.engine.internal;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one at a time, in order, on another executor's threads; each sees what those before it wrote to memory. It
 * holds a thread only while there is something to do.
 */
public final class SerialExecutor implements Executor {
    /** After so many tasks another session may have the thread. */
    private static final int TURN = 64;

    private final Executor workers;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>(2);
    private boolean running;

    /** Makes one on top of an executor. */
    public SerialExecutor(Executor workers) {
        this.workers = workers;
    }

    /** Runs a task after all that were given before; tasks must not throw. */
    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        start();
    }

    private void start() {
        try {
            workers.execute(this::run);
        } catch (RejectedExecutionException stopped) {
            // The host has stopped its executor: the tasks left are those that clean up, and must not be lost.
            Runnable task;
            while ((task = next()) != null) {
                task.run();
            }
        }
    }

    private void run() {
        for (int i = 0; i < TURN; i++) {
            Runnable task = next();
            if (task == null) {
                return;
            }
            task.run();
        }
        start();
    }

    private @Nullable Runnable next() {
        synchronized (tasks) {
            Runnable task = tasks.poll();
            running = task != null;
            return task;
        }
    }
}
