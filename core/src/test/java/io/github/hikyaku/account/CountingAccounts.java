package io.github.hikyaku.account;

import io.github.hikyaku.address.MailAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts how often another directory is asked, and can be away. */
final class CountingAccounts implements Accounts {
    final AtomicInteger asked = new AtomicInteger();
    volatile boolean away;
    volatile Runnable before = () -> {};

    private final Accounts directory;

    CountingAccounts(Accounts directory) {
        this.directory = directory;
    }

    private void ask() {
        asked.incrementAndGet();
        before.run();
        if (away) {
            throw new AccountsUnavailableException("The directory is away", null);
        }
    }

    @Override
    public LoginResult login(String login, String secret) {
        ask();
        return directory.login(login, secret);
    }

    @Override
    public Optional<Account> find(String login) {
        ask();
        return directory.find(login);
    }

    @Override
    public Resolution resolve(MailAddress address) {
        ask();
        return directory.resolve(address);
    }
}
