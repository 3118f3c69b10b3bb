package io.github.hikyaku.pipeline.internal;

import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.MailChange;
import io.github.hikyaku.message.Recipient;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.pipeline.Verdict;
import io.github.hikyaku.storage.MailboxName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One message before the stages: what they make of it, then its delivery. Used by one thread at a time. */
final class Judgement {
    /** What comes behind the stages: tells what became of the message as they left it. */
    @FunctionalInterface
    interface Delivery<T> {
        T deliver(Mail mail, List<ForwardPath> recipients, MailboxName mailbox);
    }

    /** What ends it before its delivery. */
    @FunctionalInterface
    interface Ending<T> {
        T with(Reply reply);
    }

    private final DefaultMailIntake intake;
    private Mail mail;
    private @Nullable List<ForwardPath> redirection;
    private MailboxName mailbox = MailboxName.INBOX;
    private @Nullable String discardedBy;
    private final List<Runnable> releases = new ArrayList<>(0);

    Judgement(DefaultMailIntake intake, Mail mail) {
        this.intake = intake;
        this.mail = mail;
    }

    <T> CompletionStage<T> decide(List<Markings.Marking> before, Delivery<T> delivery, Ending<T> ending) {
        return ask(before, delivery, ending).whenComplete((outcome, failure) -> releases.forEach(this::release));
    }

    private <T> CompletionStage<T> ask(List<Markings.Marking> before, Delivery<T> delivery, Ending<T> ending) {
        for (Markings.Marking marking : before) {
            try {
                mark(marking.stage(), marking.verdict());
            } catch (RuntimeException e) {
                Reply reply = intake.internalError(mail.origin().peer(), "stage " + marking.stage(), e);
                return CompletableFuture.completedFuture(ending.with(intake.refused(mail, reply, marking.stage())));
            }
        }
        CompletionStage<Optional<StageRun.Refusal>> refusals = discardedBy != null
                ? CompletableFuture.completedFuture(Optional.empty())
                : intake.run(mail.origin()).ask(stage -> stage.message(mail), this::mark);
        return refusals.thenApply(refusal -> {
            if (refusal.isPresent() && discardedBy == null) {
                return ending.with(intake.refused(
                        mail, refusal.get().reply(), refusal.get().stage()));
            }
            List<ForwardPath> recipients = redirection != null
                    ? redirection
                    : mail.envelope().recipients().stream().map(Recipient::path).toList();
            if (discardedBy != null || recipients.isEmpty()) {
                String stage = discardedBy == null ? "" : discardedBy;
                intake.event(new MailEvent.MessageDiscarded(mail.origin().peer(), mail.id(), stage));
                return ending.with(DefaultMailIntake.accepted(mail));
            }
            return delivery.deliver(mail, recipients, mailbox);
        });
    }

    /** Takes a verdict that is no refusal; one to discard needs no further stage. */
    private Optional<StageRun.Refusal> mark(String stage, Verdict verdict) {
        if (verdict instanceof Verdict.Tag tag) {
            mail = mail.changed(List.of(new MailChange.AddField(tag.name(), tag.value())));
            judged(stage, "tag " + tag.name() + ": " + tag.value());
        } else if (verdict instanceof Verdict.All all) {
            for (Verdict each : all.verdicts()) {
                Optional<StageRun.Refusal> end = mark(stage, each);
                if (end.isPresent()) {
                    return end;
                }
            }
        } else if (verdict instanceof Verdict.Change change) {
            change.changes().forEach(this::noteRelease);
            change.changes().forEach(this::check);
            mail = mail.changed(change.changes());
            judged(stage, "change " + change.changes().size() + " things");
        } else if (verdict instanceof Verdict.Quarantine quarantine) {
            mailbox = MailboxName.of(quarantine.mailbox());
            judged(stage, "quarantine into " + mailbox);
        } else if (verdict instanceof Verdict.Redirect redirect) {
            List<ForwardPath> to = redirect.to().stream().map(ForwardPath::of).toList();
            to.forEach(path -> intake.checkOurs(path, mail.origin()));
            redirection = to;
            judged(stage, "redirect to " + to);
        } else if (verdict instanceof Verdict.Discard) {
            discardedBy = stage;
            return Optional.of(new StageRun.Refusal(DefaultMailIntake.PASS, stage));
        }
        return Optional.empty();
    }

    private void noteRelease(MailChange change) {
        if (change instanceof MailChange.ReplaceBody replaced) {
            releases.add(replaced.release());
        }
    }

    private void release(Runnable release) {
        try {
            release.run();
        } catch (RuntimeException e) {
            intake.internalError(mail.origin().peer(), "release of a body", e);
        }
    }

    private void check(MailChange change) {
        if (change instanceof MailChange.AddRecipient add) {
            intake.checkOurs(add.path(), mail.origin());
        }
    }

    private void judged(String stage, String verdict) {
        intake.event(new MailEvent.MessageJudged(mail.origin().peer(), mail.id(), stage, verdict));
    }
}
