package io.github.hikyaku.testing;

import java.util.Locale;
import java.util.function.Predicate;

/** Picks mails, and can say in a failure which ones it wanted. */
public final class MailMatcher implements Predicate<ReceivedMail> {
    private final String description;
    private final Predicate<ReceivedMail> predicate;

    private MailMatcher(String description, Predicate<ReceivedMail> predicate) {
        this.description = description;
        this.predicate = predicate;
    }

    /** Mails for which the predicate is true; the description completes "a mail …". */
    public static MailMatcher matching(String description, Predicate<ReceivedMail> predicate) {
        return new MailMatcher(description, predicate);
    }

    /** Mails that were sent to this address, as the envelope says. */
    public static MailMatcher to(String address) {
        return new MailMatcher(
                "to " + address, mail -> mail.recipients().stream().anyMatch(address::equalsIgnoreCase));
    }

    /** Mails with this reverse-path in the envelope; empty for the null reverse-path. */
    public static MailMatcher from(String address) {
        return new MailMatcher("from " + address, mail -> mail.reversePath().equalsIgnoreCase(address));
    }

    /** Mails whose subject, decoded, is this. */
    public static MailMatcher subject(String subject) {
        return new MailMatcher(
                "with subject \"" + subject + '"', mail -> mail.subject().equals(subject));
    }

    /** Mails whose subject, decoded, has this in it, in any case. */
    public static MailMatcher subjectContaining(String part) {
        String wanted = part.toLowerCase(Locale.ROOT);
        return new MailMatcher(
                "with a subject that contains \"" + part + '"',
                mail -> mail.subject().toLowerCase(Locale.ROOT).contains(wanted));
    }

    @Override
    public boolean test(ReceivedMail mail) {
        return predicate.test(mail);
    }

    @Override
    public MailMatcher and(Predicate<? super ReceivedMail> other) {
        return new MailMatcher(this + " and " + other, mail -> test(mail) && other.test(mail));
    }

    @Override
    public MailMatcher or(Predicate<? super ReceivedMail> other) {
        return new MailMatcher("(" + this + " or " + other + ")", mail -> test(mail) || other.test(mail));
    }

    @Override
    public MailMatcher negate() {
        return new MailMatcher("not " + this, mail -> !test(mail));
    }

    @Override
    public String toString() {
        return description;
    }
}
