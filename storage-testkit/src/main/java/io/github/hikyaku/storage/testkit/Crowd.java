package io.github.hikyaku.storage.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Many threads that start at the same moment. */
final class Crowd {
    private static final long LIMIT_SECONDS = 60;

    /** What one of them does. */
    interface Task {
        void run() throws Exception;
    }

    private Crowd() {}

    static void run(Task... tasks) throws Exception {
        run(List.of(tasks));
    }

    /** Runs all to their end, and throws what the first of them that failed threw. */
    static void run(List<? extends Task> tasks) throws Exception {
        CountDownLatch start = new CountDownLatch(tasks.size());
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size(), task -> {
            Thread thread = new Thread(task, "crowd");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<?>> all = new ArrayList<>();
            for (Task task : tasks) {
                all.add(threads.submit(() -> {
                    start.countDown();
                    start.await();
                    task.run();
                    return null;
                }));
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
            for (Future<?> one : all) {
                one.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "Threads that use the store at once wait for each other since " + LIMIT_SECONDS + " s", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        } finally {
            threads.shutdownNow();
        }
    }
}
