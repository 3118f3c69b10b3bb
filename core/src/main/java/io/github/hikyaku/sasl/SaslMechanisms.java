package io.github.hikyaku.sasl;

import java.util.List;

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

    /** All of them, the preferred one first. */
    public static List<SaslMechanism> standard() {
        return List.of(PLAIN, LOGIN);
    }
}
