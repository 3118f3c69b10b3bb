package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.examples.jdbc.Database.Sql;
import io.github.hikyaku.examples.jdbc.JdbcMailStore.Listening;
import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.AccountListener;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.QuotaLimits;
import io.github.hikyaku.storage.QuotaUsage;
import io.github.hikyaku.storage.Registration;
import io.github.hikyaku.storage.SpecialUse;
import io.github.hikyaku.storage.UidSet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** The tree of mailboxes. Names that are only parents follow from those below them, so only mailboxes have rows. */
final class JdbcAccount implements MailAccount, QuotaLimits {
    private static final int MOST = 10_000;

    private final JdbcMailStore store;
    private final AccountId name;
    private final long id;
    private final Queue<Registration> registrations = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    JdbcAccount(JdbcMailStore store, AccountId name, long id) {
        this.store = store;
        this.name = name;
        this.id = id;
    }

    /** What is known of a mailbox by its name. */
    private record Found(long id, long renames, Set<SpecialUse> uses) {
        Found(ResultSet row) throws SQLException {
            this(row.getLong("id"), row.getLong("renames"), parse(row.getString("special_uses")));
        }

        private static Set<SpecialUse> parse(String uses) {
            Set<SpecialUse> parsed = new HashSet<>();
            for (String use : uses.split(" ")) {
                SpecialUse.ofAttribute(use).ifPresent(parsed::add);
            }
            return parsed;
        }
    }

    @Override
    public AccountId id() {
        return name;
    }

    JdbcMailStore store() {
        if (closed) {
            throw new MailStoreException(Kind.UNAVAILABLE, "This handle to the account is closed");
        }
        return store;
    }

    Database database() {
        return store().database();
    }

    private Map<MailboxName, Found> tree(Sql sql) throws SQLException {
        Map<MailboxName, Found> tree = new TreeMap<>();
        sql.each(
                "SELECT id, name, renames, special_uses FROM mailbox WHERE account = ?",
                row -> tree.put(MailboxName.of(row.getString("name")), new Found(row)),
                id);
        return tree;
    }

    private void lock(Sql sql) throws SQLException {
        sql.one("SELECT id FROM account WHERE id = ? FOR UPDATE", row -> row.getLong("id"), id);
    }

    private Map<MailboxName, Found> lockedTree(Sql sql) throws SQLException {
        lock(sql);
        return tree(sql);
    }

    private static boolean hasChildren(Map<MailboxName, Found> tree, MailboxName parent) {
        return tree.keySet().stream().anyMatch(other -> other.isBelow(parent));
    }

    @Override
    public List<MailboxInfo> list() {
        return database().read(sql -> {
            Map<MailboxName, Found> tree = tree(sql);
            Set<MailboxName> existing = new HashSet<>();
            for (MailboxName each : tree.keySet()) {
                for (Optional<MailboxName> n = Optional.of(each);
                        n.isPresent();
                        n = n.get().parent()) {
                    existing.add(n.get());
                }
            }
            Set<MailboxName> subscribed = Set.copyOf(sql.all(
                    "SELECT name FROM subscription WHERE account = ?",
                    row -> MailboxName.of(row.getString("name")),
                    id));
            Set<MailboxName> all = new TreeSet<>(existing);
            all.addAll(subscribed);
            List<MailboxInfo> list = new ArrayList<>();
            for (MailboxName each : all) {
                Found found = tree.get(each);
                Set<SpecialUse> uses = found == null ? Set.of() : found.uses();
                list.add(
                        new MailboxInfo(each, uses, found != null, existing.contains(each), subscribed.contains(each)));
            }
            return list;
        });
    }

    @Override
    public Mailbox open(MailboxName mailbox) {
        return database().read(sql -> opened(mailbox, find(sql, mailbox)));
    }

    private Mailbox opened(MailboxName mailbox, Found found) {
        return new JdbcMailbox(this, mailbox, found.id(), found.renames());
    }

    private Found find(Sql sql, MailboxName mailbox) throws SQLException {
        return sql.one(
                        "SELECT id, renames, special_uses FROM mailbox WHERE account = ? AND name = ?",
                        Found::new,
                        id,
                        mailbox.toString())
                .orElseThrow(() -> new MailStoreException(Kind.NO_SUCH_MAILBOX, "No mailbox " + mailbox));
    }

    /** The id and the renames of a mailbox that messages are copied to. */
    JdbcMailbox target(Sql sql, MailboxName mailbox) throws SQLException {
        Found found = find(sql, mailbox);
        return new JdbcMailbox(this, mailbox, found.id(), found.renames());
    }

    @Override
    public Mailbox create(MailboxName mailbox, Set<SpecialUse> uses) {
        Mailbox made = database().write(sql -> {
            Map<MailboxName, Found> tree = lockedTree(sql);
            if (tree.containsKey(mailbox)) {
                throw taken(mailbox);
            }
            return opened(mailbox, make(sql, tree, mailbox, uses));
        });
        store.signal(id, AccountListener::namesChanged);
        return made;
    }

    static void makeInbox(Sql sql, long account) throws SQLException {
        insert(sql, account, MailboxName.INBOX, Set.of());
    }

    /** Makes a mailbox and the parents that are not even names yet. */
    private Found make(Sql sql, Map<MailboxName, Found> tree, MailboxName mailbox, Set<SpecialUse> uses)
            throws SQLException {
        List<MailboxName> missing = new ArrayList<>();
        Optional<MailboxName> parent = mailbox.parent();
        while (parent.isPresent() && !tree.containsKey(parent.get()) && !hasChildren(tree, parent.get())) {
            missing.add(parent.get());
            parent = parent.get().parent();
        }
        if (tree.size() + missing.size() >= MOST) {
            throw new MailStoreException(Kind.LIMIT_REACHED, "An account has at most " + MOST + " mailboxes");
        }
        for (MailboxName each : missing) {
            insert(sql, id, each, Set.of());
        }
        return insert(sql, id, mailbox, uses);
    }

    private static Found insert(Sql sql, long account, MailboxName mailbox, Set<SpecialUse> uses) throws SQLException {
        // RFC 9051 §6.3.4: larger than any before. By the clock, so that it is also above those of a lost database.
        sql.update("""
                UPDATE account SET last_uid_validity =
                    CASE WHEN last_uid_validity < ? THEN ? ELSE last_uid_validity + 1 END WHERE id = ?""", now(), now(), account);
        long made = sql.insert(
                """
                INSERT INTO mailbox (account, name, renames, special_uses, uid_validity, uid_next, clock, recent_from,
                    messages, unseen, deleted, recent, octets)
                SELECT id, ?, 0, ?, last_uid_validity, 1, 1, 1, 0, 0, 0, 0, 0 FROM account WHERE id = ?""",
                mailbox.toString(),
                uses.stream().map(SpecialUse::attribute).sorted().collect(Collectors.joining(" ")),
                account);
        return new Found(made, 0, uses);
    }

    static long now() {
        return Instant.now().getEpochSecond();
    }

    @Override
    public void rename(MailboxName from, MailboxName to) {
        database().write(sql -> {
            Map<MailboxName, Found> tree = lockedTree(sql);
            if (to.isBelow(from) && !from.isInbox()) {
                throw new MailStoreException(Kind.NAME_INVALID, to + " lies below " + from);
            }
            if (!tree.containsKey(from) && !hasChildren(tree, from)) {
                throw new MailStoreException(Kind.NO_SUCH_MAILBOX, "No mailbox " + from);
            }
            if (tree.containsKey(to) || hasChildren(tree, to)) {
                throw taken(to);
            }
            if (from.isInbox()) {
                // RFC 9051 §6.3.6: INBOX stays, and its messages move.
                make(sql, tree, to, Set.of());
                target(sql, from).transfer(sql, UidSet.ALL, target(sql, to), true);
            } else {
                renameTree(sql, tree, from, to);
            }
            return true;
        });
        store.signal(id, AccountListener::namesChanged);
        if (from.isInbox()) {
            store.signal(id, listener -> listener.mailboxChanged(from));
        }
    }

    private void renameTree(Sql sql, Map<MailboxName, Found> tree, MailboxName from, MailboxName to)
            throws SQLException {
        Optional<MailboxName> parent = to.parent();
        if (parent.isPresent() && !tree.containsKey(parent.get()) && !hasChildren(tree, parent.get())) {
            make(sql, tree, parent.get(), Set.of());
        }
        // In the order in which mailboxes are locked.
        List<MailboxName> moving = tree.keySet().stream()
                .filter(each -> each.equals(from) || each.isBelow(from))
                .sorted(Comparator.comparingLong(each ->
                        tree.getOrDefault(each, new Found(0, 0, Set.of())).id()))
                .toList();
        for (MailboxName each : moving) {
            sql.update(
                    "UPDATE mailbox SET name = ?, renames = renames + 1 WHERE account = ? AND name = ?",
                    each.moved(from, to).toString(),
                    id,
                    each.toString());
        }
    }

    @Override
    public void delete(MailboxName mailbox) {
        if (mailbox.isInbox()) {
            throw new MailStoreException(Kind.NAME_INVALID, "INBOX cannot be deleted");
        }
        database().write(sql -> {
            Map<MailboxName, Found> tree = lockedTree(sql);
            if (!tree.containsKey(mailbox) && hasChildren(tree, mailbox)) {
                throw new MailStoreException(Kind.HAS_CHILDREN, mailbox + " is only a parent");
            }
            Found found = find(sql, mailbox);
            MailboxRow row = MailboxRow.lock(sql, found.id(), found.renames());
            use(sql, -row.octets, -row.messages);
            return sql.update("DELETE FROM mailbox WHERE id = ?", row.id);
        });
        store.signal(id, AccountListener::namesChanged);
    }

    private static MailStoreException taken(MailboxName mailbox) {
        return new MailStoreException(Kind.ALREADY_EXISTS, "The name " + mailbox + " is taken");
    }

    @Override
    public void subscribe(MailboxName mailbox, boolean on) {
        boolean changed = database().write(sql -> {
            lock(sql);
            Set<String> names =
                    Set.copyOf(sql.all("SELECT name FROM subscription WHERE account = ?", row -> row.getString(1), id));
            if (names.contains(mailbox.toString()) == on) {
                return false;
            }
            if (on && names.size() >= MOST) {
                throw new MailStoreException(Kind.LIMIT_REACHED, "At most " + MOST + " subscriptions");
            }
            String change = on
                    ? "INSERT INTO subscription (account, name) VALUES (?, ?)"
                    : "DELETE FROM subscription WHERE account = ? AND name = ?";
            return sql.update(change, id, mailbox.toString()) > 0;
        });
        if (changed) {
            store.signal(id, AccountListener::namesChanged);
        }
    }

    /** Counts what is used, the last lock of a transaction. Fails if it would be more, and too much. */
    void use(Sql sql, long octets, long messages) throws SQLException {
        String count = "UPDATE quota SET octets = octets + ?, messages = messages + ? WHERE account = ?";
        if (octets <= 0 && messages <= 0) {
            sql.update(count, octets, messages, id);
            return;
        }
        // Whoever waited for the row compares with what is there by then, so the sum never exceeds the limit.
        String fits = " AND (octet_limit IS NULL OR octets + ? <= octet_limit)"
                + " AND (message_limit IS NULL OR messages + ? <= message_limit)";
        if (sql.update(count + fits, octets, messages, id, octets, messages) == 0) {
            throw new MailStoreException(Kind.OVER_QUOTA, octets + " octets more are too many");
        }
    }

    @Override
    public QuotaUsage quota() {
        return database()
                .read(sql -> sql.one(
                                "SELECT octets, messages, octet_limit, message_limit FROM quota WHERE account = ?",
                                row -> new QuotaUsage(
                                        row.getLong("octets"),
                                        row.getLong("messages"),
                                        limit(row, "octet_limit"),
                                        limit(row, "message_limit")),
                                id)
                        .orElseThrow());
    }

    private static OptionalLong limit(ResultSet row, String column) throws SQLException {
        long limit = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(limit);
    }

    @Override
    public void limit(OptionalLong octets, OptionalLong messages) {
        if (octets.orElse(0) < 0 || messages.orElse(0) < 0) {
            throw new IllegalArgumentException("A limit is not negative: " + octets + ", " + messages);
        }
        database()
                .write(sql -> sql.update(
                        "UPDATE quota SET octet_limit = ?, message_limit = ? WHERE account = ?",
                        octets.isPresent() ? octets.getAsLong() : null,
                        messages.isPresent() ? messages.getAsLong() : null,
                        id));
    }

    void changed(MailboxName mailbox) {
        store.signal(id, listener -> listener.mailboxChanged(mailbox));
    }

    @Override
    public Registration watch(AccountListener listener) {
        Listening listening = new Listening(listener);
        List<Listening> all = store().listeners(id);
        all.add(listening);
        Registration registration = () -> all.remove(listening);
        registrations.add(registration);
        if (closed) {
            registration.close();
        }
        return registration;
    }

    @Override
    public void close() {
        closed = true;
        registrations.forEach(Registration::close);
    }
}
