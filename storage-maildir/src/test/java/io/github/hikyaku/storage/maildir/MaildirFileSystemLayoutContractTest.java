package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.testkit.MailStoreContract;
import io.github.hikyaku.storage.testkit.StoreFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** With mailboxes in each other the store does all that the storage SPI asks for, too. */
class MaildirFileSystemLayoutContractTest extends MailStoreContract {
    @TempDir
    Path root;

    @Override
    protected StoreFixture fixture() {
        return () -> MaildirStore.builder(root)
                .layout(MaildirLayout.FILE_SYSTEM)
                .fsync(false)
                .build();
    }
}
