package io.github.hikyaku.storage.maildir;

import static io.github.hikyaku.storage.maildir.MaildirFixture.deposit;
import static io.github.hikyaku.storage.maildir.MaildirFixture.flags;
import static io.github.hikyaku.storage.maildir.MaildirFixture.text;
import static io.github.hikyaku.storage.maildir.MaildirFixture.uids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a crash, another program or bad luck did to the store's files costs time, and never mail, a UID or a MODSEQ. */
class RecoveryTest {
    @TempDir
    Path root;

    private MaildirFixture mail;
    private Path index;

    @BeforeEach
    void open() {
        mail = new MaildirFixture(root);
        index = mail.maildir.resolve("hikyaku-index");
    }

    @AfterEach
    void close() {
        mail.close();
    }

    private MailboxStatus someMail() {
        Mailbox inbox = mail.inbox();
        deposit(inbox, "a\r\n", Flag.SEEN);
        deposit(inbox, "b\r\n", Flag.of("k"));
        deposit(inbox, "c\r\n");
        inbox.store(UidSet.of(1), FlagUpdate.add(Flag.FLAGGED), Long.MAX_VALUE);
        inbox.expunge(UidSet.of(2));
        return inbox.status();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lost", "empty", "header", "middle", "shorter", "noise"})
    void aLostOrDamagedIndexIsMadeAnew(String what) {
        MailboxStatus before = someMail();
        mail.whileClosed(() -> {
            byte[] octets = Files.readAllBytes(index);
            switch (what) {
                case "lost" -> Files.delete(index);
                case "empty" -> Files.write(index, new byte[0]);
                case "header" -> {
                    octets[10]++;
                    Files.write(index, octets);
                }
                case "middle" -> {
                    octets[octets.length / 2]++;
                    Files.write(index, octets);
                }
                case "shorter" -> Files.write(index, Arrays.copyOf(octets, octets.length - 7));
                default -> Files.write(index, new byte[1000]);
            }
        });
        Mailbox inbox = mail.inbox();
        assertThat(uids(inbox)).containsExactly(1L, 3L);
        assertThat(flags(inbox, 1)).containsExactlyInAnyOrder(Flag.SEEN, Flag.FLAGGED);
        assertThat(inbox.view().internalDate(0)).isEqualTo(MaildirFixture.DATE);
        assertThat(inbox.status().uidValidity()).isEqualTo(before.uidValidity());
        assertThat(inbox.status().uidNext()).isGreaterThan(before.uidNext());
        assertThat(inbox.status().highestModSeq()).isGreaterThan(before.highestModSeq());
        assertThat(inbox.view().modSeq(0)).isGreaterThan(before.highestModSeq());
        MailboxChanges changes = inbox.changesSince(before.highestModSeq());
        assertThat(changes.complete()).isFalse();
        assertThat(uids(changes.touched())).containsExactly(1L, 3L);
        // And from then on all is remembered again.
        long now = inbox.status().highestModSeq();
        inbox.expunge(UidSet.of(1));
        mail.whileClosed(() -> {});
        assertThat(mail.inbox().changesSince(now).vanished()).isEqualTo(UidSet.of(1));
        assertThat(mail.inbox().changesSince(now).complete()).isTrue();
    }

    @Test
    void anIndexThatLacksItsEndIsCompletedFromTheDirectory() {
        Mailbox inbox = mail.inbox();
        deposit(inbox, "a\r\n", Flag.SEEN);
        deposit(inbox, "b\r\n", Flag.SEEN);
        long known = inbox.status().highestModSeq();
        byte[] then = read(index);
        inbox.store(UidSet.of(1), FlagUpdate.add(Flag.FLAGGED), Long.MAX_VALUE);
        deposit(inbox, "c\r\n");
        deposit(inbox, "d\r\n");
        inbox.expunge(UidSet.of(2, 4));
        long last = inbox.status().highestModSeq();
        // As after kill -9: no mark that the log is whole, in the same run of the machine.
        mail.whileClosed(() -> Files.write(index, then));
        MailboxChanges changes = mail.inbox().changesSince(known);
        assertThat(uids(changes.touched())).containsExactly(1L, 3L);
        assertThat(changes.vanished()).isEqualTo(UidSet.of(2, 4));
        assertThat(changes.complete()).isTrue();
        assertThat(changes.status().highestModSeq()).isGreaterThan(last);
        assertThat(deposit(mail.inbox(), "e\r\n").uid()).isEqualTo(5);
    }

    @Test
    void uidsThatTheListLostInAPowerCutAreReadFromTheNamesAndNoneIsReused() {
        Path list = mail.maildir.resolve("dovecot-uidlist");
        Mailbox inbox = mail.inbox();
        deposit(inbox, "a\r\n");
        byte[] lines = read(list);
        byte[] then = read(index);
        deposit(inbox, "b\r\n", Flag.SEEN);
        deposit(inbox, "c\r\n");
        deposit(inbox, "d\r\n");
        inbox.expunge(UidSet.of(4));
        MailboxStatus last = inbox.status();
        mail.whileClosed(() -> {
            Files.write(list, lines);
            // Cut in a record: not to be trusted.
            Files.write(index, Arrays.copyOf(then, then.length - 1));
        });
        Mailbox again = mail.inbox();
        assertThat(uids(again)).containsExactly(1L, 2L, 3L);
        assertThat(again.status().uidValidity()).isEqualTo(last.uidValidity());
        assertThat(again.status().highestModSeq()).isGreaterThan(last.highestModSeq());
        assertThat(deposit(again, "e\r\n").uid()).isGreaterThanOrEqualTo(last.uidNext());
        mail.whileClosed(() -> {});
        assertThat(uids(mail.inbox())).startsWith(1L, 2L, 3L).hasSize(4);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anUnchangedMailboxIsTheSameAfterwards() {
        MailboxStatus before = someMail();
        mail.whileClosed(() -> {});
        assertThat(mail.inbox().status()).isEqualTo(before);
        mail.whileClosed(() -> {});
        assertThat(mail.inbox().status()).isEqualTo(before);
    }

    @Test
    void aLostListOfUidsIsANewUidValidity() {
        MailboxStatus before = someMail();
        mail.whileClosed(() -> Files.delete(mail.maildir.resolve("dovecot-uidlist")));
        Mailbox inbox = mail.inbox();
        assertThat(inbox.status().uidValidity()).isGreaterThan(before.uidValidity());
        assertThat(inbox.view().size()).isEqualTo(2);
        assertThat(inbox.status().highestModSeq()).isGreaterThan(before.highestModSeq());
    }

    @Test
    void aListOfUidsThatIsLostWhileInUseIsWrittenAnew() throws IOException {
        MailboxStatus before = someMail();
        Files.delete(mail.maildir.resolve("dovecot-uidlist"));
        assertThat(mail.inbox().status()).isEqualTo(before);
        mail.whileClosed(() -> {});
        assertThat(mail.inbox().status()).isEqualTo(before);
        assertThat(uids(mail.inbox())).containsExactly(1L, 3L);
    }

    @Test
    void aListOfUidsThatAnotherProgramBeganAnewIsTaken() throws IOException {
        MailboxStatus before = someMail();
        List<String> files = MaildirFixture.files(mail.maildir.resolve("cur"));
        Files.writeString(
                mail.maildir.resolve("dovecot-uidlist"),
                "3 V4000000000 N12 Gabc\n11 :" + MessageFileName.base(files.get(0)) + "\n");
        Mailbox inbox = mail.inbox();
        assertThat(inbox.status().uidValidity()).isEqualTo(4000000000L);
        assertThat(uids(inbox)).containsExactly(11L, 12L);
        assertThat(text(inbox, 11)).isEqualTo("a\r\n");
        assertThat(inbox.status().highestModSeq()).isGreaterThan(before.highestModSeq());
    }

    @Test
    void leftoversAreSweptWhenTheyAreOld() throws IOException {
        mail.inbox().status();
        Path old = mail.maildir.resolve("tmp/old");
        Path young = mail.maildir.resolve("tmp/young");
        Path unfinished = mail.maildir.resolve("..hikyaku-new-1/cur");
        mail.whileClosed(() -> {
            Files.writeString(old, "x");
            Files.writeString(young, "x");
            Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(37))));
            Files.createDirectories(unfinished);
        });
        assertThat(mail.inbox().status().messages()).isZero();
        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(unfinished.getParent()).doesNotExist();
    }

    @Test
    void anAbortedDepositLeavesNothingBehind() throws IOException {
        Mailbox inbox = mail.inbox();
        try (var deposit = inbox.deposit(Set.of(), MaildirFixture.DATE)) {
            deposit.write(new byte[500_000], 0, 500_000);
            assertThat(MaildirFixture.files(mail.maildir.resolve("tmp"))).hasSize(1);
        }
        assertThat(MaildirFixture.files(mail.maildir.resolve("tmp"))).isEmpty();
    }

    @Test
    void aFailedCommitLeavesNoMessage() throws IOException {
        Mailbox inbox = mail.inbox();
        deposit(inbox, "a\r\n");
        // A directory in the place of the list: appending to it fails.
        Path list = mail.maildir.resolve("dovecot-uidlist");
        Files.move(list, root.resolve("kept"));
        Files.createDirectories(list.resolve("x"));
        assertThatThrownBy(() -> deposit(inbox, "b\r\n"))
                .isInstanceOfSatisfying(
                        MailStoreException.class,
                        e -> assertThat(e.kind()).isEqualTo(MailStoreException.Kind.UNAVAILABLE));
        assertThat(MaildirFixture.files(mail.maildir.resolve("new"))).hasSize(1);
        assertThat(MaildirFixture.files(mail.maildir.resolve("tmp"))).isEmpty();
        Disk.deleteTree(list);
        Files.move(root.resolve("kept"), list);
        assertThat(uids(inbox)).containsExactly(1L);
        assertThat(deposit(inbox, "c\r\n").uid()).isGreaterThan(1);
        assertThat(inbox.view().size()).isEqualTo(2);
    }

    @Test
    void theListOfUidsIsCompactedAndKeepsWhatOthersWrote() throws IOException {
        Path list = mail.maildir.resolve("dovecot-uidlist");
        Mailbox inbox = mail.inbox();
        inbox.status();
        Files.writeString(cur("1.other:2,S"), "b\r\n");
        String header = Files.readString(list).trim();
        Files.writeString(list, header + " X1\n1 W3 Pabc :1.other\n");
        assertThat(uids(inbox)).containsExactly(1L);
        for (int round = 0; round < 11; round++) {
            for (int i = 0; i < 100; i++) {
                deposit(inbox, "x\r\n");
            }
            inbox.expunge(UidSet.range(2, UidSet.MAX_UID));
        }
        long next = inbox.status().uidNext();
        List<String> lines = Files.readAllLines(list);
        assertThat(lines).hasSizeLessThan(1001);
        assertThat(lines.get(0)).contains(" X1");
        assertThat(lines.get(1)).isEqualTo("1 W3 Pabc :1.other");
        mail.whileClosed(() -> {});
        assertThat(mail.inbox().status().uidNext()).isEqualTo(next);
        assertThat(Files.size(index)).isLessThan(3000 * 44L);
    }

    private Path cur(String name) {
        return mail.maildir.resolve("cur").resolve(name);
    }

    @Test
    void aSecondStoreOnTheSameRootIsRefused() {
        assertThatThrownBy(() -> MaildirStore.at(root))
                .isInstanceOf(MailStoreException.class)
                .hasMessageContaining("Another store uses the mail root");
        mail.account().create(MailboxName.of("a"), Set.of());
        mail.close();
        MaildirStore.at(root).close();
        mail.open();
        assertThat(mail.account().list()).hasSize(2);
    }

    @Test
    void moreKeywordsThanLettersAreRefusedAndThoseThatNoMessageHasMakeRoom() {
        Mailbox inbox = mail.inbox();
        deposit(inbox, "a\r\n");
        for (int i = 0; i < 26; i++) {
            inbox.store(UidSet.of(1), FlagUpdate.add(Flag.of("k" + i)), Long.MAX_VALUE);
        }
        assertThatThrownBy(() -> inbox.store(UidSet.of(1), FlagUpdate.add(Flag.of("more")), Long.MAX_VALUE))
                .isInstanceOfSatisfying(
                        MailStoreException.class,
                        e -> assertThat(e.kind()).isEqualTo(MailStoreException.Kind.LIMIT_REACHED));
        assertThatThrownBy(() -> inbox.deposit(Set.of(Flag.of("more")), MaildirFixture.DATE))
                .isInstanceOf(MailStoreException.class);
        inbox.store(UidSet.of(1), FlagUpdate.remove(Flag.of("k7")), Long.MAX_VALUE);
        deposit(inbox, "b\r\n", Flag.of("more"));
        assertThat(flags(inbox, 2)).containsExactly(Flag.of("more"));
        assertThat(flags(inbox, 1)).hasSize(25).contains(Flag.of("k8")).doesNotContain(Flag.of("k7"));
    }
}
