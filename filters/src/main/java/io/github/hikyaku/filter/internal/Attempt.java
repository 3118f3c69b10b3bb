package io.github.hikyaku.filter.internal;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Turns what is thrown into a stage that failed. */
interface Attempt<T> {
    T run() throws IOException;

    static <T> CompletableFuture<T> of(Attempt<T> attempt) {
        try {
            return CompletableFuture.completedFuture(attempt.run());
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
