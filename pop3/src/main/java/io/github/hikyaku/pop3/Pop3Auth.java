package io.github.hikyaku.pop3;

import io.github.hikyaku.account.LoginResult;
import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.ReplyBuffer;
import io.github.hikyaku.sasl.SaslExchange;
import io.github.hikyaku.sasl.SaslMechanism;
import io.github.hikyaku.sasl.SaslOffer;
import io.github.hikyaku.sasl.SaslStep;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The AUTHORIZATION state: USER with PASS (RFC 1939 §7), and AUTH (RFC 5034). */
final class Pop3Auth {
    private final Pop3Session session;
    private @Nullable String user;
    private @Nullable SaslExchange exchange;
    private String mechanism = "";

    /** The end, of which the client was told in a last challenge: it only has to acknowledge that. */
    private @Nullable SaslStep decided;

    Pop3Auth(Pop3Session session) {
        this.session = session;
    }

    /** Whether the next line is a response to a challenge. */
    boolean isWaiting() {
        return exchange != null;
    }

    void cancel() {
        exchange = null;
        decided = null;
    }

    void reset() {
        user = null;
        cancel();
    }

    void user(Pop3Request request) {
        String name = request.argument();
        if (name == null || name.isEmpty()) {
            session.refuse("USER", "USER needs a name");
        } else if (!session.allowsPlaintext()) {
            session.refuse("USER", "[AUTH] Use STLS first: a password would be readable by others");
        } else {
            user = name;
            session.ok("Password?");
        }
    }

    void pass(Pop3Request request) {
        String name = user;
        user = null;
        if (name == null) {
            session.refuse("PASS", "USER comes first");
            return;
        }
        // RFC 1939 §7: the argument is everything behind the first space, spaces too.
        String secret = request.argument() == null ? "" : request.argument();
        LoginResult result = session.context().accounts().login(name, secret);
        if (result instanceof LoginResult.Accepted accepted) {
            session.enter(accepted.account(), "PASS");
        } else if (result instanceof LoginResult.Refused refused) {
            session.loginRefused("PASS", name, refused.reason());
        }
    }

    /** The mechanisms that may be used now. */
    SaslOffer offer() {
        return new SaslOffer(
                session.context().saslMechanisms(),
                session.context().accounts(),
                session.context().hostname(),
                session.connection().tls(),
                session.allowsPlaintext());
    }

    void auth(Pop3Request request) {
        String[] words = request.words();
        SaslOffer offer = offer();
        if (words.length == 0) {
            // Not in RFC 5034, but clients that predate CAPA ask so.
            String names = offer.names().stream().map(name -> name + "\r\n").collect(Collectors.joining());
            session.connection().send(new ReplyBuffer().append("+OK\r\n" + names + ".\r\n"));
            return;
        }
        String name = words[0].toUpperCase(Locale.ROOT);
        Optional<SaslMechanism> wanted = offer.find(name);
        if (words.length > 2) {
            session.refuse("AUTH", "AUTH takes a mechanism and an initial response");
        } else if (wanted.isEmpty()) {
            session.refuse(
                    "AUTH",
                    offer.needsTls(name) ? "[AUTH] Use STLS first" : "[AUTH] No such mechanism here, or not now");
        } else {
            mechanism = name;
            exchange = offer.start(wanted.get());
            begin(wanted.get(), words.length == 2 ? words[1] : null);
        }
    }

    private void begin(SaslMechanism wanted, @Nullable String initial) {
        if (initial != null) {
            // RFC 5034 §4: "=" stands for an initial response without octets.
            respond(initial.equals("=") ? "" : initial);
        } else if (wanted.isClientFirst()) {
            challenge(new byte[0]);
        } else {
            respond("");
        }
    }

    /** Takes the client's response to a challenge. */
    void respond(Frame.Line line) {
        String text = line.latin1();
        if (text.equals("*")) {
            cancel();
            session.refuse("AUTH", "Cancelled");
        } else {
            respond(text);
        }
    }

    private void respond(String base64) {
        SaslExchange running = exchange;
        if (running == null) {
            throw new IllegalStateException("No exchange is running");
        }
        byte[] response;
        try {
            response = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            cancel();
            session.refuse("AUTH", "The response is not base64");
            return;
        }
        SaslStep end = decided;
        cancel();
        if (end instanceof SaslStep.Done success) {
            session.enter(success.account(), mechanism);
            return;
        }
        if (end != null) {
            session.refuseLogin(mechanism);
            return;
        }
        SaslStep step = running.respond(response);
        if (step instanceof SaslStep.Challenge challenge) {
            exchange = running;
            challenge(challenge.octets());
        } else if (step instanceof SaslStep.Done done && done.additionalData().length > 0) {
            // RFC 5034 §4: +OK carries no data, so the data is one challenge more, and the answer to it is empty.
            exchange = running;
            decided = done;
            challenge(done.additionalData());
        } else if (step instanceof SaslStep.Done done) {
            session.enter(done.account(), mechanism);
        } else if (step instanceof SaslStep.Rejected rejected) {
            session.tellRefused(
                    mechanism, rejected.failure().login(), rejected.failure().reason());
            exchange = running;
            decided = rejected;
            challenge(rejected.challenge());
        } else if (step instanceof SaslStep.Failed failed) {
            session.loginRefused(mechanism, failed.login(), failed.reason());
        }
    }

    private void challenge(byte[] octets) {
        session.connection()
                .send(new ReplyBuffer()
                        .append("+ ")
                        .append(Base64.getEncoder().encode(octets))
                        .crlf());
    }
}
