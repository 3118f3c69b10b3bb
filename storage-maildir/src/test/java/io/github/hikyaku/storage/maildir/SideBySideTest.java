package io.github.hikyaku.storage.maildir;

import static io.github.hikyaku.storage.maildir.MaildirFixture.deposit;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.QuotaLimits;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls at the same time neither wait for each other for ever nor disturb each other. */
class SideBySideTest {
    private static final int ROUNDS = Integer.getInteger("hikyaku.sidebyside.rounds", 300);

    @TempDir
    Path root;

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    });

    @AfterEach
    void stop() {
        threads.shutdown();
    }

    /** Runs all at once; fails with what the first one failed with, or if one does not end. */
    private void together(List<Callable<?>> works) throws Exception {
        CyclicBarrier start = new CyclicBarrier(works.size());
        List<Future<?>> all = new ArrayList<>();
        for (Callable<?> work : works) {
            all.add(threads.submit(() -> {
                start.await(10, TimeUnit.SECONDS);
                return work.call();
            }));
        }
        for (Future<?> each : all) {
            try {
                each.get(20, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new AssertionError("A call does not come back", e);
            } catch (ExecutionException e) {
                throw new AssertionError("A call failed", e.getCause());
            }
        }
    }

    @Test
    void depositsBesideDeliveriesByOthersAllEnd() throws Exception {
        try (MaildirStore store = MaildirStore.at(root)) {
            MailAccount account = store.open(MaildirFixture.ID);
            Mailbox inbox = account.open(MailboxName.INBOX);
            Path maildir = root.resolve("hoge@example.com");
            for (int round = 0; round < ROUNDS; round++) {
                String name = "1." + round + ".host";
                List<Callable<?>> works = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    int pause = i * (round % 40) * 10_000;
                    works.add(() -> {
                        spin(pause);
                        return deposit(inbox, "a\r\n");
                    });
                }
                works.add(() -> {
                    spin(round(name) % 40 * 20_000);
                    return Files.writeString(maildir.resolve("new").resolve(name), "b\r\n");
                });
                together(works);
            }
        }
    }

    private static int round(String name) {
        return Integer.parseInt(name.split("\\.")[1]);
    }

    private static void spin(long nanos) {
        long until = System.nanoTime() + nanos;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    @Test
    void depositsBesideCopiesAllEnd() throws Exception {
        try (MaildirFixture mail = new MaildirFixture(root)) {
            Mailbox inbox = mail.inbox();
            for (int round = 0; round < ROUNDS * 10; round++) {
                List<Callable<?>> works = new ArrayList<>();
                works.add(() -> deposit(inbox, "a\r\n"));
                works.add(() -> deposit(inbox, "a\r\n"));
                works.add(() -> inbox.copy(UidSet.of(4_000_000), MailboxName.INBOX));
                together(works);
            }
        }
    }

    @Test
    void aMoveMakesNoRoomForOthers() throws Exception {
        MailboxName other = MailboxName.of("other");
        try (MaildirStore store = MaildirStore.at(root)) {
            MailAccount account = store.open(MaildirFixture.ID);
            Mailbox inbox = account.open(MailboxName.INBOX);
            Mailbox there = account.create(other, Set.of());
            for (int i = 0; i < 20; i++) {
                deposit(inbox, "a\r\n");
            }
            ((QuotaLimits) account).limit(OptionalLong.empty(), OptionalLong.of(20));
            AtomicBoolean ended = new AtomicBoolean();
            Future<Integer> let = threads.submit(() -> {
                int in = 0;
                while (!ended.get()) {
                    try {
                        deposit(inbox, "b\r\n");
                        in++;
                    } catch (MailStoreException e) {
                        assertThat(e.kind()).isEqualTo(Kind.OVER_QUOTA);
                    }
                }
                return in;
            });
            for (int i = 0; i < 20 && !let.isDone(); i++) {
                inbox.move(UidSet.ALL, other);
                there.move(UidSet.ALL, MailboxName.INBOX);
            }
            ended.set(true);
            assertThat(let.get(20, TimeUnit.SECONDS)).isZero();
            assertThat(account.quota().messages()).isEqualTo(20);
        }
    }

    @Test
    void readersAndWritersUseAMailboxAtOnceThatWasJustOpenedFromItsIndex() throws Exception {
        Path maildir = MaildirFixture.prepare(root);
        int messages = 30_000;
        for (int i = 1; i <= messages; i++) {
            Files.createFile(maildir.resolve("cur").resolve("1." + i + ".host,S=0,W=0:2,"));
        }
        MaildirFixture mail = new MaildirFixture(root);
        settle(mail.inbox(), maildir);
        mail.close();
        for (int round = 0; round < 40; round++) {
            mail.open();
            Mailbox inbox = mail.inbox();
            inbox.status();
            long uid = messages - round;
            together(List.of(
                    () -> {
                        try (InputStream in = inbox.content(uid).open()) {
                            return in.read();
                        }
                    },
                    () -> inbox.store(UidSet.of(uid - 1), FlagUpdate.add(Flag.SEEN), Long.MAX_VALUE),
                    () -> {
                        try (InputStream in = inbox.content(uid).open()) {
                            return in.read();
                        }
                    }));
            settle(inbox, maildir);
            mail.close();
        }
    }

    // Until a listing is trusted, so that the index alone will do.
    private static void settle(Mailbox inbox, Path maildir) throws IOException {
        inbox.status();
        long settled = Stamp.of(maildir.resolve("cur")).settledFrom();
        while (System.currentTimeMillis() <= settled) {
            Thread.onSpinWait();
        }
        inbox.status();
    }

    @Test
    void aDepositWithANewKeywordBeginsWhileOthersArrive() throws Exception {
        try (MaildirFixture mail = new MaildirFixture(root)) {
            Mailbox inbox = mail.inbox();
            AtomicBoolean ended = new AtomicBoolean();
            Future<?> begins = threads.submit(() -> {
                while (!ended.get()) {
                    try (Deposit deposit = inbox.deposit(Set.of(Flag.of("later")), MaildirFixture.DATE)) {
                        assertThat(deposit).isNotNull();
                    }
                }
                return null;
            });
            for (int round = 0; round < ROUNDS && !begins.isDone(); round++) {
                together(List.of(
                        () -> deposit(inbox, "a\r\n"),
                        () -> deposit(inbox, "a\r\n"),
                        () -> deposit(inbox, "a\r\n"),
                        () -> deposit(inbox, "a\r\n")));
            }
            ended.set(true);
            begins.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void whoIsInterruptedFailsNobodyElse() throws Exception {
        try (MaildirStore store = MaildirStore.at(root)) {
            MailAccount account = store.open(MaildirFixture.ID);
            Mailbox inbox = account.open(MailboxName.INBOX);
            AtomicBoolean ended = new AtomicBoolean();
            Thread victim = new Thread(() -> {
                while (!ended.get()) {
                    try {
                        deposit(inbox, "v\r\n");
                    } catch (MailStoreException e) {
                        // Its own may fail.
                    }
                    Thread.interrupted();
                }
            });
            victim.setDaemon(true);
            victim.start();
            Future<?> harasser = threads.submit(() -> {
                while (!ended.get()) {
                    spin(300_000);
                    victim.interrupt();
                }
            });
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    together(List.of(() -> deposit(inbox, "a\r\n"), () -> deposit(inbox, "a\r\n")));
                }
            } finally {
                ended.set(true);
                harasser.get(20, TimeUnit.SECONDS);
                victim.join(20_000);
            }
        }
    }
}
