package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.engine.ReceptionLimits;
import io.github.hikyaku.pipeline.IntakeSession;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.server.ClientRates;
import io.github.hikyaku.server.ClientRates.Rate;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a session does against clients that are no mail programs or servers, or too many: rates, talk before its turn, and
 * the budgets of errors and of time. A client that behaves never notices.
 */
final class Guard {
    /** Commands that have to be the last of a group (RFC 2920 §3.1): what may follow depends on the reply. */
    private static final Set<String> GREETINGS = Set.of("EHLO", "HELO", "LHLO");

    private static final Reply SPOKE_TOO_EARLY =
            new Reply(554, "5.5.1", "You did not wait for a reply before you went on");

    private final SmtpSession session;
    private final ReceptionLimits limits;
    private final ErrorBudget errors;
    private final TimeBudget time;
    private ClientRates.@Nullable Client client;
    private boolean hostKnowsOfRecipients;

    Guard(SmtpSession session) {
        this.session = session;
        this.limits = session.limits().reception();
        this.errors = new ErrorBudget(session, this);
        this.time = new TimeBudget(session);
    }

    ErrorBudget errors() {
        return errors;
    }

    TimeBudget time() {
        return time;
    }

    ClientRates.Client client() {
        if (client == null) {
            client = session.context()
                    .clientRates()
                    .client(session.peer().remote().getAddress());
        }
        return client;
    }

    /** Whether this client may do as it likes. */
    boolean isTrusted() {
        return client().isExempt() || isKnown() || isProxy();
    }

    /** Whether it is one that speaks for others, and has not said for whom. */
    private boolean isProxy() {
        return !session.isBehindProxy()
                && session.settings()
                        .mayUseXclient(session.connection().remote().getAddress());
    }

    /** Whether it has logged in or is vouched for, or is a mail server of the host's own, which speaks LMTP. */
    boolean isKnown() {
        return session.account().isPresent() || session.settings().lmtp();
    }

    /** A client is there. Answers how it is turned away, or null. */
    @Nullable
    Framing connected() {
        Optional<String> limit = isTrusted() ? Optional.empty() : client().count(Rate.CONNECTIONS);
        return limit.isEmpty()
                ? null
                : session.expel(
                        limit.get(), "connections", goodbye("Too many connections from your network; wait a minute"));
    }

    /** What comes before the greeting: nothing, or a while in which the client has to be silent. */
    CompletionStage<Reply> silence() {
        if (limits.greetingDelay().isZero() || session.settings().submission() || isTrusted()) {
            return IntakeSession.PASSED;
        }
        CompletableFuture<Reply> over = new CompletableFuture<>();
        session.connection().schedule(limits.greetingDelay(), () -> over.complete(Replies.OK.reply()));
        return over;
    }

    /** About to greet. Answers how a client is turned away that has said something already (RFC 5321 §4.3.1), or null. */
    @Nullable
    Framing greeting() {
        return isEarly() ? session.expel("reception.allowEarlyTalk", "before the greeting", SPOKE_TOO_EARLY) : null;
    }

    /** About to act on a command. Answers how the client is turned away instead, or null. */
    @Nullable
    Framing command(String verb) {
        if (isTrusted()) {
            return null;
        }
        boolean alone = !session.isExtended() || GREETINGS.contains(verb);
        if (alone && !verb.equals("QUIT") && isEarly()) {
            return session.expel("reception.allowEarlyTalk", verb + " and more", SPOKE_TOO_EARLY);
        }
        Optional<String> limit = client().count(Rate.COMMANDS);
        if (limit.isPresent()) {
            return session.expel(limit.get(), verb, goodbye("Too many commands from your address; wait a minute"));
        }
        return errors.idleCommand(verb);
    }

    private boolean isEarly() {
        return !limits.allowEarlyTalk()
                && !session.settings().submission()
                && !isTrusted()
                && session.connection().hasInput();
    }

    /** MAIL. Answers how the client is turned away, or null. */
    @Nullable
    Framing mail() {
        return isTrusted() || !client().isFull(Rate.MESSAGES)
                ? null
                : session.expel(
                        Rate.MESSAGES.limit(),
                        "MAIL",
                        goodbye("Too many messages from your address; send the rest in an hour"));
    }

    /** RCPT. Answers what the recipient is refused with before anybody looks whether it exists, or null. */
    @Nullable
    Reply recipient() {
        if (isKnown()) {
            return null;
        }
        Optional<String> limit = client().count(Rate.RECIPIENTS);
        if (limit.isPresent()) {
            if (!hostKnowsOfRecipients) {
                hostKnowsOfRecipients = true;
                session.limitReached(limit.get(), "RCPT");
            }
            return Replies.RECIPIENTS_LATER;
        }
        return errors.hiddenRecipient();
    }

    /** A message has been taken or refused. */
    void received(Reply reply) {
        if (!isTrusted()) {
            client().count(Rate.MESSAGES); // beyond the limit, MAIL says so the next time
        }
        if (reply.isPositive()) {
            errors.forgive();
        }
    }

    /** 421, with the server's name first (RFC 5321 §4.2.2). */
    Reply goodbye(String text) {
        return new Reply(421, "4.7.0", session.hostname() + " " + text);
    }
}
