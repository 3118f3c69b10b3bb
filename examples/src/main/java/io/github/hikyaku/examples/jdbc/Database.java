package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Transactions, and short ways to say SQL in them. */
final class Database {
    private final DataSource source;
    private final boolean isH2;
    // H2 alone: killed while one transaction goes to the file and others change their rows, it was seen to keep half of
    // one.
    private final ReentrantLock oneWriter = new ReentrantLock();
    private volatile boolean closed;

    Database(DataSource source) throws SQLException {
        this.source = source;
        try (Connection connection = source.getConnection()) {
            isH2 = connection.getMetaData().getDatabaseProductName().equals("H2");
            if (isH2) {
                // H2 would write in the background, where a checkpoint may find it at work and not wait for it.
                new Sql(connection).update("SET WRITE_DELAY 0");
            }
        }
    }

    /** What is done in a transaction. */
    interface Work<T> {
        T run(Sql sql) throws SQLException;
    }

    /** Does something with a row. */
    interface Action {
        void take(ResultSet row) throws SQLException;
    }

    /** Makes an object of a row. */
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** Reads all at one moment, without locks. H2 has that as SERIALIZABLE; PostgreSQL has it as REPEATABLE READ too. */
    <T> T read(Work<T> work) {
        return transact(Connection.TRANSACTION_SERIALIZABLE, false, work);
    }

    /** Changes all or, if it throws, nothing. What is locked first is not stale then. */
    <T> T write(Work<T> work) {
        if (!isH2) {
            return transact(Connection.TRANSACTION_READ_COMMITTED, false, work);
        }
        oneWriter.lock();
        try {
            return transact(Connection.TRANSACTION_READ_COMMITTED, true, work);
        } finally {
            oneWriter.unlock();
        }
    }

    private <T> T transact(int isolation, boolean needsSync, Work<T> work) {
        if (closed) {
            throw new MailStoreException(Kind.UNAVAILABLE, "The store is closed");
        }
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(isolation);
            Sql sql = new Sql(connection);
            boolean committed = false;
            try {
                T result = work.run(sql);
                connection.commit();
                committed = true;
                if (needsSync) {
                    // With WRITE_DELAY all that PostgreSQL does not know, nor need: only now H2 has it on the disk.
                    sql.update("CHECKPOINT SYNC");
                }
                return result;
            } finally {
                if (!committed) {
                    connection.rollback();
                }
            }
        } catch (SQLException e) {
            throw new MailStoreException(Kind.UNAVAILABLE, "The database says: " + e.getMessage(), e);
        }
    }

    void close() {
        closed = true;
    }

    /** Statements of one transaction. */
    static final class Sql {
        private final Connection connection;

        Sql(Connection connection) {
            this.connection = connection;
        }

        /** Inserts, updates or deletes. Returns how many rows. */
        int update(String sql, @Nullable Object... values) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                set(statement, values);
                return statement.executeUpdate();
            }
        }

        /** The same for many rows in one go. */
        void updateAll(String sql, List<Object[]> rows) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (Object[] values : rows) {
                    set(statement, values);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        }

        /** Inserts a row. Returns the id that the database gave it. */
        long insert(String sql, Object... values) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
                set(statement, values);
                statement.executeUpdate();
                try (ResultSet keys = statement.getGeneratedKeys()) {
                    keys.next();
                    return keys.getLong("id");
                }
            }
        }

        /** Goes over all rows. */
        void each(String sql, Action action, Object... values) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                set(statement, values);
                // PostgreSQL would fetch a large mailbox in one piece otherwise.
                statement.setFetchSize(1000);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        action.take(rows);
                    }
                }
            }
        }

        /** All rows. */
        <T> List<T> all(String sql, Row<T> row, Object... values) throws SQLException {
            List<T> found = new ArrayList<>();
            each(sql, rows -> found.add(row.of(rows)), values);
            return found;
        }

        /** The only row, if it is there. */
        <T> Optional<T> one(String sql, Row<T> row, Object... values) throws SQLException {
            return all(sql, row, values).stream().findFirst();
        }

        private static void set(PreparedStatement statement, @Nullable Object[] values) throws SQLException {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
        }
    }
}
