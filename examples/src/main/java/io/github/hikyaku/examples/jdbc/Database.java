package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The schema, and one connection with a lock: transactions come one after the other, whatever threads do. */
final class Database {
    private static final int SQLITE_FULL = 13;
    /**
     * Run when a store is opened. What changes is stamped with a MODSEQ one above the clock of its mailbox; triggers move
     * the clock to the last stamp and keep the counters, so no change can forget them.
     */
    private static final String SCHEMA = """
            -- One process has the file: others would not hear of its changes, nor know which messages are on their way.
            PRAGMA locking_mode = EXCLUSIVE;
            -- A commit is appended to one file and synced there, once; what a crash left without its commit is ignored.
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA foreign_keys = ON;
            BEGIN IMMEDIATE;

            CREATE TABLE IF NOT EXISTS account (
                id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, octet_limit INTEGER, message_limit INTEGER);
            CREATE TABLE IF NOT EXISTS subscription (
                account INTEGER NOT NULL REFERENCES account, name TEXT NOT NULL, UNIQUE (account, name));

            -- The id is the UIDVALIDITY too. A handle that was opened before the last of the renames is void.
            CREATE TABLE IF NOT EXISTS mailbox (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                account INTEGER NOT NULL REFERENCES account, name TEXT NOT NULL, renames INTEGER NOT NULL DEFAULT 0,
                special_uses TEXT NOT NULL, clock INTEGER NOT NULL DEFAULT 1, recent_from INTEGER NOT NULL DEFAULT 1,
                uid_next INTEGER NOT NULL DEFAULT 1 CHECK (uid_next <= 4294967295),
                messages INTEGER NOT NULL DEFAULT 0, octets INTEGER NOT NULL DEFAULT 0,
                unseen INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0, recent INTEGER NOT NULL DEFAULT 0,
                UNIQUE (account, name));

            -- The octets of a message, once for all its copies, in chunks: none is ever in memory as a whole.
            CREATE TABLE IF NOT EXISTS content (
                id INTEGER PRIMARY KEY AUTOINCREMENT, octets INTEGER NOT NULL, dot_transparent INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS chunk (
                content INTEGER NOT NULL REFERENCES content ON DELETE CASCADE, number INTEGER NOT NULL,
                octets BLOB NOT NULL, PRIMARY KEY (content, number));

            -- Flags are names with a space before and behind each, such as ' \\Seen work '.
            CREATE TABLE IF NOT EXISTS message (
                mailbox INTEGER NOT NULL REFERENCES mailbox ON DELETE CASCADE, uid INTEGER NOT NULL,
                content INTEGER NOT NULL REFERENCES content, octets INTEGER NOT NULL, flags TEXT NOT NULL,
                internal_date INTEGER NOT NULL, save_date INTEGER NOT NULL, mod_seq INTEGER NOT NULL,
                unseen INTEGER AS (instr(flags, ' \\Seen ') = 0), deleted INTEGER AS (instr(flags, ' \\Deleted ') > 0),
                PRIMARY KEY (mailbox, uid)) WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS message_by_mod_seq ON message (mailbox, mod_seq);
            CREATE INDEX IF NOT EXISTS message_by_content ON message (content);

            -- The UIDs of messages that are gone; never forgotten.
            CREATE TABLE IF NOT EXISTS vanished (
                mailbox INTEGER NOT NULL REFERENCES mailbox ON DELETE CASCADE, mod_seq INTEGER NOT NULL,
                uid INTEGER NOT NULL, PRIMARY KEY (mailbox, mod_seq, uid)) WITHOUT ROWID;

            -- What is TEMP ends with the connection and is never synced.
            CREATE TEMP TABLE derived (
                mailbox INTEGER NOT NULL, uid INTEGER NOT NULL, octets BLOB NOT NULL, PRIMARY KEY (mailbox, uid));
            -- Who reads or brings a content holds it. It goes with the last holder or message.
            CREATE TEMP TABLE held (holder INTEGER PRIMARY KEY, content INTEGER NOT NULL);
            CREATE TEMP VIEW used AS SELECT content FROM message UNION ALL SELECT content FROM held;
            DELETE FROM content WHERE id NOT IN (SELECT content FROM used);

            CREATE TEMP TRIGGER message_came AFTER INSERT ON message BEGIN
                UPDATE mailbox SET clock = NEW.mod_seq, uid_next = max(uid_next, NEW.uid + 1),
                    messages = messages + 1, recent = recent + 1, octets = octets + NEW.octets,
                    unseen = unseen + NEW.unseen, deleted = deleted + NEW.deleted WHERE id = NEW.mailbox;
            END;
            CREATE TEMP TRIGGER flags_changed AFTER UPDATE OF flags ON message BEGIN
                UPDATE mailbox SET clock = NEW.mod_seq, unseen = unseen - OLD.unseen + NEW.unseen,
                    deleted = deleted - OLD.deleted + NEW.deleted WHERE id = NEW.mailbox;
            END;
            CREATE TEMP TRIGGER uid_vanished AFTER INSERT ON vanished BEGIN
                UPDATE mailbox SET clock = NEW.mod_seq WHERE id = NEW.mailbox;
            END;
            CREATE TEMP TRIGGER message_went AFTER DELETE ON message BEGIN
                UPDATE mailbox SET messages = messages - 1, recent = recent - (OLD.uid >= recent_from),
                    octets = octets - OLD.octets, unseen = unseen - OLD.unseen, deleted = deleted - OLD.deleted
                    WHERE id = OLD.mailbox;
                DELETE FROM derived WHERE mailbox = OLD.mailbox AND uid = OLD.uid;
                DELETE FROM content WHERE id = OLD.content AND NOT EXISTS (SELECT 1 FROM used WHERE content = id);
            END;
            CREATE TEMP TRIGGER holder_went AFTER DELETE ON held BEGIN
                DELETE FROM content WHERE id = OLD.content AND NOT EXISTS (SELECT 1 FROM used WHERE content = id);
            END;
            COMMIT;
            """;

    private final Connection connection;
    private final AtomicLong holders = new AtomicLong();
    // Fair: who reads waits for one writer, not for all.
    private final ReentrantLock lock = new ReentrantLock(true);

    /** What is done in a transaction. */
    interface Work<T> {
        T run(Sql sql) throws SQLException;
    }

    /** Makes something of a row. */
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    Database(Path file) {
        try {
            connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath());
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(SCHEMA);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Does all, and has it on the disk when this returns, or does nothing if it throws. */
    <T> T transact(Work<T> work) {
        Sql sql = new Sql(connection);
        lock.lock();
        try {
            sql.update("BEGIN IMMEDIATE");
            try {
                T result = work.run(sql);
                sql.update("COMMIT");
                return result;
            } catch (Throwable e) {
                rollback(sql, e);
                throw e;
            }
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            lock.unlock();
        }
    }

    private static void rollback(Sql sql, Throwable why) {
        try {
            sql.update("ROLLBACK");
        } catch (SQLException e) {
            // After some errors SQLite has done so by itself.
            why.addSuppressed(e);
        }
    }

    private static MailStoreException failure(SQLException e) {
        Kind kind = e.getErrorCode() == SQLITE_FULL ? Kind.OVER_QUOTA : Kind.UNAVAILABLE;
        return new MailStoreException(kind, "The database says: " + e.getMessage(), e);
    }

    /** A number for {@link Sql#hold}. */
    long newHolder() {
        return holders.incrementAndGet();
    }

    /** Ends what {@link Sql#hold} began; harmless if it began nothing. */
    void release(long holder) {
        try {
            transact(sql -> sql.update("DELETE FROM held WHERE holder = ?", holder));
        } catch (MailStoreException e) {
            // Whatever has no use then goes when the store is opened again.
            System.getLogger(Database.class.getName()).log(System.Logger.Level.DEBUG, "Not released", e);
        }
    }

    void close() {
        lock.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            lock.unlock();
        }
    }

    /** Short ways to say SQL in a transaction. */
    record Sql(Connection connection) {
        private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
            PreparedStatement statement = connection.prepareStatement(sql);
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement;
        }

        /** Inserts, updates or deletes. Returns how many rows. */
        int update(String sql, @Nullable Object... values) throws SQLException {
            try (PreparedStatement statement = prepare(sql, values)) {
                return statement.executeUpdate();
            }
        }

        /** Goes over all rows. */
        void each(String sql, Row<?> action, Object... values) throws SQLException {
            try (PreparedStatement statement = prepare(sql, values);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    action.of(rows);
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

        /** The number in the only row, which is there. */
        long number(String sql, Object... values) throws SQLException {
            return one(sql, row -> row.getLong(1), values).orElseThrow();
        }

        /** Keeps a content, even if its last message goes, until the holder is released. */
        long hold(long holder, long content) throws SQLException {
            if (update("INSERT INTO held SELECT ?, id FROM content WHERE id = ?", holder, content) == 0) {
                throw new MailStoreException(Kind.NO_SUCH_MESSAGE, "The message was expunged");
            }
            return holder;
        }
    }
}
