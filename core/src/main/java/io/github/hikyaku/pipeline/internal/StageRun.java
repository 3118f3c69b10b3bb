package io.github.hikyaku.pipeline.internal;

import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.MailEventListener;
import io.github.hikyaku.event.Peer;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.pipeline.SessionStage;
import io.github.hikyaku.pipeline.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks stages, one after the other, until one refuses. While a stage has not answered no thread is held; what comes
 * after its answer runs on a worker, whoever gave it.
 */
final class StageRun {
    static final Reply DIRECTORY_AWAY =
            new Reply(451, "4.3.0", "The directory of users cannot be asked now, try again later");

    /** What a stage refuses with, and which one it was. */
    record Refusal(Reply reply, String stage) {}

    private final List<NamedStage> stages;
    private final Executor workers;
    private final MailEventListener events;
    private final Peer peer;

    StageRun(List<NamedStage> stages, Executor workers, MailEventListener events, Peer peer) {
        this.stages = stages;
        this.workers = workers;
        this.events = events;
        this.peer = peer;
    }

    /**
     * Asks them.
     *
     * @param question what to ask a stage
     * @param passed what is done with a verdict that is no refusal; what it answers ends the run
     * @return empty if all let pass
     */
    CompletionStage<Optional<Refusal>> ask(
            Function<SessionStage, CompletionStage<Verdict>> question,
            BiFunction<String, Verdict, Optional<Refusal>> passed) {
        return ask(0, question, passed);
    }

    private CompletionStage<Optional<Refusal>> ask(
            int first,
            Function<SessionStage, CompletionStage<Verdict>> question,
            BiFunction<String, Verdict, Optional<Refusal>> passed) {
        for (int i = first; i < stages.size(); i++) {
            NamedStage stage = stages.get(i);
            CompletableFuture<Verdict> answer = question(stage, question);
            if (!answer.isDone()) {
                int next = i + 1;
                return answer.handleAsync((verdict, failure) -> judge(stage, verdict, failure, passed), workers)
                        .thenCompose(refusal -> refusal.isPresent()
                                ? CompletableFuture.completedFuture(refusal)
                                : ask(next, question, passed));
            }
            Optional<Refusal> refusal = answer.handle((verdict, failure) -> judge(stage, verdict, failure, passed))
                    .join();
            if (refusal.isPresent()) {
                return CompletableFuture.completedFuture(refusal);
            }
        }
        return CompletableFuture.completedFuture(Optional.empty());
    }

    private static CompletableFuture<Verdict> question(
            NamedStage stage, Function<SessionStage, CompletionStage<Verdict>> question) {
        try {
            CompletionStage<Verdict> answer = question.apply(stage.stage());
            return answer == null
                    ? CompletableFuture.failedFuture(new NullPointerException("The stage gave no verdict"))
                    : answer.toCompletableFuture();
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Optional<Refusal> judge(
            NamedStage stage,
            @Nullable Verdict verdict,
            @Nullable Throwable failure,
            BiFunction<String, Verdict, Optional<Refusal>> passed) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause == null && verdict == null) {
            cause = new NullPointerException("The stage gave no verdict");
        }
        if (cause == null) {
            if (verdict instanceof Verdict.Reject reject) {
                return refusal(stage, reject.reply());
            }
            if (verdict instanceof Verdict.Defer defer) {
                return refusal(stage, defer.reply());
            }
            try {
                return passed.apply(stage.name(), verdict);
            } catch (RuntimeException e) {
                cause = e; // what the verdict asks for cannot be done
            }
        }
        if (cause instanceof AccountsUnavailableException) {
            return refusal(stage, DIRECTORY_AWAY);
        }
        events.on(new MailEvent.InternalError(Optional.of(peer), "stage " + stage.name(), cause));
        return refusal(stage, StoreReplies.TRY_LATER);
    }

    private static Optional<Refusal> refusal(NamedStage stage, Reply reply) {
        return Optional.of(new Refusal(reply, stage.name()));
    }
}
