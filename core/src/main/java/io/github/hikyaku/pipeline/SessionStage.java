package io.github.hikyaku.pipeline;

import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.message.Recipient;
import io.github.hikyaku.mime.HeaderSection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Judges at any point of a session: overrides the points where it has something to say. What a verdict says before there
 * is a message, other than a refusal, counts for the message of the transaction, or, said at {@link #connected} and
 * {@link #greeted}, for every message of the session.
 *
 * <p>Each method is called on a worker, by many threads at once, but for one session in order and never before the
 * last verdict has come. It may block on this machine's disk; what waits for a network answers with a stage that
 * completes later, on any thread: no thread is held meanwhile. If a method throws, or its stage fails, the client is told to
 * try again later and the host gets an event. {@link Stages} makes one of a lambda.
 */
public interface SessionStage {
    /** The verdict that lets pass, at once. */
    CompletionStage<Verdict> ACCEPTED = CompletableFuture.completedStage(Verdict.accept());

    /** The server starts. Called once for each server, before all else, and may fail to say that it must not. */
    default void start(StageContext context) {}

    /** A client has connected; it has not been greeted. The name it will give itself is empty. A refusal is its greeting. */
    default CompletionStage<Verdict> connected(Origin origin) {
        return ACCEPTED;
    }

    /** The client said EHLO or HELO, or LHLO: once more after TLS has begun. */
    default CompletionStage<Verdict> greeted(Origin origin) {
        return ACCEPTED;
    }

    /** MAIL, which is well-formed and allowed. The envelope has no recipients yet. */
    default CompletionStage<Verdict> mail(Origin origin, Envelope envelope) {
        return ACCEPTED;
    }

    /**
     * RCPT, of a recipient that the server accepts.
     *
     * @param envelope with the recipients that were accepted before
     */
    default CompletionStage<Verdict> recipient(Origin origin, Envelope envelope, Recipient recipient) {
        return ACCEPTED;
    }

    /**
     * The header section of a message is here, up to {@code Limits.reception().maxHeaderOctets()}; the body is not. After a
     * refusal the rest is drained and thrown away, and the client is told behind it.
     */
    default CompletionStage<Verdict> header(Origin origin, Envelope envelope, HeaderSection header) {
        return ACCEPTED;
    }

    /** The message is here; it is closed once the stage is complete. */
    default CompletionStage<Verdict> message(Mail mail) {
        return ACCEPTED;
    }

    /** Whether {@link #header} has something to say: header sections are kept in memory for those alone. */
    default boolean wantsHeader() {
        return false;
    }

    /**
     * Whether this stage answers at a point at once, without waiting for anything: then it may be asked on an I/O thread, which
     * spares the client some time. True of points where it has nothing to say. Not, unless overridden.
     */
    default boolean answersAtOnce(SessionPoint point) {
        return false;
    }

    /** The transaction is over before its message was judged: RSET, a refusal, or the client is gone. */
    default void reset(Origin origin) {}

    /** The session is over, for whatever reason. Called last: behind the verdict on a message whose client has left. */
    default void closed(Origin origin) {}

    /** The server stops; called once for each {@link #start}. */
    default void stop() {}
}
