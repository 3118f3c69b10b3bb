package io.github.hikyaku.server;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.Registration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** The maildrops that POP3 sessions of this server hold: one session at a time each (RFC 1939 §4). */
public final class MaildropLocks {
    private final Set<AccountId> held = ConcurrentHashMap.newKeySet();

    /** No maildrop is held. */
    public MaildropLocks() {}

    /** Takes the maildrop until the registration is closed, or answers empty at once if another session has it. */
    public Optional<Registration> tryAcquire(AccountId account) {
        if (!held.add(account)) {
            return Optional.empty();
        }
        AtomicBoolean open = new AtomicBoolean(true);
        return Optional.of(() -> {
            if (open.getAndSet(false)) {
                held.remove(account);
            }
        });
    }
}
