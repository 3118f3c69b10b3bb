package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.AccountListener;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.StoreFeature;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Keeps mail in a database: an example of a {@link MailStore} of one's own. Every call is one transaction. The data source
 * is the caller's and should be a pool.
 *
 * <p>Listeners are told of what this store object changes. Where several processes share a database, each must hear of
 * the others too, such as by PostgreSQL's LISTEN and NOTIFY.
 *
 * <p>What outlives a crash is the database's matter. PostgreSQL keeps what it has committed. H2 is told to write at each
 * commit, and keeps that when its process is killed at rest; killed in the middle of much writing, it was seen, about once
 * in a hundred times, to come back without the last changes. For mail that matters, take PostgreSQL.
 *
 * <p>Octets without a message, such as those of a message whose last copy went, stay until {@link #sweep} has found them so
 * for a day: streams that are open go on, and deposits that share them can be committed.
 */
public final class JdbcMailStore implements MailStore {
    private static final Duration UNUSED = Duration.ofDays(1);
    private static final String UNIQUE_VIOLATION = "23505";
    private static final Set<StoreFeature> FEATURES = Set.copyOf(EnumSet.of(
            StoreFeature.PERSISTENT,
            StoreFeature.SPECIAL_USE,
            StoreFeature.DERIVED_DATA,
            StoreFeature.QUOTA_LIMITS,
            StoreFeature.OBJECT_IDS,
            StoreFeature.SAVE_DATE,
            StoreFeature.SEARCH));

    private final Database database;
    private final Map<Long, List<Listening>> listeners = new ConcurrentHashMap<>();

    /** A registration; two of one listener are two. */
    static final class Listening {
        private final AccountListener listener;

        Listening(AccountListener listener) {
            this.listener = listener;
        }
    }

    private JdbcMailStore(Database database) {
        this.database = database;
    }

    /**
     * Opens a store, and makes its tables if they are missing.
     *
     * @throws MailStoreException {@code UNAVAILABLE} if the database does not work
     */
    public static JdbcMailStore in(DataSource source) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : Schema.TABLES) {
                statement.execute(table);
            }
            JdbcMailStore store = new JdbcMailStore(new Database(source));
            store.sweep();
            return store;
        } catch (SQLException e) {
            throw new MailStoreException(Kind.UNAVAILABLE, "The database says: " + e.getMessage(), e);
        }
    }

    @Override
    public MailAccount open(AccountId id) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(id.value())) {
            throw new MailStoreException(Kind.NAME_INVALID, "The account id is not well-formed Unicode");
        }
        return new JdbcAccount(this, id, find(id).orElseGet(() -> make(id)));
    }

    private Optional<Long> find(AccountId id) {
        return database.read(
                sql -> sql.one("SELECT id FROM account WHERE name = ?", row -> row.getLong("id"), id.value()));
    }

    private long make(AccountId id) {
        try {
            return database.write(sql -> {
                long account = sql.insert("INSERT INTO account (name, last_uid_validity) VALUES (?, 0)", id.value());
                sql.update("INSERT INTO quota (account, octets, messages) VALUES (?, 0, 0)", account);
                JdbcAccount.makeInbox(sql, account);
                return account;
            });
        } catch (MailStoreException e) {
            boolean isThereNow =
                    e.getCause() instanceof SQLException cause && UNIQUE_VIOLATION.equals(cause.getSQLState());
            return find(id).filter(account -> isThereNow).orElseThrow(() -> e);
        }
    }

    @Override
    public Set<StoreFeature> features() {
        return FEATURES;
    }

    /** Removes octets that no message has had for a day. Done when a store is opened, and at will. */
    public void sweep() {
        String isUsed = "EXISTS (SELECT 1 FROM message WHERE message.content = content.id)";
        Instant now = Instant.now();
        database.write(sql -> {
            sql.update("UPDATE content SET unused_since = NULL WHERE unused_since IS NOT NULL AND " + isUsed);
            sql.update(
                    "UPDATE content SET unused_since = ? WHERE unused_since IS NULL AND NOT " + isUsed,
                    now.getEpochSecond());
            return sql.update(
                    "DELETE FROM content WHERE unused_since < ? AND NOT " + isUsed,
                    now.minus(UNUSED).getEpochSecond());
        });
    }

    /** The data source stays open. */
    @Override
    public void close() {
        database.close();
    }

    Database database() {
        return database;
    }

    List<Listening> listeners(long account) {
        return listeners.computeIfAbsent(account, a -> new CopyOnWriteArrayList<>());
    }

    /** Tells the listeners of an account, when the change can be seen. */
    void signal(long account, Consumer<AccountListener> signal) {
        for (Listening each : listeners.getOrDefault(account, List.of())) {
            try {
                signal.accept(each.listener);
            } catch (RuntimeException e) {
                System.getLogger(JdbcMailStore.class.getName())
                        .log(System.Logger.Level.WARNING, "A listener failed", e);
            }
        }
    }
}
