package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.testkit.CrashContract;
import java.nio.file.Path;

/**
 * The process is killed. Without fsync: what a process has written outlives it, and more happens in the same time.
 * {@link PowerCutIT} is about the rest.
 */
class MaildirCrashIT extends CrashContract {
    /** Opens the store. */
    public static final class Opener implements CrashContract.Opener {
        @Override
        public MailStore open(Path place) {
            return MaildirStore.builder(place).fsync(false).build();
        }
    }

    @Override
    protected Class<? extends CrashContract.Opener> opener() {
        return Opener.class;
    }
}
