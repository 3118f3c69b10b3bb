package io.github.hikyaku.pipeline;

import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.message.Recipient;
import io.github.hikyaku.mime.HeaderSection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One client's session, for the {@link MailIntake}. A receiver calls one method at a time and waits for its answer, but
 * for {@link #close}, which may come at any time. A stage that is not complete when it is returned completes on any
 * thread; none completes exceptionally for anything but a program error. A reply with code 421 or 521 also ends the session.
 */
public interface IntakeSession {
    /** An answer that lets pass. What a receiver says then is its own business. */
    CompletionStage<Reply> PASSED = CompletableFuture.completedStage(new Reply(250, "2.0.0", "Ok"));

    /** Judges the client, before it is greeted. */
    default CompletionStage<Reply> connected(Origin origin) {
        return PASSED;
    }

    /** Judges what the client calls itself. */
    default CompletionStage<Reply> greeted(Origin origin) {
        return PASSED;
    }

    /** Judges the reverse-path and the parameters of MAIL. */
    default CompletionStage<Reply> mail(Origin origin, Envelope envelope) {
        return PASSED;
    }

    /**
     * Judges a recipient: yes for one of ours, or for one that a client that logged in may send to; else why not.
     *
     * @param envelope with the recipients that were accepted before
     * @return 250 2.1.5, or 550 5.1.1, 550 5.7.1, 452 4.2.2 (mailbox full), 451 4.3.0 and the like
     */
    CompletionStage<Reply> recipient(Origin origin, Envelope envelope, Recipient recipient);

    /** Whether {@link #header} wants to be asked. */
    default boolean wantsHeader() {
        return false;
    }

    /** Judges a header section before the body has come. */
    default CompletionStage<Reply> header(Origin origin, Envelope envelope, HeaderSection header) {
        return PASSED;
    }

    /**
     * Takes responsibility for a message, or does not. A positive reply means that it is durable for every recipient
     * and can be seen by all who read the mailboxes. The caller keeps the mail open until then and closes it afterwards.
     *
     * @return 250 2.0.0, or why not
     */
    CompletionStage<Reply> accept(Mail mail);

    /**
     * Takes responsibility for a message for some recipients, or all, or none (RFC 2033 §4.2). As {@link #accept} otherwise.
     *
     * @return a reply for each recipient, in their order
     */
    default CompletionStage<List<Reply>> acceptEach(Mail mail) {
        int count = mail.envelope().recipients().size();
        return accept(mail).thenApply(reply -> Collections.nCopies(count, reply));
    }

    /**
     * Whether what is asked at a point is answered at once, without waiting for a disk, a directory or anything else, for
     * a message that is held in memory at {@link SessionPoint#MESSAGE}: then a receiver may ask on an I/O thread. Not, unless
     * overridden.
     */
    default boolean answersAtOnce(SessionPoint point) {
        return false;
    }

    /** The transaction is over without a message. */
    default void reset(Origin origin) {}

    /** The session is over. */
    default void close(Origin origin) {}
}
