package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.testkit.MailStoreContract;
import io.github.hikyaku.storage.testkit.StoreFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The Maildir store does all that the storage SPI asks for. */
class MaildirStoreContractTest extends MailStoreContract {
    @TempDir
    Path root;

    @Override
    protected StoreFixture fixture() {
        return () -> MaildirStore.at(root);
    }
}
