package io.github.hikyaku.storage.maildir;

import static io.github.hikyaku.storage.maildir.MaildirFixture.deposit;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.UidSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an observer was told of a mailbox stays true, whoever puts messages there at once. */
class ObserverTest {
    private static final long SECONDS = Long.getLong("hikyaku.observer.seconds", 3);

    @TempDir
    Path root;

    @Test
    void noMessageAppearsBelowAUidnextThatWasTold() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        AtomicBoolean ended = new AtomicBoolean();
        MailboxName other = MailboxName.of("other");
        try (MaildirStore store = MaildirStore.at(root)) {
            MailAccount account = store.open(MaildirFixture.ID);
            Mailbox inbox = account.open(MailboxName.INBOX);
            Mailbox from = account.create(other, Set.of());
            for (int i = 0; i < 3; i++) {
                deposit(from, "c\r\n");
            }
            Path maildir = root.resolve("hoge@example.com");
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add(threads.submit(until(ended, () -> deposit(inbox, "a\r\n"))));
            }
            all.add(threads.submit(until(ended, () -> deposit(inbox, "a\r\n", Flag.SEEN))));
            all.add(threads.submit(until(ended, () -> from.copy(UidSet.ALL, MailboxName.INBOX))));
            int[] n = {0};
            all.add(threads.submit(until(ended, () -> {
                String name = "1." + ++n[0] + ".host";
                Path written = Files.writeString(maildir.resolve("tmp").resolve(name), "b\r\n");
                // Else the directory grows faster than it is read.
                LockSupport.parkNanos(2_000_000);
                return Files.move(written, maildir.resolve("new").resolve(name), StandardCopyOption.ATOMIC_MOVE);
            })));
            all.add(threads.submit(until(ended, () -> inbox.claimRecent())));
            all.add(threads.submit(until(
                    ended,
                    () -> inbox.store(
                            UidSet.of(1 + System.nanoTime() % 50), FlagUpdate.add(Flag.FLAGGED), Long.MAX_VALUE))));
            all.add(threads.submit(until(ended, new Observer(inbox))));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            Observer observer = new Observer(inbox);
            while (System.nanoTime() < end && all.stream().noneMatch(Future::isDone)) {
                observer.call();
            }
            ended.set(true);
            for (Future<?> each : all) {
                each.get(30, TimeUnit.SECONDS);
            }
            observer.call();
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<?> until(AtomicBoolean ended, Callable<?> work) {
        return () -> {
            try {
                while (!ended.get()) {
                    work.call();
                }
            } finally {
                ended.set(true);
            }
            return null;
        };
    }

    /** Compares each view with the one before. */
    private static final class Observer implements Callable<Object> {
        private final Mailbox mailbox;
        private MailboxView before;

        Observer(Mailbox mailbox) {
            this.mailbox = mailbox;
            this.before = mailbox.view();
        }

        @Override
        public Object call() {
            MailboxChanges changes = mailbox.changesSince(before.status().highestModSeq());
            MailboxView touched = changes.touched();
            for (int row = 0; row < touched.size(); row++) {
                long uid = touched.uid(row);
                if (uid < before.status().uidNext()) {
                    assertThat(before.row(uid))
                            .as("UID %d, told UIDNEXT %d", uid, before.status().uidNext())
                            .isNotNegative();
                }
            }
            MailboxView now = mailbox.view();
            long[] uids = now.uids();
            for (int row = before.size(); row < uids.length; row++) {
                assertThat(uids[row]).isGreaterThanOrEqualTo(before.status().uidNext());
            }
            assertThat(now.size()).isEqualTo(now.status().messages());
            assertThat(now.status().uidNext())
                    .isGreaterThanOrEqualTo(before.status().uidNext());
            before = now;
            return now;
        }
    }
}
