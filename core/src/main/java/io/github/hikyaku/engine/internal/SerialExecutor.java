package io.github.hikyaku.engine.internal;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one at a time, in order, on another executor's threads; each sees what those before it wrote to memory. It
 * holds a thread only while there is something to do.
 */
public final class SerialExecutor implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

    /** After so many tasks another session may have the thread. */
    private static final int TURN = 64;

    private final Executor workers;

    /** The tasks that wait, or null if none does: nearly always. */
    private @Nullable ArrayDeque<Runnable> tasks;

    private boolean running;

    /** Makes one on top of an executor. */
    public SerialExecutor(Executor workers) {
        this.workers = workers;
    }

    /** Runs a task after all that were given before. What it throws is logged. */
    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            if (tasks == null) {
                tasks = new ArrayDeque<>(2);
            }
            tasks.add(task);
            if (running) {
                return;
            }
            running = true;
        }
        start();
    }

    /**
     * Runs a task on the caller's thread, unless another runs or waits: then it does nothing. Tasks that are given
     * meanwhile run on the other executor's threads.
     *
     * @return whether the task has run
     */
    public boolean runHere(Runnable task) {
        synchronized (this) {
            if (running) {
                return false;
            }
            running = true;
        }
        run(task);
        synchronized (this) {
            running = tasks != null;
            if (!running) {
                return true;
            }
        }
        start();
        return true;
    }

    private void start() {
        try {
            workers.execute(this::run);
        } catch (RuntimeException | Error refused) {
            // The host has stopped its executor, and the tasks left clean up; or there is no thread to be had, and a
            // connection whose tasks were lost would never end.
            Runnable task;
            while ((task = next()) != null) {
                run(task);
            }
        }
    }

    private void run() {
        for (int i = 0; i < TURN; i++) {
            Runnable task = next();
            if (task == null) {
                return;
            }
            run(task);
        }
        start();
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable thrown) {
            LOG.error("A task failed", thrown); // the tasks behind it still have their turn
        }
    }

    private synchronized @Nullable Runnable next() {
        if (tasks == null) {
            running = false;
            return null;
        }
        Runnable task = tasks.remove();
        if (tasks.isEmpty()) {
            tasks = null; // an idle connection keeps nothing
        }
        return task;
    }
}
