package io.github.hikyaku.account;

/** What came of a login. */
public sealed interface LoginResult {
    /** It is who he says. */
    record Accepted(Account account) implements LoginResult {}

    /**
     * It is not, or may not. The client is never told the reason.
     *
     * @param reason for the operator
     */
    record Refused(String reason) implements LoginResult {}
}
