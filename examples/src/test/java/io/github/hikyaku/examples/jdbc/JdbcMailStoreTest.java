package io.github.hikyaku.examples.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the contracts cannot see: the rows. */
class JdbcMailStoreTest {
    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    private final JdbcMailStore store = JdbcMailStore.in(pool);
    private final MailAccount account = store.open(new AccountId("hoge@example.com"));
    private final Mailbox inbox = account.open(MailboxName.INBOX);

    @AfterEach
    void close() throws SQLException {
        execute("SHUTDOWN");
        pool.dispose();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int rows(String table) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private void deposit(int octets) {
        try (Deposit deposit = inbox.deposit(Set.of(), Instant.EPOCH)) {
            deposit.write(new byte[octets], 0, octets);
            deposit.commit();
        }
    }

    @Test
    void octetsAreKeptOnceForAllCopies() throws SQLException, IOException {
        deposit(3 * JdbcContent.PIECE);
        inbox.copy(UidSet.ALL, MailboxName.INBOX);
        try (MailAccount other = store.open(new AccountId("fuga@example.com"));
                Deposit deposit = other.open(MailboxName.INBOX).deposit(Set.of(), Instant.EPOCH)) {
            deposit.write(inbox.content(1));
            deposit.commit();
        }
        assertThat(rows("message")).isEqualTo(3);
        assertThat(rows("content")).isEqualTo(1);
    }

    @Test
    void whatIsNotCommittedLeavesNoRows() throws SQLException {
        try (Deposit deposit = inbox.deposit(Set.of(), Instant.EPOCH)) {
            deposit.write(new byte[2 * JdbcContent.PIECE], 0, 2 * JdbcContent.PIECE);
            assertThat(rows("piece")).as("no more than a piece is in memory").isEqualTo(2);
        }
        assertThat(rows("piece")).isZero();
        assertThat(rows("content")).isZero();
    }

    @Test
    void theSweepRemovesWhatNoMessageHasHadForADay() throws SQLException {
        deposit(10);
        deposit(20);
        inbox.expunge(UidSet.of(1));
        store.sweep();
        assertThat(rows("content")).as("noted, not removed").isEqualTo(2);
        execute("UPDATE content SET unused_since = unused_since - 86401");
        store.sweep();
        assertThat(rows("content")).isEqualTo(1);
        assertThat(rows("piece")).isEqualTo(1);
        assertThat(inbox.content(2).size()).isEqualTo(20);
    }

    @Test
    void whatIsInUseAgainIsNotSwept() throws SQLException, IOException {
        deposit(10);
        try (Deposit deposit = inbox.deposit(Set.of(), Instant.EPOCH)) {
            deposit.write(inbox.content(1));
            inbox.expunge(UidSet.of(1));
            store.sweep();
            deposit.commit();
        }
        execute("UPDATE content SET unused_since = 0");
        store.sweep();
        inbox.expunge(UidSet.ALL);
        store.sweep();
        assertThat(rows("content")).as("the day begins anew").isEqualTo(1);
    }

    @Test
    void keywordsThatDoNotFitAreRefused() {
        Set<Flag> many =
                IntStream.range(0, 1000).mapToObj(i -> Flag.of("keyword" + i)).collect(Collectors.toSet());
        assertThatThrownBy(() -> inbox.deposit(many, Instant.EPOCH))
                .isInstanceOfSatisfying(
                        MailStoreException.class,
                        e -> assertThat(e.kind()).isEqualTo(MailStoreException.Kind.LIMIT_REACHED));
    }
}
