package io.github.hikyaku.storage;

import java.util.Set;

/** Where mail is kept: a set of accounts, each a tree of mailboxes. Safe for use by many threads. */
public interface MailStore extends AutoCloseable {
    /**
     * Opens an account, and makes it, with an empty INBOX, if the store has never seen it. Many handles to one account
     * may be open at once; each sees what the others do.
     *
     * @throws MailStoreException if the account cannot be opened now
     */
    MailAccount open(AccountId id);

    /** What this store can do beyond the basic contract. Does not change while the store is open. */
    Set<StoreFeature> features();

    /**
     * Whether deposits are made in memory, without waiting for anything: then a small one may be made on an I/O thread, on
     * which a store is never called otherwise. Not, unless overridden.
     */
    default boolean isInMemory() {
        return false;
    }

    /**
     * Releases everything the store holds. Handles that are still open fail with
     * {@link MailStoreException.Kind#UNAVAILABLE} from then on. Closing twice is harmless.
     */
    @Override
    void close();
}
