package io.github.hikyaku.sasl;

import io.github.hikyaku.account.LoginResult;

/** PLAIN (RFC 4616). */
final class PlainMechanism implements SaslMechanism {
    @Override
    public String name() {
        return "PLAIN";
    }

    @Override
    public boolean isPlaintext() {
        return true;
    }

    @Override
    public boolean isClientFirst() {
        return true;
    }

    @Override
    public SaslExchange start(SaslContext context) {
        return response -> respond(context, response);
    }

    /** RFC 4616 §2: {@code [authzid] NUL authcid NUL passwd}, in UTF-8. */
    private static SaslStep respond(SaslContext context, byte[] response) {
        String message = Texts.utf8(response);
        if (message == null) {
            return new SaslStep.Failed(true, "", "the message is not in UTF-8");
        }
        String[] parts = message.split("\0", -1);
        if (parts.length != 3 || parts[1].isEmpty()) {
            return new SaslStep.Failed(true, "", "the message is not [authzid] NUL authcid NUL passwd");
        }
        String actingAs = parts[0];
        String login = parts[1];
        LoginResult result = context.accounts().login(login, parts[2]);
        return result instanceof LoginResult.Accepted accepted
                ? Authorization.decide(context.accounts(), accepted.account(), actingAs, login, new byte[0])
                : new SaslStep.Failed(false, login, ((LoginResult.Refused) result).reason());
    }
}
