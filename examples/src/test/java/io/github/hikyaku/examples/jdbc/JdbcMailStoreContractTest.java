package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.testkit.MailStoreContract;
import io.github.hikyaku.storage.testkit.StoreFixture;
import java.nio.file.Path;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.io.TempDir;

/** The example store keeps all that it declares. */
class JdbcMailStoreContractTest extends MailStoreContract {
    @TempDir
    Path place;

    @Override
    protected StoreFixture fixture() {
        JdbcConnectionPool pool =
                JdbcConnectionPool.create("jdbc:h2:" + place.resolve("mail") + ";LOCK_TIMEOUT=20000", "sa", "");
        return new StoreFixture() {
            @Override
            public MailStore open() {
                return JdbcMailStore.in(pool);
            }

            @Override
            public void close() {
                pool.dispose();
            }
        };
    }
}
