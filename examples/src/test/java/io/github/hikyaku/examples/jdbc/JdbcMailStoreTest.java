package io.github.hikyaku.examples.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contracts cannot see: the rows, and the file. */
class JdbcMailStoreTest {
    private static final int CHUNK = JdbcContent.CHUNK;

    @TempDir
    Path place;

    private JdbcMailStore store;
    private MailAccount account;
    private Mailbox inbox;

    @BeforeEach
    void open() {
        store = JdbcMailStore.at(place.resolve("mail.db"));
        account = store.open(new AccountId("hoge@example.com"));
        inbox = account.open(MailboxName.INBOX);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private int rows(String table) {
        return query("SELECT count(*) FROM " + table);
    }

    private int query(String query) {
        return store.database()
                .transact(sql -> sql.one(query, row -> row.getInt(1)).orElseThrow());
    }

    private void deposit(int octets) {
        try (Deposit deposit = inbox.deposit(Set.of(), Instant.EPOCH)) {
            deposit.write(new byte[octets], 0, octets);
            deposit.commit();
        }
    }

    private static void assertFails(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MailStoreException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void octetsAreKeptOnceForAllCopiesAndGoWithTheLast() throws IOException {
        deposit(3 * CHUNK);
        inbox.copy(UidSet.ALL, MailboxName.INBOX);
        account.create(MailboxName.of("other"), Set.of());
        try (Deposit deposit = account.open(MailboxName.of("other")).deposit(Set.of(), Instant.EPOCH)) {
            deposit.write(inbox.content(1));
            deposit.commit();
        }
        assertThat(rows("message")).isEqualTo(3);
        assertThat(rows("content")).isEqualTo(1);
        inbox.expunge(UidSet.ALL);
        assertThat(rows("content")).isEqualTo(1);
        account.delete(MailboxName.of("other"));
        assertThat(rows("content")).isZero();
        assertThat(rows("chunk")).isZero();
    }

    @Test
    void whatIsNotCommittedLeavesNoRows() {
        try (Deposit deposit = inbox.deposit(Set.of(), Instant.EPOCH)) {
            deposit.write(new byte[2 * CHUNK + 1], 0, 2 * CHUNK + 1);
            assertThat(rows("chunk")).as("no more than a chunk is in memory").isEqualTo(2);
        }
        assertThat(rows("chunk")).isZero();
        assertThat(rows("content")).isZero();
    }

    @Test
    void whatWasOnItsWayWhenTheProcessEndedIsRemoved() {
        Deposit deposit = inbox.deposit(Set.of(), Instant.EPOCH);
        deposit.write(new byte[CHUNK], 0, CHUNK);
        store.close();
        open();
        assertThat(rows("content")).isZero();
        assertThat(rows("chunk")).isZero();
    }

    @Test
    void aStreamThatIsOpenGoesOnWhenTheMessageIsGone() throws IOException {
        deposit(3 * CHUNK);
        try (InputStream in = inbox.content(1).open()) {
            inbox.expunge(UidSet.ALL);
            assertThat(in.readAllBytes()).isEqualTo(new byte[3 * CHUNK]);
        }
        assertThat(rows("content")).isZero();
    }

    @Test
    void aSharedContentOutlivesTheOriginalOnlyAsLongAsTheDeposit() throws IOException {
        deposit(10);
        try (Deposit deposit = inbox.deposit(Set.of(), Instant.EPOCH)) {
            deposit.write(inbox.content(1));
            inbox.expunge(UidSet.ALL);
            assertThat(rows("content")).isEqualTo(1);
        }
        assertThat(rows("content")).isZero();
    }

    @Test
    void whatFollowsASharedContentMakesItACopy() throws IOException {
        deposit(CHUNK + 10);
        try (Deposit deposit = inbox.deposit(Set.of(), Instant.EPOCH)) {
            deposit.write(inbox.content(1));
            inbox.expunge(UidSet.ALL);
            deposit.write(new byte[] {1}, 0, 1);
            assertThat(rows("content")).as("the original is gone").isEqualTo(1);
            deposit.commit();
        }
        try (InputStream in = inbox.content(2).open(CHUNK + 9, 9)) {
            assertThat(in.readAllBytes()).containsExactly(0, 1);
        }
    }

    @Test
    void aCommitIsSyncedAndForeignKeysHold() {
        assertThat(query("PRAGMA synchronous")).as("FULL").isEqualTo(2);
        assertThat(query("PRAGMA foreign_keys")).isEqualTo(1);
        assertThat(query("SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"))
                .isEqualTo(1);
    }

    @Test
    void aSecondStoreOnTheSameFileIsRefused() {
        assertFails(Kind.UNAVAILABLE, () -> JdbcMailStore.at(place.resolve("mail.db")));
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws IOException {
        Path other = Files.writeString(place.resolve("letter"), "Dear Fuga,\n".repeat(1000));
        assertFails(Kind.UNAVAILABLE, () -> JdbcMailStore.at(other));
        assertThat(other).hasContent("Dear Fuga,\n".repeat(1000));
    }

    @Test
    void keywordsThatDoNotFitAreRefused() {
        Set<Flag> many =
                IntStream.range(0, 1000).mapToObj(i -> Flag.of("keyword" + i)).collect(Collectors.toSet());
        assertFails(Kind.LIMIT_REACHED, () -> inbox.deposit(many, Instant.EPOCH));
    }

    @Test
    void theLastUidIsNotGivenTwice() {
        deposit(1);
        store.database().transact(sql -> sql.update("UPDATE mailbox SET uid_next = ?", UidSet.MAX_UID));
        assertFails(Kind.UNAVAILABLE, () -> deposit(1));
        assertThat(inbox.status().messages()).isEqualTo(1);
    }
}
