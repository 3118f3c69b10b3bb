package io.github.hikyaku.pipeline;

import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.address.ReversePath;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.Origin;
import java.util.concurrent.CompletionStage;

/**
 * The way in for mail: what a receiving protocol asks at RCPT and after the last octet. A stage that is not complete
 * when it is returned completes on any thread; neither completes exceptionally for anything but a program error.
 *
 * <p>The receiver tells the host of recipients that are accepted or refused, and of messages that it refuses by itself, as
 * too big or with more hops than {@code Limits.maxHops}; the intake tells of what becomes of the messages it is given.
 */
public interface MailIntake {
    /**
     * Judges a recipient: yes for one of ours, or for one that a client that logged in may send to; else why not.
     *
     * @return 250 2.1.5, or 550 5.1.1, 550 5.7.1, 451 4.3.0 and the like
     */
    CompletionStage<Reply> recipient(Origin origin, ReversePath reversePath, ForwardPath recipient);

    /**
     * Takes responsibility for a message, or does not. A positive reply means that it is durable for every recipient
     * and can be seen by all who read the mailboxes. The caller keeps the mail open until then and closes it afterwards.
     *
     * @return 250 2.0.0, or why not
     */
    CompletionStage<Reply> accept(Mail mail);

    /**
     * Whether {@link #recipient} answers from memory, without waiting for anything: then it may be called on an I/O thread.
     * Not, unless overridden.
     */
    default boolean judgesAtOnce() {
        return false;
    }

    /** The same of {@link #accept}, for a message that is held in memory. */
    default boolean acceptsAtOnce() {
        return false;
    }
}
