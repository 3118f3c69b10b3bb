package io.github.hikyaku.filter;

import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.Peer;
import io.github.hikyaku.pipeline.SessionStage;
import io.github.hikyaku.pipeline.StageContext;
import io.github.hikyaku.pipeline.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A stage that asks a filter outside of the server. It holds no thread while the filter works. Each method below answers
 * a stage like this one that was told one thing more; a stage serves one server at a time.
 *
 * <p>Whenever the policy for a filter that is down acts, the host hears {@link MailEvent.FilterUnavailable}.
 *
 * @param <F> the type of the filter
 */
public abstract sealed class ExternalFilter<F extends ExternalFilter<F>> implements SessionStage
        permits MessageFilter, Milter {
    private static final Verdict LATER =
            Verdict.defer("4.3.0", "A filter of this server cannot be asked now, try again later");

    private final FilterSettings settings;
    private final AtomicBoolean taken = new AtomicBoolean();
    private volatile @Nullable StageContext context;

    ExternalFilter(FilterSettings settings) {
        this.settings = settings;
    }

    /** What becomes of mail while the filter is down; {@link FilterPolicy#DEFER} by default. */
    public F whenDown(FilterPolicy policy) {
        return with(settings.whenDown(policy));
    }

    /** How long a connection may take, up to a day; 5 seconds by default. */
    public F connectTimeout(Duration time) {
        return with(settings.connectTimeout(time));
    }

    /** How long the filter may take for an answer, up to a day; 60 seconds by default. */
    public F answerTimeout(Duration time) {
        return with(settings.answerTimeout(time));
    }

    /**
     * How many connections to the filter there may be, 1 or more. Who finds them all busy waits as long as for an
     * answer; then the policy for a filter that is down acts.
     */
    public F maxConcurrent(int connections) {
        return with(settings.maxConcurrent(connections));
    }

    abstract F with(FilterSettings changed);

    final FilterSettings settings() {
        return settings;
    }

    /** Called by the server: opens what the stage dials out with. */
    @Override
    public final void start(StageContext server) {
        if (!taken.compareAndSet(false, true)) {
            throw new IllegalStateException("The filter of stage " + server.stage() + " serves another server already");
        }
        try {
            context = server;
            open(server);
        } catch (RuntimeException e) {
            taken.set(false);
            throw e;
        }
    }

    /** Called by the server: closes what is open. */
    @Override
    public final void stop() {
        shut();
        taken.set(false);
    }

    abstract void open(StageContext server);

    abstract void shut();

    final StageContext context() {
        StageContext server = context;
        if (server == null) {
            throw new IllegalStateException("The filter's stage has not been started");
        }
        return server;
    }

    /** The same, or what the policy says where the filter did not do its part. */
    final CompletableFuture<Verdict> orPolicy(CompletableFuture<Verdict> verdict, Peer peer, Optional<String> mailId) {
        return verdict.exceptionallyCompose(failure -> {
            Throwable cause = cause(failure);
            boolean down = cause instanceof IOException
                    || cause instanceof UncheckedIOException
                    || cause instanceof CancellationException;
            return down
                    ? CompletableFuture.completedFuture(unavailable(peer, mailId, cause))
                    : CompletableFuture.failedFuture(cause);
        });
    }

    /** What the policy says; the host is told. */
    final Verdict unavailable(Peer peer, Optional<String> mailId, Throwable cause) {
        boolean pass = settings.whenDown() == FilterPolicy.PASS;
        StageContext server = context();
        server.event(new MailEvent.FilterUnavailable(peer, mailId, server.stage(), pass, cause));
        return pass ? Verdict.accept() : LATER;
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
