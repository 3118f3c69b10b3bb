package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.sasl.SaslExchange;
import io.github.hikyaku.sasl.SaslMechanism;
import io.github.hikyaku.sasl.SaslOffer;
import io.github.hikyaku.sasl.SaslStep;
import io.github.hikyaku.smtp.internal.command.Arguments;
import io.github.hikyaku.smtp.internal.command.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who has logged in to a session, and the dialogue by which he does (RFC 4954). */
final class Login {
    private final SmtpSession session;
    private @Nullable Account account;
    private @Nullable SaslMechanism mechanism;
    private @Nullable SaslExchange exchange;

    /** The end, of which the client was told in a last challenge: it only has to acknowledge that. */
    private @Nullable SaslStep decided;

    Login(SmtpSession session) {
        this.session = session;
    }

    Optional<Account> account() {
        return Optional.ofNullable(account);
    }

    /** Whether the next line is a response to a challenge and no command. */
    boolean isRunning() {
        return exchange != null;
    }

    /** Whether mail is refused until somebody logs in. */
    boolean isMissing() {
        return session.settings().requireAuth() && account == null;
    }

    /** What a client is told that has to log in: RFC 4954 §6, or RFC 3207 §4 where that needs TLS. */
    Reply required() {
        return session.connection().canStartTls() && !session.settings().plaintextAuth()
                ? Replies.STARTTLS_REQUIRED
                : Replies.LOGIN_REQUIRED;
    }

    /** The names of the mechanisms that may be used now, for the EHLO answer. */
    List<String> offered() {
        return session.settings().offerAuth() ? offer().names() : List.of();
    }

    private SaslOffer offer() {
        return new SaslOffer(
                session.context().saslMechanisms(),
                session.context().accounts(),
                session.hostname(),
                session.connection().tls(),
                session.settings().plaintextAuth());
    }

    /** The command AUTH. */
    static Framing begin(SmtpSession session, Arguments.AuthStart arguments) throws Refusal {
        return session.login().begin(arguments);
    }

    private Framing begin(Arguments.AuthStart arguments) throws Refusal {
        if (account != null) {
            throw new Refusal(Replies.ALREADY_LOGGED_IN);
        }
        SaslOffer offer = offer();
        SaslMechanism chosen = offer.find(arguments.mechanism())
                .orElseThrow(() -> new Refusal(
                        offer.needsTls(arguments.mechanism())
                                ? Replies.ENCRYPTION_REQUIRED
                                : Replies.UNKNOWN_MECHANISM));
        String initial = arguments.initialResponse();
        // RFC 4954 §4, but for LOGIN: it is no standard, and clients send the name along with it.
        if (initial != null && !chosen.isClientFirst() && !chosen.name().equals("LOGIN")) {
            throw new Refusal(Replies.NO_INITIAL_RESPONSE);
        }
        byte[] response = initial == null || initial.equals("=") ? new byte[0] : decode(initial);
        mechanism = chosen;
        exchange = offer.start(chosen);
        if (initial == null && chosen.isClientFirst()) {
            session.connection().send(Replies.NO_CHALLENGE);
            return session.lines();
        }
        return respond(response);
    }

    /** A line in answer to a challenge. */
    Framing response(byte[] line) throws Refusal {
        try {
            String text = new String(line, StandardCharsets.ISO_8859_1);
            if (text.equals("*")) {
                throw new Refusal(Replies.AUTH_CANCELLED);
            }
            byte[] response = decode(text);
            if (decided instanceof SaslStep.Done done) {
                return succeeded(done.account());
            }
            if (decided != null) {
                throw new Refusal(Replies.WRONG_LOGIN);
            }
            return respond(response);
        } catch (Refusal e) {
            end();
            throw e;
        }
    }

    /** A line in answer to a challenge that was longer than any may be. */
    Refusal tooLong() {
        end();
        return new Refusal(Replies.AUTH_TOO_LONG);
    }

    private Framing respond(byte[] response) throws Refusal {
        SaslStep step;
        try {
            step = running().respond(response);
        } catch (AccountsUnavailableException e) {
            refused("", String.valueOf(e.getMessage()));
            throw new Refusal(Replies.DIRECTORY_AWAY);
        }
        if (step instanceof SaslStep.Challenge challenge) {
            return challenge(challenge.octets());
        }
        if (step instanceof SaslStep.Failed failed) {
            refused(failed.login(), failed.reason());
            throw new Refusal(failed.malformed() ? Replies.BAD_RESPONSE : Replies.WRONG_LOGIN);
        }
        if (step instanceof SaslStep.Rejected rejected) {
            told(rejected.failure().login(), rejected.failure().reason());
            decided = rejected;
            return challenge(rejected.challenge());
        }
        SaslStep.Done done = (SaslStep.Done) step;
        if (done.additionalData().length > 0) {
            // RFC 4954 §4: 235 carries no data, so the data is one challenge more, and the answer to it is empty.
            decided = done;
            return challenge(done.additionalData());
        }
        return succeeded(done.account());
    }

    private Framing challenge(byte[] octets) {
        String text = Base64.getEncoder().encodeToString(octets);
        session.connection().send(Replies.ascii("334 " + text + "\r\n"));
        return session.lines();
    }

    private Framing succeeded(Account who) {
        account = who;
        String how = mechanismName();
        end();
        session.loggedIn();
        session.context()
                .event(new MailEvent.LoggedIn(session.peer(), how, who.id().value()));
        return session.reply(Replies.LOGGED_IN);
    }

    /** Takes somebody for logged in, on the word of who is trusted. */
    void assume(Account who) {
        account = who;
        session.loggedIn();
        session.context()
                .event(new MailEvent.LoggedIn(
                        session.peer(), "XCLIENT", who.id().value()));
    }

    private void refused(String login, String reason) {
        told(login, reason);
        end();
    }

    private void told(String login, String reason) {
        session.context().event(new MailEvent.LoginRefused(session.peer(), mechanismName(), login, reason));
    }

    private static byte[] decode(String base64) throws Refusal {
        try {
            if (base64.length() % 4 != 0) {
                throw new Refusal(Replies.BAD_BASE64); // the JDK would let the padding be missing
            }
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new Refusal(Replies.BAD_BASE64);
        }
    }

    private SaslExchange running() {
        if (exchange == null) {
            throw new IllegalStateException("No exchange is running");
        }
        return exchange;
    }

    private String mechanismName() {
        return mechanism == null ? "" : mechanism.name();
    }

    /** Forgets the exchange, but not who logged in. */
    void end() {
        exchange = null;
        mechanism = null;
        decided = null;
    }

    /** Forgets who logged in. */
    void forget() {
        end();
        account = null;
    }
}
