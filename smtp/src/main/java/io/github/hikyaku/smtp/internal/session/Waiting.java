package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.engine.Framing;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What a session waits for on this side: no thread is held, and what comes after it is done in turn with the session. */
final class Waiting {
    /** What answers a stage's value, in turn with the session. */
    @FunctionalInterface
    interface Continuation<T> {
        Framing apply(T value) throws Exception;
    }

    private final Connection connection;
    private final Runnable afterwards;
    private boolean on;

    /**
     * Nothing yet.
     *
     * @param afterwards what is done behind whatever was waited for
     */
    Waiting(Connection connection, Runnable afterwards) {
        this.connection = connection;
        this.afterwards = afterwards;
    }

    boolean isOn() {
        return on;
    }

    /** It has failed. */
    void over() {
        on = false;
    }

    /** Goes on when the stage is complete: at once if it is already. */
    <T> Framing until(CompletionStage<T> stage, Continuation<T> then) throws Exception {
        CompletableFuture<T> answer = stage.toCompletableFuture();
        if (answer.isDone() && !answer.isCompletedExceptionally()) {
            return then.apply(answer.join());
        }
        return inTurn(answer, then);
    }

    /** Goes on after a while. */
    Framing after(Duration delay, Supplier<Framing> then) {
        CompletableFuture<Boolean> due = new CompletableFuture<>();
        connection.schedule(delay, () -> due.complete(true));
        return inTurn(due, over -> then.get());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what happens is in the stage that is returned
    private <T> Framing inTurn(CompletableFuture<T> answer, Continuation<T> then) {
        on = true;
        CompletableFuture<Framing> next = new CompletableFuture<>();
        answer.whenComplete((value, failure) -> connection.execute(() -> {
            on = false;
            if (failure != null) {
                next.completeExceptionally(failure);
                return;
            }
            try {
                next.complete(then.apply(value));
                afterwards.run();
            } catch (Throwable e) {
                next.completeExceptionally(e);
            }
        }));
        return new Framing.Wait(next);
    }
}
