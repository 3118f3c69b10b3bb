package io.github.hikyaku.pipeline;

import io.github.hikyaku.address.MailAddress;
import java.util.List;

/** What a stage thinks of a message. */
public sealed interface Verdict {
    /** Let it pass to the next stage. */
    record Accept() implements Verdict {}

    /** Let it pass with a header field put on top. */
    record Tag(String name, String value) implements Verdict {}

    /** Let it pass, but file it into this mailbox instead of INBOX. */
    record Quarantine(String mailbox) implements Verdict {}

    /** Refuse it for good. */
    record Reject(Reply reply) implements Verdict {}

    /** Refuse it for now. */
    record Defer(Reply reply) implements Verdict {}

    /** Tell the client yes, and throw it away. */
    record Discard() implements Verdict {}

    /** Deliver it to these local addresses instead. */
    record Redirect(List<MailAddress> to) implements Verdict {
        /** Copies the list and checks that it is not empty. */
        public Redirect {
            to = List.copyOf(to);
            if (to.isEmpty()) {
                throw new IllegalArgumentException("Redirected to nobody");
            }
        }
    }

    /** Lets the message pass. */
    static Verdict accept() {
        return new Accept();
    }

    /** Lets the message pass with a header field put on top. */
    static Verdict tag(String name, String value) {
        return new Tag(name, value);
    }

    /** Files the message into the mailbox named Junk. */
    static Verdict quarantine() {
        return new Quarantine("Junk");
    }

    /** Refuses the message for good: reply 550 with that enhanced status ({@code 5.x.y}) and text. */
    static Verdict reject(String status, String text) {
        return new Reject(new Reply(550, status, text));
    }

    /** Refuses the message for now: reply 451 with that enhanced status ({@code 4.x.y}) and text. */
    static Verdict defer(String status, String text) {
        return new Defer(new Reply(451, status, text));
    }

    /** Throws the message away while the client is told yes. */
    static Verdict discard() {
        return new Discard();
    }

    /** Delivers the message to other local addresses instead. */
    static Verdict redirect(MailAddress... to) {
        return new Redirect(List.of(to));
    }
}
