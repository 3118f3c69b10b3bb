package io.github.hikyaku.sasl;

import io.github.hikyaku.account.LoginResult;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** LOGIN, as old clients speak it: draft-murchison-sasl-login. */
final class LoginMechanism implements SaslMechanism {
    @Override
    public String name() {
        return "LOGIN";
    }

    @Override
    public boolean isPlaintext() {
        return true;
    }

    @Override
    public boolean isClientFirst() {
        return false;
    }

    @Override
    public SaslExchange start(SaslContext context) {
        return new Exchange(context);
    }

    private static final class Exchange implements SaslExchange {
        private final SaslContext context;
        private boolean asked;
        private @Nullable String login;

        Exchange(SaslContext context) {
            this.context = context;
        }

        @Override
        public SaslStep respond(byte[] response) {
            if (!asked && response.length == 0) {
                asked = true;
                return challenge("Username:");
            }
            asked = true;
            String text = Texts.utf8(response);
            if (text == null || text.indexOf('\0') >= 0) {
                return new SaslStep.Failed(true, "", "the response is not text in UTF-8");
            }
            if (login == null) {
                if (text.isEmpty()) {
                    return new SaslStep.Failed(true, "", "the name is empty");
                }
                login = text;
                return challenge("Password:");
            }
            LoginResult result = context.accounts().login(login, text);
            return result instanceof LoginResult.Accepted accepted
                    ? new SaslStep.Done(accepted.account(), new byte[0])
                    : new SaslStep.Failed(false, login, ((LoginResult.Refused) result).reason());
        }

        private static SaslStep challenge(String text) {
            return new SaslStep.Challenge(text.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
