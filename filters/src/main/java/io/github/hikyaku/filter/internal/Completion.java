package io.github.hikyaku.filter.internal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Completes on a worker what a thread of the network has learnt, so that nothing that follows can hold that thread. */
final class Completion {
    private Completion() {}

    static <T> void of(Executor workers, CompletableFuture<T> future, T value) {
        run(workers, () -> future.complete(value));
    }

    static void done(Executor workers, CompletableFuture<Void> future) {
        run(workers, () -> future.complete(null));
    }

    static void failed(Executor workers, CompletableFuture<?> future, Throwable cause) {
        run(workers, () -> future.completeExceptionally(cause));
    }

    static void run(Executor workers, Runnable task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException e) {
            task.run(); // the server has stopped, and nobody waits any longer
        }
    }
}
