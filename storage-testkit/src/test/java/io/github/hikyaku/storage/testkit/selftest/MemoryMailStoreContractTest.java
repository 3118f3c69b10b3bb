package io.github.hikyaku.storage.testkit.selftest;

import io.github.hikyaku.storage.memory.MemoryMailStore;
import io.github.hikyaku.storage.testkit.MailStoreContract;
import io.github.hikyaku.storage.testkit.StoreFixture;

/** The reference implementation keeps every rule. */
class MemoryMailStoreContractTest extends MailStoreContract {
    @Override
    protected StoreFixture fixture() {
        return MemoryMailStore::create;
    }
}
