package io.github.hikyaku.pipeline.internal;

import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.message.Recipient;
import io.github.hikyaku.mime.HeaderSection;
import io.github.hikyaku.pipeline.IntakeSession;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.pipeline.SessionPoint;
import io.github.hikyaku.pipeline.SessionStage;
import io.github.hikyaku.pipeline.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** One session's way through the stages: what they say before there is a message is kept for it. */
final class StagedSession implements IntakeSession {
    private final DefaultMailIntake intake;

    /** What was said of the client when it connected. */
    private final Markings ofClient = new Markings();

    /** What was said of its name. */
    private final Markings ofName = new Markings();

    /** What was said of the transaction. */
    private final Markings ofTransaction = new Markings();

    private boolean inTransaction;

    /** The answer to what was asked last, if it has not come: an idle session keeps none. */
    private CompletionStage<?> asked = PASSED;

    StagedSession(DefaultMailIntake intake) {
        this.intake = intake;
    }

    @Override
    public CompletionStage<Reply> connected(Origin origin) {
        return remember(ask(origin, "connect", stage -> stage.connected(origin), ofClient, DefaultMailIntake.PASS));
    }

    @Override
    public CompletionStage<Reply> greeted(Origin origin) {
        ofName.clear();
        return remember(ask(origin, "helo", stage -> stage.greeted(origin), ofName, DefaultMailIntake.PASS));
    }

    @Override
    public CompletionStage<Reply> mail(Origin origin, Envelope envelope) {
        ofTransaction.clear();
        inTransaction = true;
        return remember(
                ask(origin, "mail", stage -> stage.mail(origin, envelope), ofTransaction, DefaultMailIntake.PASS));
    }

    @Override
    public CompletionStage<Reply> recipient(Origin origin, Envelope envelope, Recipient recipient) {
        return remember(intake.judge(origin, recipient.path())
                .thenCompose(own -> own.isPositive()
                        ? ask(
                                origin,
                                "recipient",
                                stage -> stage.recipient(origin, envelope, recipient),
                                ofTransaction,
                                own)
                        : CompletableFuture.completedFuture(own)));
    }

    @Override
    public boolean answersAtOnce(SessionPoint point) {
        for (NamedStage stage : intake.stages()) {
            if (!stage.stage().answersAtOnce(point)) {
                return false;
            }
        }
        return intake.answersAtOnce(point);
    }

    @Override
    public boolean wantsHeader() {
        return intake.stages().stream().anyMatch(stage -> stage.stage().wantsHeader());
    }

    @Override
    public CompletionStage<Reply> header(Origin origin, Envelope envelope, HeaderSection header) {
        return remember(ask(
                origin,
                "header",
                stage -> stage.header(origin, envelope, header),
                ofTransaction,
                DefaultMailIntake.PASS));
    }

    private <T> CompletionStage<T> remember(CompletionStage<T> answer) {
        asked = answer.toCompletableFuture().isDone() ? PASSED : answer;
        return answer;
    }

    private CompletionStage<Reply> ask(
            Origin origin,
            String point,
            Function<SessionStage, CompletionStage<Verdict>> question,
            Markings markings,
            Reply pass) {
        return intake.run(origin)
                .ask(question, (stage, verdict) -> {
                    markings.add(stage, verdict);
                    return Optional.empty();
                })
                .thenApply(refusal -> {
                    if (refusal.isEmpty()) {
                        return pass;
                    }
                    Reply reply = refusal.get().reply();
                    intake.event(new MailEvent.StageRefused(
                            origin.peer(), refusal.get().stage(), point, reply.toString()));
                    return reply;
                });
    }

    @Override
    public CompletionStage<Reply> accept(Mail mail) {
        return remember(new Judgement(intake, mail).decide(endTransaction(), intake::deliver, reply -> reply));
    }

    @Override
    public CompletionStage<List<Reply>> acceptEach(Mail mail) {
        List<ForwardPath> recipients =
                mail.envelope().recipients().stream().map(Recipient::path).toList();
        Judgement.Ending<List<Reply>> together = reply -> Collections.nCopies(recipients.size(), reply);
        return remember(new Judgement(intake, mail)
                .decide(
                        endTransaction(),
                        // Where a stage has chosen other recipients, nobody's outcome is his own any more.
                        (changed, paths, mailbox) -> paths.equals(recipients)
                                ? intake.deliverEach(changed, paths, mailbox)
                                : together.with(intake.deliver(changed, paths, mailbox)),
                        together));
    }

    /** Answers what was said before the message. */
    private List<Markings.Marking> endTransaction() {
        List<Markings.Marking> before = Markings.all(ofClient, ofName, ofTransaction);
        ofTransaction.clear();
        inTransaction = false;
        return before;
    }

    @Override
    public void reset(Origin origin) {
        ofTransaction.clear();
        if (inTransaction) {
            inTransaction = false;
            tell(origin, stage -> stage.reset(origin));
        }
    }

    /** A client that leaves early takes its message, which is still being judged, away from no stage. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end of a session
    public void close(Origin origin) {
        asked.whenComplete((answer, failure) -> {
            reset(origin);
            tell(origin, stage -> stage.closed(origin));
        });
    }

    private void tell(Origin origin, Consumer<SessionStage> what) {
        for (NamedStage stage : intake.stages()) {
            try {
                what.accept(stage.stage());
            } catch (RuntimeException e) {
                intake.event(new MailEvent.InternalError(Optional.of(origin.peer()), "stage " + stage.name(), e));
            }
        }
    }
}
