package io.github.hikyaku.engine.internal;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the executor that sessions run on. */
public final class Workers {
    /** Threads of the pool at most: sessions wait for disks, not for processors. */
    private static final int THREADS = 64;

    private Workers() {}

    /** Virtual threads where the JDK has them, else a bounded pool of daemon threads with this name. */
    public static ExecutorService create(String name) {
        try {
            // JDK 21 has it; the baseline is 17.
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException older) {
            return pool(name, THREADS);
        }
    }

    /** A pool that uses an idle thread if there is one, makes one if not, and lets tasks wait once there are enough. */
    static ExecutorService pool(String name, int threads) {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                0,
                threads,
                10,
                TimeUnit.SECONDS,
                new HandOver(),
                task -> {
                    Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                (task, pool) -> {
                    if (pool.isShutdown()) {
                        throw new RejectedExecutionException("The workers have stopped");
                    }
                    pool.getQueue().add(task);
                });
    }

    /** Takes a task at the first asking only if a thread waits for it, so that the pool grows while all are busy. */
    private static final class HandOver extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }

        @Override
        public boolean add(Runnable task) {
            return super.offer(task);
        }
    }
}
