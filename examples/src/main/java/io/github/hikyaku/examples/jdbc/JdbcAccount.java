package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.examples.jdbc.Database.Sql;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tree of mailboxes. Names that are only parents follow from those below them, so only mailboxes have rows. */
final class JdbcAccount implements MailAccount, QuotaLimits {
    private static final int MOST = 10_000;
    /** The mailboxes of an account, ?1, that have a name, ?2, or lie below it: '0' is the character behind '/'. */
    private static final String TREE =
            "FROM mailbox WHERE account = ?1 AND (name = ?2 OR name > ?2 || '/' AND name < ?2 || '0')";

    private final JdbcMailStore store;
    private final AccountId name;
    private final long id;
    private volatile boolean closed;

    JdbcAccount(JdbcMailStore store, AccountId name, long id) {
        this.store = store;
        this.name = name;
        this.id = id;
    }

    @Override
    public AccountId id() {
        return name;
    }

    Database database() {
        if (closed) {
            throw new MailStoreException(Kind.UNAVAILABLE, "This handle to the account is closed");
        }
        return store.database();
    }

    <T> T transact(Database.Work<T> work) {
        return database().transact(work);
    }

    @Override
    public List<MailboxInfo> list() {
        return transact(sql -> {
            Map<MailboxName, Set<SpecialUse>> mailboxes = new HashMap<>();
            String query = "SELECT name, special_uses FROM mailbox WHERE account = ?";
            sql.each(query, row -> mailboxes.put(name(row), uses(row.getString("special_uses"))), id);
            Set<MailboxName> existing = new HashSet<>();
            for (MailboxName each : mailboxes.keySet()) {
                Optional<MailboxName> at = Optional.of(each);
                while (at.isPresent() && existing.add(at.get())) {
                    at = at.get().parent();
                }
            }
            Set<MailboxName> subscribed =
                    new HashSet<>(sql.all("SELECT name FROM subscription WHERE account = ?", JdbcAccount::name, id));
            Stream<MailboxName> all = Stream.concat(existing.stream(), subscribed.stream());
            return all.distinct()
                    .sorted()
                    .map(each -> new MailboxInfo(
                            each,
                            mailboxes.getOrDefault(each, Set.of()),
                            mailboxes.containsKey(each),
                            existing.contains(each),
                            subscribed.contains(each)))
                    .toList();
        });
    }

    private static MailboxName name(ResultSet row) throws SQLException {
        return MailboxName.of(row.getString("name"));
    }

    private static Set<SpecialUse> uses(String attributes) {
        return Arrays.stream(attributes.split(" "))
                .flatMap(attribute -> SpecialUse.ofAttribute(attribute).stream())
                .collect(Collectors.toSet());
    }

    @Override
    public Mailbox open(MailboxName mailbox) {
        return transact(sql -> find(sql, mailbox));
    }

    JdbcMailbox find(Sql sql, MailboxName mailbox) throws SQLException {
        return sql.one(
                        "SELECT id, renames FROM mailbox WHERE account = ? AND name = ?",
                        row -> new JdbcMailbox(this, mailbox, row.getLong("id"), row.getLong("renames")),
                        id,
                        mailbox.toString())
                .orElseThrow(() -> new MailStoreException(Kind.NO_SUCH_MAILBOX, "No mailbox " + mailbox));
    }

    private boolean exists(Sql sql, MailboxName mailbox) throws SQLException {
        return sql.number("SELECT EXISTS (SELECT 1 " + TREE + ")", id, mailbox.toString()) > 0;
    }

    @Override
    public Mailbox create(MailboxName mailbox, Set<SpecialUse> uses) {
        Mailbox made = transact(sql -> make(sql, mailbox, uses));
        namesChanged();
        return made;
    }

    JdbcMailbox make(Sql sql, MailboxName mailbox, Set<SpecialUse> uses) throws SQLException {
        makeParent(sql, mailbox);
        String attributes = uses.stream().map(SpecialUse::attribute).collect(Collectors.joining(" "));
        // RFC 9051 §6.3.4: a UIDVALIDITY above all before. By the clock, so that it is also above those of a lost file.
        String insert = "INSERT INTO mailbox (id, account, name, special_uses) SELECT max(unixepoch(), 1 + ifnull("
                + "(SELECT seq FROM sqlite_sequence WHERE name = 'mailbox'), 0)), ?, ?, ? WHERE true"
                + " ON CONFLICT (account, name) DO NOTHING";
        if (sql.update(insert, id, mailbox.toString(), attributes) == 0) {
            throw new MailStoreException(Kind.ALREADY_EXISTS, "The name " + mailbox + " is taken");
        }
        checkNumber(sql, "mailbox");
        return find(sql, mailbox);
    }

    private void makeParent(Sql sql, MailboxName mailbox) throws SQLException {
        Optional<MailboxName> parent = mailbox.parent();
        if (parent.isPresent() && !exists(sql, parent.get())) {
            make(sql, parent.get(), Set.of());
        }
    }

    private void checkNumber(Sql sql, String table) throws SQLException {
        if (sql.number("SELECT count(*) FROM " + table + " WHERE account = ?", id) > MOST) {
            throw new MailStoreException(Kind.LIMIT_REACHED, "More than " + MOST + " of " + table);
        }
    }

    @Override
    public void rename(MailboxName from, MailboxName to) {
        transact(sql -> {
            if (to.isBelow(from) && !from.isInbox()) {
                throw new MailStoreException(Kind.NAME_INVALID, to + " lies below " + from);
            }
            if (!exists(sql, from)) {
                throw new MailStoreException(Kind.NO_SUCH_MAILBOX, "No mailbox " + from);
            }
            if (exists(sql, to)) {
                throw new MailStoreException(Kind.ALREADY_EXISTS, "The name " + to + " is taken");
            }
            if (from.isInbox()) {
                // RFC 9051 §6.3.6: INBOX stays, and its messages move.
                return find(sql, from).transfer(sql, UidSet.ALL, make(sql, to, Set.of()), true);
            }
            makeParent(sql, to);
            String update = "UPDATE mailbox SET name = ?, renames = renames + 1 WHERE account = ? AND name = ?";
            for (MailboxName each : sql.all("SELECT name " + TREE, JdbcAccount::name, id, from.toString())) {
                sql.update(update, each.moved(from, to).toString(), id, each.toString());
            }
            return to;
        });
        namesChanged();
        mailboxChanged(from);
    }

    @Override
    public void delete(MailboxName mailbox) {
        if (mailbox.isInbox()) {
            throw new MailStoreException(Kind.NAME_INVALID, "INBOX cannot be deleted");
        }
        transact(sql -> {
            if (sql.update("DELETE FROM mailbox WHERE account = ? AND name = ?", id, mailbox.toString()) == 0) {
                Kind kind = exists(sql, mailbox) ? Kind.HAS_CHILDREN : Kind.NO_SUCH_MAILBOX;
                throw new MailStoreException(kind, mailbox + " is no mailbox");
            }
            return mailbox;
        });
        namesChanged();
    }

    @Override
    public void subscribe(MailboxName mailbox, boolean on) {
        transact(sql -> {
            String change = on
                    ? "INSERT OR IGNORE INTO subscription (account, name) VALUES (?, ?)"
                    : "DELETE FROM subscription WHERE account = ? AND name = ?";
            sql.update(change, id, mailbox.toString());
            checkNumber(sql, "subscription");
            return mailbox;
        });
        namesChanged();
    }

    @Override
    public QuotaUsage quota() {
        return transact(this::quota);
    }

    private QuotaUsage quota(Sql sql) throws SQLException {
        String query = "SELECT sum(octets), sum(messages), octet_limit, message_limit"
                + " FROM account JOIN mailbox ON mailbox.account = account.id WHERE account.id = ?";
        return sql.one(query, row -> new QuotaUsage(row.getLong(1), row.getLong(2), limit(row, 3), limit(row, 4)), id)
                .orElseThrow();
    }

    private static OptionalLong limit(ResultSet row, int column) throws SQLException {
        long limit = row.getLong(column);
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(limit);
    }

    /** Fails, and with it the transaction, if the messages that came are too many. */
    void checkQuota(Sql sql) throws SQLException {
        QuotaUsage now = quota(sql);
        if (now.octets() > now.octetLimit().orElse(Long.MAX_VALUE)
                || now.messages() > now.messageLimit().orElse(Long.MAX_VALUE)) {
            throw new MailStoreException(Kind.OVER_QUOTA, "That would be " + now);
        }
    }

    @Override
    public void limit(OptionalLong octets, OptionalLong messages) {
        if (octets.orElse(0) < 0 || messages.orElse(0) < 0) {
            throw new IllegalArgumentException("A limit is not negative: " + octets + ", " + messages);
        }
        transact(sql -> sql.update(
                "UPDATE account SET octet_limit = ?, message_limit = ? WHERE id = ?",
                octets.isPresent() ? octets.getAsLong() : null,
                messages.isPresent() ? messages.getAsLong() : null,
                id));
    }

    void mailboxChanged(MailboxName mailbox) {
        store.signal(name, listener -> listener.mailboxChanged(mailbox));
    }

    private void namesChanged() {
        store.signal(name, AccountListener::namesChanged);
    }

    @Override
    public Registration watch(AccountListener listener) {
        Registration registration = store.watch(this, listener);
        if (closed) {
            registration.close();
            throw new MailStoreException(Kind.UNAVAILABLE, "This handle to the account is closed");
        }
        return registration;
    }

    @Override
    public void close() {
        closed = true;
        store.unwatch(this);
    }
}
