package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.StoreFeature;
import io.github.hikyaku.storage.testkit.CrashContract;
import java.nio.file.Path;
import java.util.Set;
import org.h2.jdbcx.JdbcConnectionPool;

/** What the example store acknowledged is there after its process was killed. */
class JdbcMailStoreCrashIT extends CrashContract {
    /** Opens a database of its own for each place. */
    public static final class OnH2 implements Opener {
        /** For the process that is killed. */
        public OnH2() {}

        @Override
        public MailStore open(Path place) {
            JdbcConnectionPool pool =
                    JdbcConnectionPool.create("jdbc:h2:" + place.resolve("mail") + ";LOCK_TIMEOUT=20000", "sa", "");
            return new ClosingPool(JdbcMailStore.in(pool), pool);
        }
    }

    /** Lets go of the database when the store is closed: one process at a time has it. */
    private record ClosingPool(MailStore store, JdbcConnectionPool pool) implements MailStore {
        @Override
        public MailAccount open(AccountId id) {
            return store.open(id);
        }

        @Override
        public Set<StoreFeature> features() {
            return store.features();
        }

        @Override
        public void close() {
            store.close();
            pool.dispose();
        }
    }

    @Override
    protected Class<? extends Opener> opener() {
        return OnH2.class;
    }

    @Override
    protected int cycles() {
        return Integer.getInteger(CYCLES, 10);
    }
}
