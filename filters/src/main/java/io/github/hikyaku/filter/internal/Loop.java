package io.github.hikyaku.filter.internal;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Steps one after the other, each of which may complete later, without a stack that grows with their number. */
final class Loop {
    private Loop() {}

    /** Takes steps until one of them answers something. */
    static <T> CompletableFuture<T> until(Supplier<CompletableFuture<Optional<T>>> step) {
        CompletableFuture<T> result = new CompletableFuture<>();
        run(step, result);
        return result;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what happens is in the result
    private static <T> void run(Supplier<CompletableFuture<Optional<T>>> step, CompletableFuture<T> result) {
        while (true) {
            CompletableFuture<Optional<T>> outcome;
            try {
                outcome = step.get();
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
                return;
            }
            if (!outcome.isDone() || outcome.isCompletedExceptionally()) {
                outcome.whenComplete((answer, failure) -> {
                    if (failure != null) {
                        result.completeExceptionally(failure);
                    } else if (answer.isPresent()) {
                        result.complete(answer.get());
                    } else {
                        run(step, result);
                    }
                });
                return;
            }
            Optional<T> answer = outcome.join();
            if (answer.isPresent()) {
                result.complete(answer.get());
                return;
            }
        }
    }
}
