package io.github.hikyaku.storage.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailboxName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong with one message, or with the one who works for all, leaves nobody waiting. */
class ArrivalsTest {
    @TempDir
    Path root;

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    });

    private Path maildir;
    private MailboxState box;

    @BeforeEach
    void open() throws IOException {
        maildir = MaildirFixture.prepare(root);
        Disk disk = new Disk(false);
        box = new MailboxState(
                MailboxName.INBOX, maildir, disk, new Signals(), () -> 7, new Quota(maildir, disk), () -> {});
        box.loadOnce();
    }

    @AfterEach
    void stop() {
        threads.shutdown();
    }

    private Arrival arrival(Set<Flag> flags) throws IOException {
        String unique = UniqueNames.next();
        Path temporary = Files.writeString(maildir.resolve("tmp").resolve(unique), "a\r\n");
        return new Arrival(temporary, unique + ",S=3,W=3", flags, 3, 0, (byte) 0);
    }

    private Future<Long> commit(Set<Flag> flags) {
        return threads.submit(() -> {
            Arrival arrival = arrival(flags);
            box.arrivals.commit(arrival);
            return arrival.uid;
        });
    }

    private static void await(List<? extends Future<?>> all) throws Exception {
        for (Future<?> each : all) {
            try {
                each.get(10, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                // Failed, but ended.
            }
        }
    }

    private static final Set<Flag> POISON = new AbstractSet<>() {
        @Override
        public Iterator<Flag> iterator() {
            throw new IllegalStateException("poison");
        }

        @Override
        public int size() {
            return 1;
        }
    };

    @Test
    void anUnexpectedFailureWhileMessagesArePlacedIsToldToAllOfThem() throws Exception {
        for (int round = 0; round < 20; round++) {
            box.arrivals.hold();
            List<Future<Long>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(commit(i == round % 4 ? POISON : Set.of()));
            }
            box.arrivals.release();
            await(all);
        }
        assertThat(MaildirFixture.files(maildir.resolve("new")))
                .hasSize(box.status().messages());
    }

    @Test
    void anUnexpectedFailureWhileMessagesLandIsToldToAllOfThemAndLeavesNoneBehind() throws Exception {
        box.arrivals.hold();
        List<Future<Long>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(commit(Set.of()));
        }
        breakTable();
        box.arrivals.release();
        for (Future<Long> each : all) {
            assertThatThrownBy(() -> each.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(MailStoreException.class);
        }
        assertThat(MaildirFixture.files(maildir.resolve("new"))).isEmpty();
    }

    // As memory that runs out would do, or an index that grows beyond what an array holds.
    private void breakTable() throws ReflectiveOperationException {
        var names = MessageTable.class.getDeclaredField("names");
        names.setAccessible(true);
        var octets = NameColumn.class.getDeclaredField("octets");
        octets.setAccessible(true);
        octets.set(names.get(box.table), null);
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void whoLandsMessagesAndTidiesDoesNotWaitForOthersOnTheirWay() throws Exception {
        StringBuilder list = new StringBuilder("3 V7 N5000\n");
        for (int uid = 1; uid <= 2000; uid++) {
            list.append(uid).append(" :gone").append(uid).append('\n');
        }
        Path file = maildir.resolve(UidList.NAME);
        Files.writeString(file, list);
        box.status();
        assertThat(box.uidList.lines()).isEqualTo(2000);
        Files.writeString(file, list.append("4999 :more\n"));
        Future<?> tidying = threads.submit(() -> {
            Arrival other = arrival(Set.of());
            box.write.lock();
            try {
                ((java.util.Collection) box.arrivals.onTheWay()).add(other);
                box.tidy();
                box.arrivals.onTheWay().remove(other);
            } finally {
                box.write.unlock();
            }
            return null;
        });
        tidying.get(10, TimeUnit.SECONDS);
    }
}
