package io.github.hikyaku.filter.internal;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Limits of time for what happens elsewhere. */
public final class Timeouts {
    private Timeouts() {}

    /**
     * The same, or a {@link SocketTimeoutException} once the time is up.
     *
     * @param what for people, such as "The answer"
     * @param workers what goes on behind a time that is up: the thread of the JDK's timers serves the whole JVM
     * @param whenLate what ends the work
     */
    @SuppressWarnings("FutureReturnValueIgnored") // what happens is in the result
    public static <T> CompletableFuture<T> within(
            CompletableFuture<T> work, Duration limit, String what, Executor workers, Runnable whenLate) {
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletableFuture<Void> timer =
                new CompletableFuture<Void>().completeOnTimeout(null, limit.toNanos(), TimeUnit.NANOSECONDS);
        timer.thenRun(() -> Completion.run(workers, () -> {
            String late = what + " took longer than " + limit.toMillis() + " ms";
            if (result.completeExceptionally(new SocketTimeoutException(late))) {
                whenLate.run();
            }
        }));
        work.whenComplete((value, failure) -> {
            timer.cancel(false);
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
        });
        return result;
    }
}
