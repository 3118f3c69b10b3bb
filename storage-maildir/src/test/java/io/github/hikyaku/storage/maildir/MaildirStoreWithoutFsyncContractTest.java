package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.testkit.MailStoreContract;
import io.github.hikyaku.storage.testkit.StoreFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Without fsync, nothing else is different. */
class MaildirStoreWithoutFsyncContractTest extends MailStoreContract {
    @TempDir
    Path root;

    @Override
    protected StoreFixture fixture() {
        return () -> MaildirStore.builder(root).fsync(false).build();
    }
}
