package io.github.hikyaku.sasl;

import java.net.URI;
import java.util.Optional;

/**
 * Checks the tokens with which clients log in by OAUTHBEARER (RFC 7628) and XOAUTH2: the host's, as only it knows who gives them
 * out. Called by many threads at once, and may block.
 */
@FunctionalInterface
public interface TokenVerifier {
    /**
     * Checks a token: who gave it out, that it has not expired, and that it is meant for this server.
     *
     * @param token a bearer token (RFC 6750 §2.1), as sent
     * @throws io.github.hikyaku.account.AccountsUnavailableException if it cannot be checked now
     */
    TokenResult verify(String token);

    /** The scope that a token needs, told to clients whose token is refused. */
    default Optional<String> scope() {
        return Optional.empty();
    }

    /** Where the OpenID configuration of who gives out tokens is, told to clients whose token is refused. */
    default Optional<URI> openIdConfiguration() {
        return Optional.empty();
    }
}
