package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.storage.testkit.MailStoreContract;
import io.github.hikyaku.storage.testkit.StoreFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The example store keeps all that it declares. */
class JdbcMailStoreContractTest extends MailStoreContract {
    @TempDir
    Path place;

    @Override
    protected StoreFixture fixture() {
        return () -> JdbcMailStore.at(place.resolve("mail.db"));
    }
}
