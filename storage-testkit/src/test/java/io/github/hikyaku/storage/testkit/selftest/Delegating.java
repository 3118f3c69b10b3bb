package io.github.hikyaku.storage.testkit.selftest;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.AccountListener;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.DerivedData;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagOutcome;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.MessageContent;
import io.github.hikyaku.storage.Metadata;
import io.github.hikyaku.storage.ObjectIds;
import io.github.hikyaku.storage.QuotaLimits;
import io.github.hikyaku.storage.QuotaUsage;
import io.github.hikyaku.storage.Registration;
import io.github.hikyaku.storage.SaveDates;
import io.github.hikyaku.storage.SearchIndex;
import io.github.hikyaku.storage.SearchQuery;
import io.github.hikyaku.storage.SpecialUse;
import io.github.hikyaku.storage.StoreFeature;
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Wrappers that do what the memory store does, for a subclass to spoil one thing. */
final class Delegating {
    private Delegating() {}

    /** A store whose mailboxes are spoiled. */
    static MailStore withMailboxes(UnaryOperator<Mailbox> spoil) {
        return withAccounts(account -> new Account(account) {
            @Override
            public Mailbox open(MailboxName name) {
                return spoil.apply(super.open(name));
            }

            @Override
            public Mailbox create(MailboxName name, Set<SpecialUse> uses) {
                return spoil.apply(super.create(name, uses));
            }
        });
    }

    /** A store whose accounts are spoiled. */
    static MailStore withAccounts(UnaryOperator<MailAccount> spoil) {
        return new Store(MemoryMailStore.create(), MemoryMailStore.create().features()) {
            @Override
            public MailAccount open(AccountId id) {
                return spoil.apply(super.open(id));
            }
        };
    }

    /** A store whose deposits are spoiled. */
    static MailStore withDeposits(UnaryOperator<Deposit> spoil) {
        return withMailboxes(mailbox -> new Box(mailbox) {
            @Override
            public Deposit deposit(Set<Flag> flags, Instant internalDate) {
                return spoil.apply(super.deposit(flags, internalDate));
            }
        });
    }

    /** A store whose contents are spoiled. */
    static MailStore withContents(BiFunction<Mailbox, MessageContent, MessageContent> spoil) {
        return withMailboxes(mailbox -> new Box(mailbox) {
            @Override
            public MessageContent content(long uid) {
                return spoil.apply(mailbox, super.content(uid));
            }
        });
    }

    static class Store implements MailStore {
        private final MailStore store;
        private final Set<StoreFeature> features;

        Store(MailStore store, Set<StoreFeature> features) {
            this.store = store;
            this.features = features;
        }

        @Override
        public MailAccount open(AccountId id) {
            return store.open(id);
        }

        @Override
        public Set<StoreFeature> features() {
            return features;
        }

        @Override
        public void close() {
            store.close();
        }
    }

    static class Account implements MailAccount, QuotaLimits, Metadata {
        final MailAccount account;

        Account(MailAccount account) {
            this.account = account;
        }

        @Override
        public AccountId id() {
            return account.id();
        }

        @Override
        public List<MailboxInfo> list() {
            return account.list();
        }

        @Override
        public Mailbox open(MailboxName name) {
            return account.open(name);
        }

        @Override
        public Mailbox create(MailboxName name, Set<SpecialUse> uses) {
            return account.create(name, uses);
        }

        @Override
        public void rename(MailboxName from, MailboxName to) {
            account.rename(from, to);
        }

        @Override
        public void delete(MailboxName name) {
            account.delete(name);
        }

        @Override
        public void subscribe(MailboxName name, boolean on) {
            account.subscribe(name, on);
        }

        @Override
        public QuotaUsage quota() {
            return account.quota();
        }

        @Override
        public Registration watch(AccountListener listener) {
            return account.watch(listener);
        }

        @Override
        public void limit(OptionalLong octets, OptionalLong messages) {
            ((QuotaLimits) account).limit(octets, messages);
        }

        @Override
        public Map<String, byte[]> metadata() {
            return ((Metadata) account).metadata();
        }

        @Override
        public void setMetadata(Map<String, Optional<byte[]>> changes) {
            ((Metadata) account).setMetadata(changes);
        }

        @Override
        public void close() {
            account.close();
        }
    }

    static class Box implements Mailbox, DerivedData, ObjectIds, SaveDates, Metadata, SearchIndex {
        final Mailbox mailbox;

        Box(Mailbox mailbox) {
            this.mailbox = mailbox;
        }

        @Override
        public MailboxName name() {
            return mailbox.name();
        }

        @Override
        public MailboxStatus status() {
            return mailbox.status();
        }

        @Override
        public MailboxView view() {
            return mailbox.view();
        }

        @Override
        public MailboxChanges changesSince(long modSeq) {
            return mailbox.changesSince(modSeq);
        }

        @Override
        public MessageContent content(long uid) {
            return mailbox.content(uid);
        }

        @Override
        public Deposit deposit(Set<Flag> flags, Instant internalDate) {
            return mailbox.deposit(flags, internalDate);
        }

        @Override
        public FlagOutcome store(UidSet uids, FlagUpdate update, long unchangedSince) {
            return mailbox.store(uids, update, unchangedSince);
        }

        @Override
        public UidSet expunge(UidSet uids) {
            return mailbox.expunge(uids);
        }

        @Override
        public UidMapping copy(UidSet uids, MailboxName to) {
            return mailbox.copy(uids, to);
        }

        @Override
        public UidMapping move(UidSet uids, MailboxName to) {
            return mailbox.move(uids, to);
        }

        @Override
        public long claimRecent() {
            return mailbox.claimRecent();
        }

        @Override
        public Optional<byte[]> derived(long uid) {
            return ((DerivedData) mailbox).derived(uid);
        }

        @Override
        public void keepDerived(long uid, byte[] blob) {
            ((DerivedData) mailbox).keepDerived(uid, blob);
        }

        @Override
        public String mailboxId() {
            return ((ObjectIds) mailbox).mailboxId();
        }

        @Override
        public Optional<String> emailId(long uid) {
            return ((ObjectIds) mailbox).emailId(uid);
        }

        @Override
        public Optional<Instant> saveDate(long uid) {
            return ((SaveDates) mailbox).saveDate(uid);
        }

        @Override
        public Map<String, byte[]> metadata() {
            return ((Metadata) mailbox).metadata();
        }

        @Override
        public void setMetadata(Map<String, Optional<byte[]>> changes) {
            ((Metadata) mailbox).setMetadata(changes);
        }

        @Override
        public Optional<UidSet> search(SearchQuery query) {
            return ((SearchIndex) mailbox).search(query);
        }
    }

    static class Delivery implements Deposit {
        final Deposit deposit;

        Delivery(Deposit deposit) {
            this.deposit = deposit;
        }

        @Override
        public void write(byte[] octets, int offset, int length) {
            deposit.write(octets, offset, length);
        }

        @Override
        public Receipt commit() {
            return deposit.commit();
        }

        @Override
        public void close() {
            deposit.close();
        }
    }
}
