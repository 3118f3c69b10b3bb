package io.github.hikyaku.storage.memory;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.StoreFeature;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Keeps all mail on the heap: for tests, for benchmarks, and to read as the reference of the storage SPI. What it holds
 * ends with {@link #close} or the JVM. Safe for use by many threads; no call waits for anything but other calls on the
 * same mailbox or account.
 *
 * <p>Octets are copied once, when a {@link io.github.hikyaku.storage.Deposit} is given them. Copies, moves, and deposits
 * made from a message of any memory store share them. A new store and a new account cost next to nothing.
 *
 * <p>An account has at most 10,000 mailboxes and as many subscriptions, a mailbox at most 1,000 keywords; more are
 * refused with {@link Kind#LIMIT_REACHED}. Messages are limited by {@link Builder#quota} and
 * {@link io.github.hikyaku.storage.QuotaLimits#limit} alone. A search that asks for the text of messages is left to the
 * caller.
 */
public final class MemoryMailStore implements MailStore {
    // Concurrency. Locks are taken in this order and given back before a listener is called:
    //   1. AccountState.lock: the mailbox tree, the subscriptions, the account's metadata;
    //   2. MailboxState.lock: the messages and the metadata of one mailbox; two of them in the order of
    // MailboxState.order;
    //   3. Usage.lock: what the account uses.
    // A MailboxState that was deleted or renamed is marked "gone" under its lock and never comes back.

    private static final Set<StoreFeature> FEATURES =
            Set.copyOf(EnumSet.complementOf(EnumSet.of(StoreFeature.PERSISTENT)));

    private final ConcurrentMap<AccountId, AccountState> accounts = new ConcurrentHashMap<>();
    private final Settings settings;
    private volatile boolean closed;

    private MemoryMailStore(Settings settings) {
        this.settings = settings;
    }

    /** An empty store without quota. */
    public static MemoryMailStore create() {
        return builder().build();
    }

    /** Sets up a store. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public MailAccount open(AccountId id) {
        checkOpen();
        return new MemoryAccount(this, accounts.computeIfAbsent(id, i -> new AccountState(i, settings)));
    }

    /** All but {@link StoreFeature#PERSISTENT}. */
    @Override
    public Set<StoreFeature> features() {
        return FEATURES;
    }

    @Override
    public boolean isInMemory() {
        return true;
    }

    /** Forgets all mail. */
    @Override
    public void close() {
        closed = true;
        accounts.clear();
    }

    void checkOpen() {
        if (closed) {
            throw new MailStoreException(Kind.UNAVAILABLE, "The memory store is closed");
        }
    }

    /**
     * What all accounts and mailboxes of a store share.
     *
     * @param octetLimit the most octets of an account
     * @param messageLimit the most messages of an account
     * @param vanishedRanges how many ranges of expunged UIDs a mailbox remembers
     * @param time what save dates are taken from
     */
    record Settings(OptionalLong octetLimit, OptionalLong messageLimit, int vanishedRanges, InstantSource time) {}

    /** Sets up a {@link MemoryMailStore}. Not safe for use by many threads. */
    public static final class Builder {
        private OptionalLong octetLimit = OptionalLong.empty();
        private OptionalLong messageLimit = OptionalLong.empty();
        private int vanishedRanges = 10_000;
        private InstantSource time = InstantSource.system();

        private Builder() {}

        /**
         * Limits every account until it is given other limits; without this there is no limit.
         *
         * @param octets the most octets of all messages, 0 or more
         * @param messages the most messages, 0 or more
         */
        public Builder quota(long octets, long messages) {
            if (octets < 0 || messages < 0) {
                throw new IllegalArgumentException("A quota is not negative: " + octets + ", " + messages);
            }
            octetLimit = OptionalLong.of(octets);
            messageLimit = OptionalLong.of(messages);
            return this;
        }

        /**
         * How much a mailbox remembers of what was expunged. Beyond it
         * {@link io.github.hikyaku.storage.MailboxChanges#complete} is false.
         *
         * @param ranges of UIDs, 0 or more; 10,000 if not set
         */
        public Builder vanishedMemory(int ranges) {
            if (ranges < 0) {
                throw new IllegalArgumentException("A memory of " + ranges + " ranges");
            }
            vanishedRanges = ranges;
            return this;
        }

        /** What save dates are taken from; the system's clock if not set. */
        public Builder clock(InstantSource clock) {
            time = clock;
            return this;
        }

        /** The store. */
        public MemoryMailStore build() {
            return new MemoryMailStore(new Settings(octetLimit, messageLimit, vanishedRanges, time));
        }
    }
}
