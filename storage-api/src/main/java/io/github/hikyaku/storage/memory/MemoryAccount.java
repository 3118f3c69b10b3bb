package io.github.hikyaku.storage.memory;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A handle to an account: all it has of its own is whether it is open, and its registrations. */
final class MemoryAccount implements MailAccount, QuotaLimits, Metadata {
    private final MemoryMailStore store;
    private final AccountState state;
    private final Queue<Registration> registrations = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    MemoryAccount(MemoryMailStore store, AccountState state) {
        this.store = store;
        this.state = state;
    }

    @Override
    public AccountId id() {
        return state.id;
    }

    @Override
    public List<MailboxInfo> list() {
        return open().list();
    }

    @Override
    public Mailbox open(MailboxName name) {
        return new MemoryMailbox(this, open().find(name));
    }

    @Override
    public Mailbox create(MailboxName name, Set<SpecialUse> uses) {
        return new MemoryMailbox(this, open().create(name, uses));
    }

    @Override
    public void rename(MailboxName from, MailboxName to) {
        open().rename(from, to);
    }

    @Override
    public void delete(MailboxName name) {
        open().delete(name);
    }

    @Override
    public void subscribe(MailboxName name, boolean on) {
        open().subscribe(name, on);
    }

    @Override
    public QuotaUsage quota() {
        return open().usage.snapshot();
    }

    @Override
    public void limit(OptionalLong octets, OptionalLong messages) {
        if (octets.orElse(0) < 0 || messages.orElse(0) < 0) {
            throw new IllegalArgumentException("A limit is not negative: " + octets + ", " + messages);
        }
        open().usage.limit(octets, messages);
    }

    @Override
    public Map<String, byte[]> metadata() {
        return open().metadata();
    }

    @Override
    public void setMetadata(Map<String, Optional<byte[]>> changes) {
        open().setMetadata(changes);
    }

    @Override
    public Registration watch(AccountListener listener) {
        Registration inner = open().signals.add(listener);
        Registration outer = new Registration() {
            @Override
            public void close() {
                registrations.remove(this);
                inner.close();
            }
        };
        registrations.add(outer);
        if (closed) {
            outer.close();
        }
        return outer;
    }

    @Override
    public void close() {
        closed = true;
        registrations.forEach(Registration::close);
    }

    /** The account, if this handle and the store are still open. */
    AccountState open() {
        store.checkOpen();
        if (closed) {
            throw new MailStoreException(Kind.UNAVAILABLE, "This handle to the account is closed");
        }
        return state;
    }
}
