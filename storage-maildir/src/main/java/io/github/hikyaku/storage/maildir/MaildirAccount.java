package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.AccountListener;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.Metadata;
import io.github.hikyaku.storage.QuotaLimits;
import io.github.hikyaku.storage.QuotaUsage;
import io.github.hikyaku.storage.Registration;
import io.github.hikyaku.storage.SpecialUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** A handle to an account. */
final class MaildirAccount implements MailAccount, QuotaLimits, Metadata {
    private final MaildirStore store;
    private final AccountState state;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Registration> registrations = new ArrayList<>();
    private volatile boolean closed;

    MaildirAccount(MaildirStore store, AccountState state) {
        this.store = store;
        this.state = state;
    }

    /** Fails once the handle, or the store, is closed. */
    AccountState use() {
        if (closed || store.isClosed()) {
            throw new MailStoreException(Kind.UNAVAILABLE, "The account is closed");
        }
        return state;
    }

    @Override
    public AccountId id() {
        return state.id;
    }

    @Override
    public List<MailboxInfo> list() {
        return use().list();
    }

    @Override
    public Mailbox open(MailboxName name) {
        return new MaildirMailbox(this, use().mailbox(name));
    }

    @Override
    public Mailbox create(MailboxName name, Set<SpecialUse> uses) {
        return new MaildirMailbox(this, use().create(name, Set.copyOf(uses)));
    }

    @Override
    public void rename(MailboxName from, MailboxName to) {
        use().rename(from, to);
    }

    @Override
    public void delete(MailboxName name) {
        use().delete(name);
    }

    @Override
    public void subscribe(MailboxName name, boolean on) {
        use().subscribe(name, on);
    }

    @Override
    public QuotaUsage quota() {
        return Interrupts.putOff(() -> use().quota());
    }

    @Override
    public void limit(OptionalLong octets, OptionalLong messages) {
        if (octets.orElse(0) < 0 || messages.orElse(0) < 0) {
            throw new IllegalArgumentException("Limits of " + octets + " octets and " + messages + " messages");
        }
        Interrupts.putOff(() -> {
            use().limit(octets, messages);
            return true;
        });
    }

    @Override
    public Map<String, byte[]> metadata() {
        return Interrupts.putOff(() -> use().metadata.read());
    }

    @Override
    public void setMetadata(Map<String, Optional<byte[]>> changes) {
        Interrupts.putOff(() -> {
            use().metadata.set(changes);
            return true;
        });
    }

    @Override
    public Registration watch(AccountListener listener) {
        lock.lock();
        try {
            Registration registration = use().signals.add(listener);
            registrations.add(registration);
            store.watched();
            return () -> end(registration);
        } finally {
            lock.unlock();
        }
    }

    private void end(Registration registration) {
        lock.lock();
        try {
            registration.close();
            registrations.remove(registration);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            registrations.forEach(Registration::close);
            registrations.clear();
        } finally {
            lock.unlock();
        }
        store.released(state);
    }
}
