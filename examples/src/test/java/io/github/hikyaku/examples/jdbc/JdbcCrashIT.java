package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.testkit.CrashContract;
import java.nio.file.Path;

/** The process is killed, and the database has all that was acknowledged. */
class JdbcCrashIT extends CrashContract {
    private static final int DEFAULT_CYCLES = 10;

    /** Opens the store. */
    public static final class Opener implements CrashContract.Opener {
        @Override
        public MailStore open(Path place) {
            return JdbcMailStore.at(place.resolve("mail.db"));
        }
    }

    @Override
    protected Class<? extends CrashContract.Opener> opener() {
        return Opener.class;
    }

    @Override
    protected int cycles() {
        return Integer.getInteger(CYCLES, DEFAULT_CYCLES);
    }
}
