package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.AccountListener;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.Registration;
import io.github.hikyaku.storage.StoreFeature;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Keeps mail in an SQLite database: an example of a {@link MailStore} of one's own. Each call is one transaction, which is on
 * the disk when the call returns.
 *
 * <p>The database is one file, with another beside it while the store is open, and belongs to the one process that has it
 * open. Calls run one after the other: thousands of mailboxes may be kept, but not thousands written to at once. The space
 * of what is expunged is used again; the file does not shrink.
 */
public final class JdbcMailStore implements MailStore {
    private static final Set<StoreFeature> FEATURES = Set.of(
            StoreFeature.PERSISTENT,
            StoreFeature.SPECIAL_USE,
            StoreFeature.DERIVED_DATA,
            StoreFeature.QUOTA_LIMITS,
            StoreFeature.OBJECT_IDS,
            StoreFeature.SAVE_DATE);

    private final Database database;
    private final List<Watch> watches = new CopyOnWriteArrayList<>();

    private JdbcMailStore(Database database) {
        this.database = database;
    }

    /**
     * Opens the store in a file, and makes the file if it is missing. SQLite's driver, {@code org.xerial:sqlite-jdbc}, must
     * be on the class path; it unpacks a library in the directory that the system property {@code org.sqlite.tmpdir} names,
     * else in that for temporary files, and leaves it there if the process is killed.
     *
     * @throws MailStoreException {@code UNAVAILABLE} if that cannot be, such as when another process has it open
     */
    public static JdbcMailStore at(Path file) {
        return new JdbcMailStore(new Database(file));
    }

    @Override
    public MailAccount open(AccountId id) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(id.value())) {
            throw new MailStoreException(Kind.NAME_INVALID, "The account id is not well-formed Unicode");
        }
        return database.transact(sql -> {
            int made = sql.update("INSERT OR IGNORE INTO account (name) VALUES (?)", id.value());
            long row = sql.number("SELECT id FROM account WHERE name = ?", id.value());
            JdbcAccount account = new JdbcAccount(this, id, row);
            if (made > 0) {
                account.make(sql, MailboxName.INBOX, Set.of());
            }
            return account;
        });
    }

    @Override
    public Set<StoreFeature> features() {
        return FEATURES;
    }

    @Override
    public void close() {
        database.close();
    }

    Database database() {
        return database;
    }

    /** A registration. No record: two of the same listener are two. */
    private final class Watch implements Registration {
        private final JdbcAccount handle;
        private final AccountListener listener;

        Watch(JdbcAccount handle, AccountListener listener) {
            this.handle = handle;
            this.listener = listener;
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }

    Registration watch(JdbcAccount handle, AccountListener listener) {
        Watch watch = new Watch(handle, listener);
        watches.add(watch);
        return watch;
    }

    void unwatch(JdbcAccount handle) {
        watches.removeIf(watch -> watch.handle == handle);
    }

    /** Tells the listeners of an account, once the change is committed. */
    void signal(AccountId account, Consumer<AccountListener> signal) {
        for (Watch watch : watches) {
            try {
                if (watch.handle.id().equals(account)) {
                    signal.accept(watch.listener);
                }
            } catch (RuntimeException e) {
                // The change is made, whatever a listener thinks of it.
                System.getLogger(JdbcMailStore.class.getName())
                        .log(System.Logger.Level.WARNING, "A listener failed", e);
            }
        }
    }
}
