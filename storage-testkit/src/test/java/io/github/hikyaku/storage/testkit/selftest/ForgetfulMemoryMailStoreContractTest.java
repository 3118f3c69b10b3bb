package io.github.hikyaku.storage.testkit.selftest;

import io.github.hikyaku.storage.memory.MemoryMailStore;
import io.github.hikyaku.storage.testkit.MailStoreContract;
import io.github.hikyaku.storage.testkit.StoreFixture;

/** A store may forget what vanished: the suite accepts that wherever the SPI does. */
class ForgetfulMemoryMailStoreContractTest extends MailStoreContract {
    @Override
    protected StoreFixture fixture() {
        return () -> MemoryMailStore.builder().vanishedMemory(1).build();
    }
}
