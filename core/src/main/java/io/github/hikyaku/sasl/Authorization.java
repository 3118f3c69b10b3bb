package io.github.hikyaku.sasl;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.Accounts;

/** Whom a client may act as that has proven who it is: the same in every mechanism. */
final class Authorization {
    private Authorization() {}

    /** Whether the authorization identity is empty, or another name of the account (RFC 4422 §3.4.1). */
    static boolean mayActAs(Accounts accounts, Account account, String identity) {
        return identity.isEmpty()
                || accounts.find(identity)
                        .filter(other -> other.id().equals(account.id()))
                        .isPresent();
    }

    /** The end of an exchange by which an account's owner has proven who he is. */
    static SaslStep decide(Accounts accounts, Account account, String identity, String login, byte[] additionalData) {
        return mayActAs(accounts, account, identity)
                ? new SaslStep.Done(account, additionalData)
                : new SaslStep.Failed(false, login, "may not act as " + identity);
    }
}
