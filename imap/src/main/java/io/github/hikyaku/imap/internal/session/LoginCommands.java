package io.github.hikyaku.imap.internal.session;

import io.github.hikyaku.account.LoginResult;
import io.github.hikyaku.imap.internal.command.Command;
import io.github.hikyaku.imap.internal.command.CommandRefused;
import io.github.hikyaku.sasl.SaslMechanism;
import io.github.hikyaku.sasl.SaslOffer;

/** The ways from the first state into the second (RFC 3501 §6.2). */
final class LoginCommands {
    private LoginCommands() {}

    static Completion startTls(ImapSession session, Command.Plain command) {
        if (!session.connection().canStartTls()) {
            throw CommandRefused.bad(
                    session.connection().tls().isPresent() ? "TLS is on already" : "TLS is not available");
        }
        session.startTls();
        return Completion.LATER;
    }

    static Completion login(ImapSession session, Command.Login command) {
        requirePrivacy(session);
        LoginResult result = session.context().accounts().login(command.user(), command.password());
        if (result instanceof LoginResult.Accepted accepted) {
            session.enter(accepted.account(), "LOGIN command");
            return loggedIn(session);
        }
        String reason = result instanceof LoginResult.Refused refused ? refused.reason() : "";
        session.refuseLogin("LOGIN command", command.user(), reason);
        return Completion.LATER;
    }

    static Completion authenticate(ImapSession session, Command.Authenticate command) {
        SaslOffer offer = session.saslOffer();
        if (offer.needsTls(command.mechanism())) {
            requirePrivacy(session);
        }
        SaslMechanism mechanism =
                offer.find(command.mechanism()).orElseThrow(() -> CommandRefused.no("CANNOT", "Unknown mechanism"));
        SaslInput input = new SaslInput(session, mechanism.name(), offer.start(mechanism));
        session.read(input);
        input.begin(command.initialResponse(), mechanism.isClientFirst());
        return Completion.LATER;
    }

    /** RFC 5530 §3. */
    private static void requirePrivacy(ImapSession session) {
        if (!session.allowsPlaintext()) {
            throw CommandRefused.no("PRIVACYREQUIRED", "Start TLS first: a password would be readable by others");
        }
    }

    static Completion loggedIn(ImapSession session) {
        return Completion.ok("CAPABILITY " + Capabilities.of(session), "Logged in");
    }
}
