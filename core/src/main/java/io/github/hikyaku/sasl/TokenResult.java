package io.github.hikyaku.sasl;

/** What came of a token. */
public sealed interface TokenResult {
    /**
     * It is good.
     *
     * @param login the login name of the one to whom it was given
     */
    record Valid(String login) implements TokenResult {}

    /**
     * It is not.
     *
     * @param status what the client is told, one of those of RFC 6750 §3.1: {@code invalid_token} or {@code insufficient_scope}
     * @param reason for the operator
     */
    record Invalid(String status, String reason) implements TokenResult {
        /** With the status {@code invalid_token}. */
        public Invalid(String reason) {
            this("invalid_token", reason);
        }
    }
}
