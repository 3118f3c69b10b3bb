package io.github.hikyaku.imap.internal.session;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.imap.internal.command.CommandRefused;
import io.github.hikyaku.sasl.SaslExchange;
import io.github.hikyaku.sasl.SaslStep;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The exchange behind AUTHENTICATE (RFC 3501 §6.2.2, RFC 4959). */
final class SaslInput implements Input {
    private static final Framing LINES = new Framing.Lines(8 * 1024);

    private final ImapSession session;
    private final String mechanism;
    private final SaslExchange exchange;

    /** The end, of which the client was told in a last challenge: it only has to acknowledge that. */
    private @Nullable SaslStep decided;

    SaslInput(ImapSession session, String mechanism, SaslExchange exchange) {
        this.session = session;
        this.mechanism = mechanism;
        this.exchange = exchange;
    }

    void begin(@Nullable String initialResponse, boolean clientFirst) {
        if (initialResponse != null) {
            // RFC 4959 §3: "=" is a response without octets.
            respond(initialResponse.equals("=") ? "" : initialResponse);
        } else if (clientFirst) {
            session.sendNow("+ \r\n");
        } else {
            respond("");
        }
    }

    @Override
    public Framing framing() {
        return LINES;
    }

    @Override
    public void onFrame(Frame frame) {
        if (!(frame instanceof Frame.Line line) || line.bareLf()) {
            refuse(CommandRefused.bad("Response too long, or not ended with CRLF"));
        } else if (line.latin1().equals("*")) {
            refuse(CommandRefused.bad("Cancelled"));
        } else if (decided instanceof SaslStep.Done done) {
            enter(done.account());
        } else if (decided != null) {
            session.readCommands();
            session.refuseLogin();
        } else {
            respond(line.latin1());
        }
    }

    private void respond(String base64) {
        try {
            byte[] response = Base64.getDecoder().decode(base64.getBytes(StandardCharsets.ISO_8859_1));
            step(exchange.respond(response));
        } catch (IllegalArgumentException e) {
            refuse(CommandRefused.bad("Not base64"));
        } catch (RuntimeException e) {
            refuse(CommandInput.refusal(e));
        }
    }

    private void step(SaslStep step) {
        if (step instanceof SaslStep.Challenge challenge) {
            challenge(challenge.octets());
        } else if (step instanceof SaslStep.Done done) {
            if (done.additionalData().length > 0) {
                // RFC 3501 has no room for it in the tagged OK: it is a last challenge, answered by nothing.
                decided = done;
                challenge(done.additionalData());
            } else {
                enter(done.account());
            }
        } else if (step instanceof SaslStep.Rejected rejected) {
            session.tellRefused(
                    mechanism, rejected.failure().login(), rejected.failure().reason());
            decided = rejected;
            challenge(rejected.challenge());
        } else if (step instanceof SaslStep.Failed failed) {
            session.readCommands();
            if (failed.malformed()) {
                session.refuse("AUTHENTICATE", CommandRefused.bad("Not a response of this mechanism"));
            } else {
                session.refuseLogin(mechanism, failed.login(), failed.reason());
            }
        }
    }

    private void challenge(byte[] octets) {
        session.sendNow("+ " + Base64.getEncoder().encodeToString(octets) + "\r\n");
    }

    private void enter(Account account) {
        session.readCommands();
        try {
            session.enter(account, mechanism);
            session.complete(Updates.NONE, LoginCommands.loggedIn(session));
        } catch (RuntimeException e) {
            session.refuse("AUTHENTICATE", CommandInput.refusal(e));
        }
    }

    private void refuse(CommandRefused refusal) {
        session.readCommands();
        session.refuse("AUTHENTICATE", refusal);
    }
}
