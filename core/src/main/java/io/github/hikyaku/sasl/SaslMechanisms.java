package io.github.hikyaku.sasl;

import io.github.hikyaku.account.ScramHash;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The mechanisms that come with the server. */
public final class SaslMechanisms {
    private static final SaslMechanism PLAIN = new PlainMechanism();
    private static final SaslMechanism LOGIN = new LoginMechanism();

    private SaslMechanisms() {}

    /** PLAIN (RFC 4616). The authorization identity is empty or another name of the same account. */
    public static SaslMechanism plain() {
        return PLAIN;
    }

    /**
     * LOGIN, for clients that know nothing better: never standardised, the server asks {@code Username:} and
     * {@code Password:}. An initial response that is not empty is taken as the name, as some clients expect.
     */
    public static SaslMechanism login() {
        return LOGIN;
    }

    /**
     * SCRAM (RFC 5802, RFC 7677), in which the secret does not cross the wire, and the server proves that it knows it too.
     * Available while the directory has keys for everybody ({@link io.github.hikyaku.account.Accounts#scramHashes}).
     */
    public static SaslMechanism scram(ScramHash hash) {
        return new ScramMechanism(hash, Set.of());
    }

    /**
     * SCRAM with channel binding: the -PLUS form. Clients that find it offered use it and nothing else, most of them with
     * {@code tls-exporter}, the default (RFC 9266 §3): so it is available where that can be had, with TLS 1.3 on JDK 25 or newer.
     * There {@code tls-server-end-point} is taken as well.
     */
    public static SaslMechanism scramPlus(ScramHash hash) {
        return scramPlus(hash, ChannelBinding.TLS_EXPORTER);
    }

    /**
     * SCRAM with channel binding, for a host that knows its clients: available where one of these bindings can be had, such as
     * {@code tls-server-end-point} on any JDK. All others that can be had are taken as well.
     */
    public static SaslMechanism scramPlus(ScramHash hash, ChannelBinding first, ChannelBinding... more) {
        return new ScramMechanism(hash, EnumSet.of(first, more));
    }

    /** OAUTHBEARER (RFC 7628): a token in place of a secret. */
    public static SaslMechanism oauthBearer(TokenVerifier verifier) {
        return new OAuthBearerMechanism(verifier);
    }

    /** XOAUTH2, what came before OAUTHBEARER: <a href="https://developers.google.com/gmail/imap/xoauth2-protocol">Google's</a>. */
    public static SaslMechanism xoauth2(TokenVerifier verifier) {
        return new XOAuth2Mechanism(verifier);
    }

    /**
     * EXTERNAL (RFC 4422 appendix A) by the client's certificate, whose owner is found by its mail addresses. Available where TLS has
     * asked for one ({@link io.github.hikyaku.tls.Tls#withClientAuth}), got one and trusts it.
     */
    public static SaslMechanism external() {
        return external(CertificateOwners.byMailAddress());
    }

    /** EXTERNAL by the client's certificate, whose owner is found as the host wants it. */
    public static SaslMechanism external(CertificateOwners owners) {
        return new ExternalMechanism(owners);
    }

    /** All of them but those that need tokens and SCRAM by SHA-512, the preferred one first. */
    public static List<SaslMechanism> standard() {
        return List.of(
                scramPlus(ScramHash.SHA_256),
                scramPlus(ScramHash.SHA_1),
                scram(ScramHash.SHA_256),
                scram(ScramHash.SHA_1),
                external(),
                PLAIN,
                LOGIN);
    }

    /** Those of {@link #standard()}, and before them the ones that take tokens. */
    public static List<SaslMechanism> standard(TokenVerifier verifier) {
        List<SaslMechanism> all = new ArrayList<>(List.of(oauthBearer(verifier), xoauth2(verifier)));
        all.addAll(standard());
        return List.copyOf(all);
    }
}
