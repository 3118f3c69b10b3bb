package io.github.hikyaku.sasl;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** XOAUTH2, as Google and Microsoft have it and many clients speak it: what OAUTHBEARER was made from. */
final class XOAuth2Mechanism implements SaslMechanism {
    private static final Pattern MESSAGE =
            Pattern.compile("user=([^\\x01\\x00]+)\\x01auth=(?i:bearer) +([^\\x01]+)\\x01\\x01");

    private final TokenVerifier verifier;

    XOAuth2Mechanism(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public String name() {
        return "XOAUTH2";
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

    private SaslStep respond(SaslContext context, byte[] response) {
        String text = Texts.utf8(response);
        Matcher message = MESSAGE.matcher(text == null ? "" : text);
        if (!message.matches()
                || !OAuthBearerMechanism.TOKEN.matcher(message.group(2)).matches()) {
            return new SaslStep.Failed(true, "", "the message is not user=… and auth=Bearer …");
        }
        return TokenLogin.decide(context, verifier, message.group(1), message.group(2), this::challenge);
    }

    private byte[] challenge(String status) {
        String code = status.equals("insufficient_scope") ? "403" : "401";
        String json = "{\"status\":" + TokenLogin.json(code) + ",\"schemes\":\"bearer\",\"scope\":"
                + TokenLogin.json(verifier.scope().orElse("")) + "}";
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
