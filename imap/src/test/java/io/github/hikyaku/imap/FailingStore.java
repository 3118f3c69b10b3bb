package io.github.hikyaku.imap;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.StoreFeature;
import java.util.Set;

/** A store of which no account can be opened. */
record FailingStore(MailStoreException.Kind kind) implements MailStore {
    @Override
    public MailAccount open(AccountId id) {
        throw new MailStoreException(kind, "details");
    }

    @Override
    public Set<StoreFeature> features() {
        return Set.of();
    }

    @Override
    public void close() {}
}
