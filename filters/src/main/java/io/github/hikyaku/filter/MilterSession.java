package io.github.hikyaku.filter;

import io.github.hikyaku.filter.internal.MilterChanges;
import io.github.hikyaku.filter.internal.MilterDialogue;
import io.github.hikyaku.filter.internal.MilterReply;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.MailChange;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.message.Recipient;
import io.github.hikyaku.pipeline.StageContext;
import io.github.hikyaku.pipeline.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One SMTP session as a milter sees it. Questions come one at a time, each behind the answer to the last one; the end of
 * the session may come at any time, which is why the dialogue is handed about under a lock. After a failure of the
 * milter the next transaction tries a new dialogue, which is told of the client first.
 */
final class MilterSession {
    private final Milter milter;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable MilterDialogue dialogue;
    private volatile boolean asking;
    private boolean closed;

    /** The milter wants to hear no more of the client. */
    private boolean contented;

    /** It wants to hear no more of the transaction. */
    private boolean passed;

    /** It has heard of a transaction that is not over. */
    private boolean begun;

    /** Why the milter cannot judge the transaction. */
    private @Nullable Throwable lost;

    MilterSession(Milter milter) {
        this.milter = milter;
    }

    CompletionStage<Verdict> connected(Origin origin) {
        return ask(origin, Optional.empty(), () -> dial(origin));
    }

    CompletionStage<Verdict> greeted(Origin origin) {
        MilterDialogue with = dialogue;
        if (contented || with == null) {
            return CompletableFuture.completedFuture(Verdict.accept());
        }
        return ask(origin, Optional.empty(), () -> with.helo(origin).thenApply(this::ofClient));
    }

    private CompletableFuture<Verdict> dial(Origin origin) {
        String hostname = milter.context().hostname();
        return milter.dial().thenCompose(with -> {
            if (!keep(with)) {
                return CompletableFuture.failedFuture(new CancellationException("The session is over"));
            }
            return with.connect(origin, hostname).thenApply(this::ofClient);
        });
    }

    /** What is said of a client lasts for the session. */
    private Verdict ofClient(MilterReply reply) {
        contented = reply.kind() == MilterReply.Kind.ACCEPT;
        return reply.kind() == MilterReply.Kind.DISCARD ? Verdict.discard() : ofRefusal(reply);
    }

    private static Verdict ofRefusal(MilterReply reply) {
        return Objects.requireNonNullElseGet(reply.refusal(), Verdict::accept);
    }

    CompletionStage<Verdict> mail(Origin origin, Envelope envelope) {
        lost = null;
        passed = false;
        begun = false;
        if (contented) {
            return CompletableFuture.completedFuture(Verdict.accept());
        }
        return ask(
                origin,
                Optional.empty(),
                () -> ready(origin).thenCompose(verdict -> {
                    MilterDialogue with = dialogue;
                    if (contented
                            || with == null
                            || verdict instanceof Verdict.Reject
                            || verdict instanceof Verdict.Defer) {
                        return CompletableFuture.completedFuture(verdict);
                    }
                    begun = true;
                    return with.mail(origin, envelope).thenApply(this::ofTransaction);
                }));
    }

    /** A dialogue that knows the client. */
    private CompletableFuture<Verdict> ready(Origin origin) {
        if (dialogue != null) {
            return CompletableFuture.completedFuture(Verdict.accept());
        }
        return dial(origin).thenCompose(verdict -> {
            MilterDialogue with = dialogue;
            boolean over = contented || with == null || !(verdict instanceof Verdict.Accept);
            return over || with == null
                    ? CompletableFuture.completedFuture(verdict)
                    : with.helo(origin).thenApply(this::ofClient);
        });
    }

    private Verdict ofTransaction(MilterReply reply) {
        passed = reply.kind() != MilterReply.Kind.CONTINUE;
        return reply.kind() == MilterReply.Kind.DISCARD ? Verdict.discard() : ofRefusal(reply);
    }

    CompletionStage<Verdict> recipient(Origin origin, Recipient recipient) {
        return within(
                origin,
                Optional.empty(),
                with -> with.recipient(recipient).thenApply(reply -> {
                    Verdict verdict = ofTransaction(reply);
                    if (reply.kind() == MilterReply.Kind.REFUSE) {
                        passed = false; // it goes on for the other recipients
                    }
                    return verdict;
                }));
    }

    CompletionStage<Verdict> message(Mail mail) {
        return within(mail.origin(), Optional.of(mail.id()), with -> {
            StageContext server = milter.context();
            MilterChanges changes =
                    new MilterChanges(mail, server.spool(), server.limits().maxMessageSize());
            return with.message(mail, changes)
                    .thenApply(reply -> {
                        begun = false;
                        return ofMessage(reply, changes);
                    })
                    .whenComplete((verdict, failure) -> {
                        if (failure != null) {
                            changes.drop();
                        }
                    });
        });
    }

    private Verdict ofMessage(MilterReply reply, MilterChanges changes) {
        switch (reply.kind()) {
            case REFUSE, DISCARD -> {
                changes.drop();
                return ofTransaction(reply);
            }
            default -> {
                List<Verdict> verdicts = new ArrayList<>();
                List<MailChange> list = changes.list();
                if (!list.isEmpty()) {
                    verdicts.add(new Verdict.Change(list));
                }
                if (changes.quarantined()) {
                    verdicts.add(milter.quarantine());
                }
                return verdicts.isEmpty() ? Verdict.accept() : new Verdict.All(verdicts);
            }
        }
    }

    /** Asks within a transaction, if the milter still cares about it. */
    private CompletionStage<Verdict> within(
            Origin origin, Optional<String> mailId, Function<MilterDialogue, CompletableFuture<Verdict>> question) {
        Throwable cause = lost;
        if (cause != null && milter.settings().whenDown() == FilterPolicy.DEFER) {
            return CompletableFuture.completedFuture(milter.unavailable(origin.peer(), mailId, cause));
        }
        MilterDialogue with = dialogue;
        if (contented || passed || !begun || with == null) {
            return CompletableFuture.completedFuture(Verdict.accept());
        }
        return ask(origin, mailId, () -> question.apply(with));
    }

    private CompletionStage<Verdict> ask(
            Origin origin, Optional<String> mailId, Supplier<CompletableFuture<Verdict>> question) {
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.completedFuture(Verdict.accept()); // nobody is there to be told
            }
            asking = true;
        } finally {
            lock.unlock();
        }
        CompletableFuture<Verdict> answer;
        try {
            answer = question.get();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        CompletableFuture<Verdict> settled = answer.thenApply(verdict -> {
                    answered(null);
                    return verdict;
                })
                .exceptionallyCompose(failure -> answered(failure)
                        ? CompletableFuture.completedFuture(Verdict.accept())
                        : CompletableFuture.failedFuture(failure));
        return milter.orPolicy(settled, origin.peer(), mailId);
    }

    /** Settles a question; answers whether the session is over, and nobody there to be told. */
    private boolean answered(@Nullable Throwable failure) {
        MilterDialogue broken = null;
        boolean over;
        lock.lock();
        try {
            over = closed;
            asking = false;
            if (failure != null) {
                lost = failure;
                broken = dialogue;
                dialogue = null;
            }
        } finally {
            lock.unlock();
        }
        if (broken != null) {
            broken.close();
            milter.leave();
        }
        return over;
    }

    private boolean keep(MilterDialogue begunWith) {
        lock.lock();
        try {
            if (!closed) {
                dialogue = begunWith;
                return true;
            }
        } finally {
            lock.unlock();
        }
        begunWith.quit();
        milter.leave();
        return false;
    }

    void reset() {
        MilterDialogue with = dialogue;
        if (begun && !asking && with != null) {
            with.abort();
        }
        begun = false;
    }

    void closed() {
        MilterDialogue last;
        boolean inDialogue;
        lock.lock();
        try {
            closed = true;
            last = dialogue;
            dialogue = null;
            inDialogue = asking;
        } finally {
            lock.unlock();
        }
        if (last == null) {
            return;
        }
        if (inDialogue) {
            last.close(); // the answer that is waited for fails
        } else {
            last.quit();
        }
        milter.leave();
    }
}
