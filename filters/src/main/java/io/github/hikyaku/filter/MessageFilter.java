package io.github.hikyaku.filter;

import io.github.hikyaku.filter.internal.Gate;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.pipeline.StageContext;
import io.github.hikyaku.pipeline.Verdict;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A filter that is shown whole messages, one on a connection.
 *
 * @param <F> the type of the filter
 */
public abstract sealed class MessageFilter<F extends MessageFilter<F>> extends ExternalFilter<F>
        permits Rspamd, SpamAssassin, ClamAv {
    private final long maxSize;
    private volatile @Nullable Gate gate;

    MessageFilter(FilterSettings settings, long maxSize) {
        super(settings);
        if (maxSize < 1) {
            throw new IllegalArgumentException("maxSize is 1 or more, not " + maxSize);
        }
        this.maxSize = maxSize;
    }

    /** Messages of more octets pass without being shown to the filter. */
    public F maxSize(long octets) {
        return with(settings(), octets);
    }

    final long maxSize() {
        return maxSize;
    }

    @Override
    final F with(FilterSettings changed) {
        return with(changed, maxSize);
    }

    abstract F with(FilterSettings changed, long octets);

    @Override
    void open(StageContext server) {
        gate = new Gate(settings().maxConcurrent(), server.workers());
    }

    /** Judges a message of a size that the filter is shown. */
    abstract CompletableFuture<Verdict> judge(Mail mail);

    /** Judges a message that is too big for the filter. */
    Verdict tooBig(Mail mail) {
        return Verdict.accept();
    }

    @Override
    public final CompletionStage<Verdict> message(Mail mail) {
        Gate entrance = gate;
        if (entrance == null) {
            throw new IllegalStateException("The filter's stage has not been started");
        }
        if (mail.content().size() > maxSize) {
            return CompletableFuture.completedFuture(tooBig(mail));
        }
        CompletableFuture<Verdict> verdict = entrance.enter(settings().answerTimeout())
                .thenCompose(entered -> {
                    CompletableFuture<Verdict> judged;
                    try {
                        judged = judge(mail);
                    } catch (RuntimeException e) {
                        judged = CompletableFuture.failedFuture(e);
                    }
                    return judged.whenComplete((done, failure) -> entrance.leave());
                });
        return orPolicy(verdict, mail.origin().peer(), Optional.of(mail.id()));
    }
}
