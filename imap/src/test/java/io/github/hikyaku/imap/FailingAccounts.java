package io.github.hikyaku.imap;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.LoginResult;
import io.github.hikyaku.account.Resolution;
import io.github.hikyaku.address.MailAddress;
import java.util.Optional;

/** A directory that always throws the same. */
record FailingAccounts(RuntimeException cause) implements Accounts {
    @Override
    public LoginResult login(String login, String secret) {
        throw cause;
    }

    @Override
    public Optional<Account> find(String login) {
        throw cause;
    }

    @Override
    public Resolution resolve(MailAddress address) {
        throw cause;
    }
}
