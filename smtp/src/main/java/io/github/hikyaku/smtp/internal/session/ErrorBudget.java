package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.engine.ReceptionLimits;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.server.ClientRates.Rate;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How much of what leads to no message a session takes, and how long the replies to it are put off: no thread waits, and
 * what the client sends meanwhile is not read.
 */
final class ErrorBudget {
    private static final Set<String> IDLE = Set.of("NOOP", "RSET", "HELP", "VRFY", "EXPN", "EHLO", "HELO", "LHLO");

    private final SmtpSession session;
    private final Guard guard;
    private final ReceptionLimits limits;
    private int errors;
    private int unknownCommands;
    private int idleCommands;
    private int refusedRecipients;
    private int hiddenRecipients;
    private boolean hostKnowsOfTarpit;

    ErrorBudget(SmtpSession session, Guard guard) {
        this.session = session;
        this.guard = guard;
        this.limits = session.limits().reception();
    }

    /** A message was taken: whatever went wrong before, this is a mail client. */
    void forgive() {
        errors = 0;
        unknownCommands = 0;
        idleCommands = 0;
        refusedRecipients = 0;
        hiddenRecipients = 0;
    }

    /** Replies to an error, or closes if that is one too many of the client's. */
    Framing error(Reply reply) {
        // A 4xx is no fault of the client; 421 and 521 close anyway.
        if (reply.isTransient() || reply.code() == 521) {
            return session.reply(reply);
        }
        if (++errors >= session.limits().maxErrors()) {
            return session.expel("maxErrors", reply.toString(), guard.goodbye("Too many errors"));
        }
        return putOff(reply);
    }

    /** A line that is no command. Answers how the session is closed if that is one too many, or null. */
    @Nullable
    Framing unknownCommand(String shown) {
        return ++unknownCommands <= limits.maxUnknownCommands()
                ? null
                : session.expel("reception.maxUnknownCommands", shown, guard.goodbye("This is no SMTP"));
    }

    /** A command of a client that has not logged in. Answers how the session is closed, or null. */
    @Nullable
    Framing idleCommand(String verb) {
        return !IDLE.contains(verb) || ++idleCommands <= limits.maxIdleCommands()
                ? null
                : session.expel("reception.maxIdleCommands", verb, guard.goodbye("Too many commands and no message"));
    }

    /** Replies to a recipient that is refused. Whoever has logged in may have a list with many dead addresses. */
    Framing recipient(Reply reply) {
        if (reply.isTransient() || guard.isKnown()) {
            return session.reply(reply);
        }
        refusedRecipients++;
        guard.client().count(Rate.REFUSED_RECIPIENTS);
        return putOff(reply);
    }

    /** What any recipient is refused with once too many were, so that there is nothing to learn by guessing; or null. */
    @Nullable
    Reply hiddenRecipient() {
        boolean bySession = refusedRecipients >= limits.maxRefusedRecipients();
        if (!bySession && !guard.client().isFull(Rate.REFUSED_RECIPIENTS)) {
            return null;
        }
        if (hiddenRecipients == 0) {
            session.limitReached(
                    bySession ? "reception.maxRefusedRecipients" : Rate.REFUSED_RECIPIENTS.limit(),
                    "all further recipients are refused");
        }
        return ++hiddenRecipients <= limits.maxRefusedRecipients()
                ? Replies.RECIPIENT_HIDDEN
                : guard.goodbye("Too many of your recipients were refused");
    }

    private Framing putOff(Reply reply) {
        int beyond = errors + refusedRecipients - limits.tarpitAfter();
        if (beyond <= 0 || limits.tarpitStep().isZero() || limits.tarpitMax().isZero() || guard.isTrusted()) {
            return session.reply(reply);
        }
        if (!hostKnowsOfTarpit) {
            hostKnowsOfTarpit = true;
            session.limitReached("reception.tarpitAfter", reply.toString());
        }
        Duration delay = limits.tarpitStep().multipliedBy(beyond);
        Duration most = limits.tarpitMax();
        return session.later(delay.compareTo(most) < 0 ? delay : most, () -> session.reply(reply));
    }
}
