package io.github.hikyaku.pipeline.internal;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.AccountQuota;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.MailEventListener;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.QuotaLimits;
import io.github.hikyaku.storage.QuotaUsage;
import io.github.hikyaku.storage.StoreFeature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Has the store hold accounts to what the directory says of their quota. The store is told when it says otherwise, and is
 * asked only once for each quota that the directory gives: a store may have to count an account's mail to answer. Safe for
 * use by many threads.
 */
public final class AccountQuotas {
    private static final int MOST = 10_000;

    private final MailStore store;
    private final MailEventListener events;
    private final boolean isAble;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<AccountId, AccountQuota> told = new LinkedHashMap<>(16, 0.75f, true);

    /** For a store that may lack the ability to hold limits: then nothing is done. */
    public AccountQuotas(MailStore store, MailEventListener events) {
        this.store = store;
        this.events = events;
        this.isAble = store.features().contains(StoreFeature.QUOTA_LIMITS);
    }

    /**
     * Opens an account, held to its quota. That the quota cannot be set keeps nobody from his mail: the host is told, and it
     * is tried again with the next opening.
     */
    public MailAccount open(Account account) {
        MailAccount opened = store.open(account.id());
        if (isAble && account.quota().isPresent() && opened instanceof QuotaLimits limits) {
            tell(account, account.quota().get(), opened, limits);
        }
        return opened;
    }

    private void tell(Account account, AccountQuota quota, MailAccount opened, QuotaLimits limits) {
        if (quota.equals(known(account.id()))) {
            return;
        }
        try {
            QuotaUsage usage = opened.quota();
            if (!quota.octets().equals(usage.octetLimit()) || !quota.messages().equals(usage.messageLimit())) {
                limits.limit(quota.octets(), quota.messages());
            }
            remember(account.id(), quota);
        } catch (RuntimeException e) {
            events.on(new MailEvent.InternalError(Optional.empty(), "quota of " + account.id(), e));
        }
    }

    private @Nullable AccountQuota known(AccountId id) {
        lock.lock();
        try {
            return told.get(id);
        } finally {
            lock.unlock();
        }
    }

    private void remember(AccountId id, AccountQuota quota) {
        lock.lock();
        try {
            told.put(id, quota);
            if (told.size() > MOST) {
                told.remove(told.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@link #refusal} has to ask the store. */
    boolean asksStore(List<Account> accounts) {
        return accounts.stream().anyMatch(this::isLimited);
    }

    /**
     * What is told about a recipient before his mail is sent, if an account that it leads to is full by the directory's
     * quota. Whether the store works at all turns out with the message.
     */
    Optional<Reply> refusal(List<Account> accounts) {
        return accounts.stream().flatMap(account -> refusal(account).stream()).findFirst();
    }

    private boolean isLimited(Account account) {
        return isAble
                && account.quota()
                        .filter(q -> !q.equals(AccountQuota.UNLIMITED))
                        .isPresent();
    }

    private Optional<Reply> refusal(Account account) {
        if (!isLimited(account)) {
            return Optional.empty();
        }
        try (MailAccount opened = open(account)) {
            return StoreReplies.overQuota(opened, 1);
        } catch (MailStoreException e) {
            return Optional.empty();
        }
    }
}
