package io.github.hikyaku.storage.maildir;

import static io.github.hikyaku.storage.maildir.MaildirFixture.deposit;
import static io.github.hikyaku.storage.maildir.MaildirFixture.flags;
import static io.github.hikyaku.storage.maildir.MaildirFixture.text;
import static io.github.hikyaku.storage.maildir.MaildirFixture.uids;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.Registration;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other programs do to a Maildir while the store has it open is noticed with the next call. */
class OutsideChangeTest {
    @TempDir
    Path root;

    private MaildirFixture mail;
    private Path cur;

    @BeforeEach
    void open() {
        mail = new MaildirFixture(root);
        cur = mail.maildir.resolve("cur");
    }

    @AfterEach
    void close() {
        mail.close();
    }

    @Test
    void aDeliveryIntoNewArrives() throws IOException {
        Mailbox inbox = mail.inbox();
        deposit(inbox, "a\r\n");
        for (int i = 2; i <= 20; i++) {
            long before = inbox.status().highestModSeq();
            mail.deliver("1700000000.M" + i + "P1.other", "number " + i + "\n");
            MailboxChanges changes = inbox.changesSince(before);
            assertThat(uids(changes.touched())).containsExactly((long) i);
            assertThat(changes.status().highestModSeq()).isGreaterThan(before);
            assertThat(changes.status().recent()).isEqualTo(i);
            assertThat(text(inbox, i)).isEqualTo("number " + i + "\r\n");
        }
        assertThat(Files.readString(mail.maildir.resolve("dovecot-uidlist")))
                .contains("\n20 :1700000000.M20P1.other\n");
    }

    @Test
    void messagesThatCameTogetherAreInTheOrderOfTheirTimes() throws IOException {
        mail.deliver("1700000009.a", "b\n");
        mail.deliver("1700000010.a", "c\n");
        mail.deliver("999999999.z", "a\n");
        assertThat(text(mail.inbox(), 1)).isEqualTo("a\r\n");
        assertThat(text(mail.inbox(), 3)).isEqualTo("c\r\n");
    }

    @Test
    void flagsChangedByARenameAreAFlagChange() throws IOException {
        Mailbox inbox = mail.inbox();
        deposit(inbox, "a\r\n", Flag.SEEN);
        deposit(inbox, "b\r\n");
        long before = inbox.status().highestModSeq();
        String name = MaildirFixture.files(cur).get(0);
        Files.move(cur.resolve(name), cur.resolve(name.replace(":2,S", ":2,FT")));
        MailboxChanges changes = inbox.changesSince(before);
        assertThat(uids(changes.touched())).containsExactly(1L);
        assertThat(changes.touched().flags(0)).containsExactlyInAnyOrder(Flag.FLAGGED, Flag.DELETED);
        assertThat(changes.vanished().isEmpty()).isTrue();
        assertThat(text(inbox, 1)).isEqualTo("a\r\n");
    }

    @Test
    void aMessageThatAnotherReaderTakesFromNewIsClaimedAndNotChanged() throws IOException {
        Mailbox inbox = mail.inbox();
        deposit(inbox, "a\r\n");
        long before = inbox.status().highestModSeq();
        String name = MaildirFixture.files(mail.maildir.resolve("new")).get(0);
        Files.move(mail.maildir.resolve("new").resolve(name), cur.resolve(name + ":2,"));
        assertThat(inbox.status().recent()).isZero();
        assertThat(inbox.status().highestModSeq()).isEqualTo(before);
        assertThat(text(inbox, 1)).isEqualTo("a\r\n");
    }

    @Test
    void removedFilesVanish() throws IOException {
        Mailbox inbox = mail.inbox();
        deposit(inbox, "a\r\n", Flag.SEEN);
        deposit(inbox, "b\r\n", Flag.SEEN);
        long before = inbox.status().highestModSeq();
        Files.delete(cur.resolve(MaildirFixture.files(cur).get(0)));
        MailboxChanges changes = inbox.changesSince(before);
        assertThat(changes.vanished()).isEqualTo(UidSet.of(1));
        assertThat(changes.complete()).isTrue();
        assertThat(uids(inbox)).containsExactly(2L);
    }

    @Test
    void uidsThatAnotherProgramGaveAreTaken() throws IOException {
        Mailbox inbox = mail.inbox();
        deposit(inbox, "a\r\n");
        Files.writeString(mail.maildir.resolve("dovecot-uidlist"), "7 W3 :1.other\n", StandardOpenOption.APPEND);
        Files.writeString(cur.resolve("1.other:2,S"), "b\r\n");
        assertThat(uids(inbox)).containsExactly(1L, 7L);
        assertThat(flags(inbox, 7)).containsExactly(Flag.SEEN);
        assertThat(deposit(inbox, "c\r\n").uid()).isEqualTo(8);
    }

    @Test
    void aLineThatAnotherProgramBeganDoesNotHarmOurs() throws IOException {
        Mailbox inbox = mail.inbox();
        deposit(inbox, "a\r\n");
        Files.writeString(mail.maildir.resolve("dovecot-uidlist"), "7 :1.oth", StandardOpenOption.APPEND);
        long uid = deposit(inbox, "b\r\n").uid();
        mail.close(() -> {});
        assertThat(uids(mail.inbox())).containsExactly(1L, uid);
    }

    @Test
    void changesAreMadeToFilesThatWereJustRenamed() throws IOException {
        Mailbox inbox = mail.inbox();
        deposit(inbox, "a\r\n", Flag.SEEN);
        deposit(inbox, "b\r\n", Flag.SEEN);
        inbox.view();
        for (String name : MaildirFixture.files(cur)) {
            Files.move(cur.resolve(name), cur.resolve(name + "F"));
        }
        inbox.store(UidSet.of(1), FlagUpdate.add(Flag.DRAFT), Long.MAX_VALUE);
        assertThat(flags(inbox, 1)).contains(Flag.SEEN, Flag.DRAFT, Flag.FLAGGED);
        assertThat(inbox.expunge(UidSet.of(2))).isEqualTo(UidSet.of(2));
        assertThat(MaildirFixture.files(cur)).hasSize(1);
    }

    @Test
    void anotherProgramsLockIsWaitedForAndOneThatWeLeftIsTaken() throws Exception {
        Mailbox inbox = mail.inbox();
        deposit(inbox, "a\r\n");
        Path lock = mail.maildir.resolve("dovecot-uidlist.lock");
        Files.writeString(lock, "hikyaku\n");
        deposit(inbox, "b\r\n");
        assertThat(lock).doesNotExist();
        Files.writeString(lock, "4711:other");
        CountDownLatch done = new CountDownLatch(1);
        Thread depositor = new Thread(() -> {
            deposit(inbox, "c\r\n");
            done.countDown();
        });
        depositor.start();
        assertThat(done.await(100, TimeUnit.MILLISECONDS)).isFalse();
        Files.delete(lock);
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void watchersAreTold() throws Exception {
        Mailbox inbox = mail.inbox();
        inbox.status();
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch names = new CountDownLatch(1);
        try (Registration watch = mail.account().watch(new io.github.hikyaku.storage.AccountListener() {
            @Override
            public void mailboxChanged(MailboxName name) {
                if (name.isInbox()) {
                    told.countDown();
                }
            }

            @Override
            public void namesChanged() {
                names.countDown();
            }
        })) {
            assertThat(watch).isNotNull();
            mail.deliver("1.a", "a\n");
            Path made =
                    Files.createDirectories(mail.maildir.resolve(".made/new")).getParent();
            Files.createDirectories(made.resolve("cur"));
            assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(names.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(mail.account().open(MailboxName.of("made")).status().messages())
                .isZero();
    }

    @Test
    void thereIsNoThreadUnlessSomebodyWatches() throws Exception {
        assertThat(pollers()).isZero();
        Registration watch = mail.account().watch(name -> {});
        assertThat(pollers()).isEqualTo(1);
        watch.close();
        mail.close();
        assertThat(pollers()).isZero();
        mail.open();
    }

    private static long pollers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("hikyaku-maildir-poll"))
                .count();
    }

    @Test
    void aMailboxWhoseDirectoryIsTakenAwayIsGone() throws IOException {
        Mailbox made = mail.account().create(MailboxName.of("a"), Set.of());
        made.status();
        Files.move(mail.maildir.resolve(".a"), root.resolve("away"));
        org.assertj.core.api.Assertions.assertThatThrownBy(made::status)
                .isInstanceOfSatisfying(
                        MailStoreException.class,
                        e -> assertThat(e.kind()).isEqualTo(MailStoreException.Kind.NO_SUCH_MAILBOX));
        assertThat(mail.account().list()).hasSize(1);
    }

    @Test
    void deliveriesByOthersAreToldOfSoonerThanByALookEachSecond() throws Exception {
        mail.inbox().status();
        BlockingQueue<MailboxName> told = new LinkedBlockingQueue<>();
        try (Registration watch = mail.account().watch(told::add)) {
            assertThat(watch).isNotNull();
            int deliveries = 20;
            long start = System.nanoTime();
            for (int i = 1; i <= deliveries; i++) {
                mail.deliver("170000000" + i + ".x", "a\n");
                assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(MailboxName.INBOX);
                told.clear();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(deliveries / 2));
        }
    }

    @Test
    void aKeywordThatGetsItsNameAfterItsLetterIsAChange() throws IOException {
        Mailbox inbox = mail.inbox();
        deposit(inbox, "a\r\n", Flag.SEEN);
        deposit(inbox, "b\r\n", Flag.SEEN);
        Path cur = mail.maildir.resolve("cur");
        String file = MaildirFixture.files(cur).get(0);
        Files.move(cur.resolve(file), cur.resolve(file + "a"));
        assertThat(flags(inbox, 1)).containsExactly(Flag.SEEN);
        long before = inbox.status().highestModSeq();
        Files.writeString(mail.maildir.resolve("dovecot-keywords"), "0 work\n");
        assertThat(uids(inbox.changesSince(before).touched())).containsExactly(1L);
        assertThat(flags(inbox, 1)).containsExactlyInAnyOrder(Flag.SEEN, Flag.of("work"));
        // And one that changes its name while nobody looks.
        long then = inbox.status().highestModSeq();
        mail.whileClosed(() -> {
            Files.writeString(mail.maildir.resolve("dovecot-keywords"), "0 elsewhere\n");
        });
        assertThat(uids(mail.inbox().changesSince(then).touched())).containsExactly(1L);
        assertThat(flags(mail.inbox(), 1)).containsExactlyInAnyOrder(Flag.SEEN, Flag.of("elsewhere"));
    }
}
