package io.github.hikyaku.sasl;

import io.github.hikyaku.account.Account;
import java.util.Optional;

/** A login by a token, which OAUTHBEARER and XOAUTH2 only wrap in different ways. */
final class TokenLogin {
    private TokenLogin() {}

    /** What the client is told of a token that is refused. */
    @FunctionalInterface
    interface Telling {
        byte[] challenge(String status);
    }

    static SaslStep decide(
            SaslContext context, TokenVerifier verifier, String identity, String token, Telling telling) {
        TokenResult result = verifier.verify(token);
        if (result instanceof TokenResult.Invalid invalid) {
            return rejected(telling, invalid.status(), identity, invalid.reason());
        }
        String login = ((TokenResult.Valid) result).login();
        Optional<Account> owner = context.accounts().find(login);
        if (owner.isEmpty()) {
            return rejected(telling, "invalid_token", login, "no such user");
        }
        SaslStep step = Authorization.decide(context.accounts(), owner.get(), identity, login, new byte[0]);
        return step instanceof SaslStep.Failed failed
                ? new SaslStep.Rejected(telling.challenge("invalid_token"), failed)
                : step;
    }

    private static SaslStep rejected(Telling telling, String status, String login, String reason) {
        return new SaslStep.Rejected(telling.challenge(status), new SaslStep.Failed(false, login, reason));
    }

    /** A JSON string. */
    static String json(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
