package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.smtp.internal.command.Parameter;
import io.github.hikyaku.smtp.internal.command.Refusal;
import io.github.hikyaku.smtp.internal.command.TimeValues;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** RFC 4865: when a message may be delivered at the earliest. For who submits mail to a server that can hold it back. */
record FutureReleaseExtension() implements Extension {
    /** RFC 4865 §3: nine digits. */
    private static final long MOST_SECONDS = 999_999_999;

    @Override
    public String keyword() {
        return "FUTURERELEASE";
    }

    @Override
    public boolean isPossible(SmtpSession session) {
        return session.settings().submission() && !session.login().isMissing() && longest(session) > 0;
    }

    @Override
    public String ehloLine(SmtpSession session) {
        return "FUTURERELEASE " + longest(session) + " " + latest(session);
    }

    @Override
    public boolean hasMailParameter(String parameter) {
        return parameter.equals("HOLDFOR") || parameter.equals("HOLDUNTIL");
    }

    @Override
    public void mailParameter(Parameter parameter, Transaction transaction, SmtpSession session) throws Refusal {
        if (transaction.isHeld()) {
            throw new Refusal(501, "5.5.4", "HOLDFOR and HOLDUNTIL do not go together");
        }
        Instant now = now(session);
        Instant until = parameter.keyword().equals("HOLDFOR")
                ? now.plus(TimeValues.holdFor(parameter.value()))
                : TimeValues.holdUntil(parameter.value());
        if (until.isBefore(now)) {
            throw new Refusal(501, "5.5.4", "The time of HOLDUNTIL is over");
        }
        if (until.isAfter(latest(session))) {
            throw new Refusal(501, "5.5.4", "A message is held for " + longest(session) + " seconds at most");
        }
        transaction.holdUntil(until);
    }

    private static long longest(SmtpSession session) {
        return Math.min(MOST_SECONDS, session.context().intake().longestHold().toSeconds());
    }

    private static Instant latest(SmtpSession session) {
        return now(session).plusSeconds(longest(session));
    }

    private static Instant now(SmtpSession session) {
        return session.context().clock().instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
