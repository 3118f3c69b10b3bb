package io.github.hikyaku.storage.testkit.selftest;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.StoreFeature;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import io.github.hikyaku.storage.testkit.MailStoreContract;
import io.github.hikyaku.storage.testkit.StoreFixture;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A memory store that outlives the stores opened on it keeps the rules of persistence, so they can be kept. */
class ReopenedMemoryMailStoreContractTest extends MailStoreContract {
    @Override
    protected StoreFixture fixture() {
        MemoryMailStore kept = MemoryMailStore.create();
        return new StoreFixture() {
            @Override
            public MailStore open() {
                return new Opened(kept);
            }

            @Override
            public void close() throws IOException {
                kept.close();
            }
        };
    }

    private static final class Opened extends Delegating.Store {
        private final List<MailAccount> handles = new CopyOnWriteArrayList<>();
        private volatile boolean closed;

        Opened(MailStore kept) {
            super(kept, features(kept));
        }

        private static Set<StoreFeature> features(MailStore kept) {
            Set<StoreFeature> features = EnumSet.of(StoreFeature.PERSISTENT);
            features.addAll(kept.features());
            return features;
        }

        @Override
        public MailAccount open(AccountId id) {
            if (closed) {
                throw new MailStoreException(MailStoreException.Kind.UNAVAILABLE, "closed");
            }
            MailAccount handle = super.open(id);
            handles.add(handle);
            return handle;
        }

        @Override
        public void close() {
            closed = true;
            handles.forEach(MailAccount::close);
        }
    }
}
