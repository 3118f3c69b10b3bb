package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.testkit.CrashContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed, and the database has all that was acknowledged. */
class JdbcCrashIT extends CrashContract {
    private static final int DEFAULT_CYCLES = 10;

    @TempDir
    Path driver;

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

    /** A driver that is killed leaves its native library where it unpacked it. */
    @Override
    protected void prepare(ProcessBuilder worker) {
        worker.command().add(1, "-Dorg.sqlite.tmpdir=" + driver);
    }

    @Override
    protected int cycles() {
        return Integer.getInteger(CYCLES, DEFAULT_CYCLES);
    }
}
