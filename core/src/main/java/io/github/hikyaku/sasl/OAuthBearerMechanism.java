package io.github.hikyaku.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** OAUTHBEARER (RFC 7628). */
final class OAuthBearerMechanism implements SaslMechanism {
    private static final char SEPARATOR = '\1';
    private static final Pattern KEY = Pattern.compile("[A-Za-z]+");

    /** RFC 6750 §2.1, b64token. */
    static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private static final String SCHEME = "bearer ";

    private final TokenVerifier verifier;

    OAuthBearerMechanism(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public String name() {
        return "OAUTHBEARER";
    }

    @Override
    public boolean isPlaintext() {
        return true; // RFC 7628 §4: TLS is required, as who reads the token can use it
    }

    @Override
    public boolean isClientFirst() {
        return true;
    }

    @Override
    public SaslExchange start(SaslContext context) {
        return response -> respond(context, response);
    }

    /** RFC 7628 §3.1: {@code gs2-header kvsep *(key "=" value kvsep) kvsep}. */
    private SaslStep respond(SaslContext context, byte[] response) {
        String message = Texts.utf8(response);
        int headerEnd = message == null ? -1 : message.indexOf(SEPARATOR);
        String identity = headerEnd < 0 || message == null ? null : identity(message.substring(0, headerEnd));
        if (identity == null || message == null) {
            return malformed();
        }
        String authorization = value(message.substring(headerEnd + 1), "auth");
        if (authorization == null) {
            return malformed();
        }
        // Without a token it is a question for the configuration, answered like a token that is wrong (§4.3).
        String token = authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                ? authorization.substring(SCHEME.length()).strip()
                : "";
        if (!TOKEN.matcher(token).matches()) {
            return new SaslStep.Rejected(
                    challenge("invalid_token"), new SaslStep.Failed(false, identity, "there is no bearer token"));
        }
        return TokenLogin.decide(context, verifier, identity, token, this::challenge);
    }

    private static SaslStep malformed() {
        return new SaslStep.Failed(true, "", "the message is not a client response of RFC 7628");
    }

    /** The authorization identity of a gs2-header; null if it is none. Channel binding is not used here (§3.1). */
    private static @Nullable String identity(String header) {
        boolean wellFormed = (header.startsWith("n,") || header.startsWith("y,")) && header.endsWith(",");
        String attribute = wellFormed && header.length() > 2 ? header.substring(2, header.length() - 1) : "";
        if (!wellFormed || header.length() < 3 || attribute.isEmpty()) {
            return wellFormed && header.length() == 3 ? "" : null;
        }
        return attribute.startsWith("a=") ? ScramMessage.unescaped(attribute.substring(2)) : null;
    }

    /** The value of a key; empty if the key is not there, null if these are no keys with values. */
    private static @Nullable String value(String pairs, String wanted) {
        String found = "";
        if (!pairs.endsWith("\1")) {
            return null;
        }
        String body = pairs.substring(0, pairs.length() - 1);
        if (body.isEmpty()) {
            return found;
        }
        if (!body.endsWith("\1")) {
            return null;
        }
        for (String pair : body.substring(0, body.length() - 1).split("\1", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 0 || !KEY.matcher(pair.substring(0, equals)).matches()) {
                return null;
            }
            if (pair.substring(0, equals).equals(wanted)) {
                found = pair.substring(equals + 1);
            }
        }
        return found;
    }

    /** RFC 7628 §3.2.2. */
    private byte[] challenge(String status) {
        StringBuilder json = new StringBuilder("{\"status\":").append(TokenLogin.json(status));
        verifier.scope().ifPresent(scope -> json.append(",\"scope\":").append(TokenLogin.json(scope)));
        verifier.openIdConfiguration()
                .ifPresent(uri -> json.append(",\"openid-configuration\":").append(TokenLogin.json(uri.toString())));
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }
}
