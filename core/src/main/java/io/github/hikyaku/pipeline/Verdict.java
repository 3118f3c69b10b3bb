package io.github.hikyaku.pipeline;

import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.message.MailChange;
import io.github.hikyaku.storage.MailboxName;
import java.util.List;

/** What a stage thinks of a message, or of a client or a recipient before there is one. */
public sealed interface Verdict {
    /** Let it pass to the next stage. */
    record Accept() implements Verdict {}

    /**
     * Let it pass with a header field put on top.
     *
     * @param name printable ASCII without a colon (RFC 5322 §3.6.8)
     * @param value one line; both together have at most 900 characters
     */
    record Tag(String name, String value) implements Verdict {
        /** Checks that it is one header field and nothing more. */
        public Tag {
            if (name.isEmpty() || !name.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != ':')) {
                throw new IllegalArgumentException("Not the name of a header field: " + name);
            }
            if (name.length() + value.length() > 900 || value.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("The value of " + name + " is too long or more than one line");
            }
        }
    }

    /** Let it pass, but file it into this mailbox instead of INBOX; it is made where it is missing. */
    record Quarantine(String mailbox) implements Verdict {
        /** Checks that it can be the name of a mailbox. */
        public Quarantine {
            MailboxName.of(mailbox);
        }
    }

    /** Refuse it for good, with a reply of 500 or above. */
    record Reject(Reply reply) implements Verdict {
        /** Checks the code. */
        public Reject {
            if (reply.isPositive() || reply.isTransient()) {
                throw new IllegalArgumentException("To reject takes a 5xx reply, not " + reply);
            }
        }
    }

    /** Refuse it for now, with a reply of 400 to 499. */
    record Defer(Reply reply) implements Verdict {
        /** Checks the code. */
        public Defer {
            if (!reply.isTransient()) {
                throw new IllegalArgumentException("To defer takes a 4xx reply, not " + reply);
            }
        }
    }

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

    /**
     * Let it pass, changed.
     *
     * @param changes in the order in which they are made
     */
    record Change(List<MailChange> changes) implements Verdict {
        /** Copies the list. */
        public Change {
            changes = List.copyOf(changes);
        }
    }

    /**
     * Several verdicts that let pass, such as a change and a quarantine.
     *
     * @param verdicts in their order: none that refuses
     */
    record All(List<Verdict> verdicts) implements Verdict {
        /** Copies the list and checks that nothing in it refuses. */
        public All {
            verdicts = List.copyOf(verdicts);
            if (verdicts.stream().anyMatch(v -> v instanceof Reject || v instanceof Defer)) {
                throw new IllegalArgumentException("A refusal goes with nothing else");
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

    /** Lets the message pass with changes. */
    static Verdict change(MailChange... changes) {
        return new Change(List.of(changes));
    }

    /** Several verdicts that let pass, in their order. */
    static Verdict all(Verdict... verdicts) {
        return new All(List.of(verdicts));
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
