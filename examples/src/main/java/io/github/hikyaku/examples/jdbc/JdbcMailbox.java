package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.examples.jdbc.Database.Sql;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.DerivedData;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagOutcome;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.MessageContent;
import io.github.hikyaku.storage.ObjectIds;
import io.github.hikyaku.storage.SaveDates;
import io.github.hikyaku.storage.SearchIndex;
import io.github.hikyaku.storage.SearchQuery;
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The messages of a mailbox. Reading calls see one snapshot; changing calls lock the row of the mailbox. */
final class JdbcMailbox implements Mailbox, DerivedData, ObjectIds, SaveDates, SearchIndex {
    private final JdbcAccount account;
    private final MailboxName name;
    private final long id;
    private final long renames;

    JdbcMailbox(JdbcAccount account, MailboxName name, long id, long renames) {
        this.account = account;
        this.name = name;
        this.id = id;
        this.renames = renames;
    }

    /** A message as its row has it. */
    private record Message(long uid, long content, long octets, String flags, long date, long modSeq) {
        Message(ResultSet row) throws SQLException {
            this(
                    row.getLong("uid"),
                    row.getLong("content"),
                    row.getLong("octets"),
                    row.getString("flags"),
                    row.getLong("internal_date"),
                    row.getLong("mod_seq"));
        }

        Message with(String newFlags, long newModSeq) {
            return new Message(uid, content, octets, newFlags, date, newModSeq);
        }
    }

    @Override
    public MailboxName name() {
        return name;
    }

    private MailboxRow read(Sql sql) throws SQLException {
        return MailboxRow.read(sql, id, renames);
    }

    MailboxRow lock(Sql sql) throws SQLException {
        return MailboxRow.lock(sql, id, renames);
    }

    @Override
    public MailboxStatus status() {
        return account.database().read(sql -> read(sql).status());
    }

    @Override
    public MailboxView view() {
        return changesSince(0).touched();
    }

    @Override
    public MailboxChanges changesSince(long modSeq) {
        if (modSeq < 0) {
            throw new IllegalArgumentException("MODSEQ " + modSeq);
        }
        return account.database().read(sql -> {
            MailboxStatus status = read(sql).status();
            View touched = new View(status, modSeq == 0 ? status.messages() : 0);
            sql.each(
                    "SELECT * FROM message WHERE mailbox = ? AND mod_seq > ? ORDER BY uid",
                    row -> touched.add(new Message(row)),
                    id,
                    modSeq);
            UidSet.Builder vanished = UidSet.builder();
            sql.each(
                    "SELECT first_uid, last_uid FROM vanished WHERE mailbox = ? AND mod_seq > ?",
                    row -> vanished.addRange(row.getLong("first_uid"), row.getLong("last_uid")),
                    id,
                    modSeq);
            return new MailboxChanges(status, touched.build(), vanished.build(), true);
        });
    }

    /** Builds a view; a text of flags is parsed once. */
    private static final class View {
        private final Map<String, Set<Flag>> sets = new HashMap<>();
        private final MailboxView.Builder view;

        View(MailboxStatus status, int expected) {
            view = MailboxView.builder(status, expected);
        }

        void add(Message m) {
            Set<Flag> flags = sets.computeIfAbsent(m.flags(), FlagText::parse);
            view.add(m.uid(), flags, m.octets(), Instant.ofEpochSecond(m.date()), m.modSeq());
        }

        MailboxView build() {
            return view.build();
        }
    }

    /** The messages of a set, by a range of the index; a set with holes is sifted here. */
    private List<Message> select(Sql sql, UidSet uids) throws SQLException {
        if (uids.isEmpty()) {
            return List.of();
        }
        List<Message> found = sql.all(
                "SELECT * FROM message WHERE mailbox = ? AND uid BETWEEN ? AND ? ORDER BY uid",
                Message::new,
                id,
                uids.first(0),
                uids.last(uids.ranges() - 1));
        return found.stream().filter(message -> uids.contains(message.uid())).toList();
    }

    @Override
    public MessageContent content(long uid) {
        return about(
                        uid,
                        """
                        SELECT content.id, content.octets, content.dot_transparent FROM message
                            JOIN content ON content.id = message.content WHERE mailbox = ? AND uid = ?""",
                        row -> new JdbcContent(
                                account.database(),
                                row.getLong("id"),
                                row.getLong("octets"),
                                row.getBoolean("dot_transparent")))
                .orElseThrow(() -> new MailStoreException(Kind.NO_SUCH_MESSAGE, "No message with UID " + uid));
    }

    private <T> Optional<T> about(long uid, String query, Database.Row<T> answer) {
        return account.database().read(sql -> {
            read(sql);
            return sql.one(query, answer, id, uid);
        });
    }

    @Override
    public Deposit deposit(Set<Flag> flags, Instant internalDate) {
        String text = FlagText.of(flags);
        account.database().read(this::read);
        return new JdbcDeposit(account, this, text, internalDate.getEpochSecond());
    }

    /** Adds a message to the mailbox whose row is locked. */
    static long add(Sql sql, MailboxRow to, long content, long octets, String flags, long date) throws SQLException {
        long uid = to.takeUid();
        sql.update("""
                INSERT INTO message (mailbox, uid, content, octets, flags, internal_date, save_date, mod_seq)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)""", to.id, uid, content, octets, flags, date, JdbcAccount.now(), to.clock);
        to.count(uid, FlagText.parse(flags), octets, 1);
        return uid;
    }

    @Override
    public FlagOutcome store(UidSet uids, FlagUpdate update, long unchangedSince) {
        List<Object[]> changes = new ArrayList<>();
        FlagOutcome outcome = account.database().write(sql -> {
            MailboxRow row = lock(sql);
            List<Message> current = new ArrayList<>();
            UidSet.Builder modified = UidSet.builder();
            for (Message message : select(sql, uids)) {
                if (message.modSeq() > unchangedSince) {
                    modified.add(message.uid());
                    continue;
                }
                Set<Flag> before = FlagText.parse(message.flags());
                Set<Flag> after = update.applyTo(before);
                if (after.equals(before)) {
                    current.add(message);
                } else {
                    String text = FlagText.of(after);
                    changes.add(new Object[] {text, row.clock + 1, id, message.uid()});
                    current.add(message.with(text, row.clock + 1));
                    row.countFlags(before, -1);
                    row.countFlags(after, 1);
                }
            }
            if (!changes.isEmpty()) {
                row.tick();
                sql.updateAll("UPDATE message SET flags = ?, mod_seq = ? WHERE mailbox = ? AND uid = ?", changes);
                row.save(sql);
            }
            View view = new View(row.status(), current.size());
            current.forEach(view::add);
            return new FlagOutcome(view.build(), modified.build());
        });
        if (!changes.isEmpty()) {
            account.changed(name);
        }
        return outcome;
    }

    @Override
    public UidSet expunge(UidSet uids) {
        UidSet removed = account.database().write(sql -> {
            MailboxRow row = lock(sql);
            List<Message> going = select(sql, uids);
            UidSet gone = remove(sql, row, going);
            long octets = going.stream().mapToLong(Message::octets).sum();
            account.use(sql, -octets, -going.size());
            return gone;
        });
        if (!removed.isEmpty()) {
            account.changed(name);
        }
        return removed;
    }

    private static UidSet remove(Sql sql, MailboxRow from, List<Message> going) throws SQLException {
        if (going.isEmpty()) {
            return UidSet.EMPTY;
        }
        from.tick();
        UidSet.Builder builder = UidSet.builder();
        List<Object[]> keys = new ArrayList<>();
        for (Message message : going) {
            builder.add(message.uid());
            keys.add(new Object[] {from.id, message.uid()});
            from.count(message.uid(), FlagText.parse(message.flags()), message.octets(), -1);
        }
        sql.updateAll("DELETE FROM message WHERE mailbox = ? AND uid = ?", keys);
        UidSet gone = builder.build();
        List<Object[]> ranges = new ArrayList<>();
        for (int i = 0; i < gone.ranges(); i++) {
            ranges.add(new Object[] {from.id, from.clock, gone.first(i), gone.last(i)});
        }
        sql.updateAll("INSERT INTO vanished (mailbox, mod_seq, first_uid, last_uid) VALUES (?, ?, ?, ?)", ranges);
        from.save(sql);
        return gone;
    }

    @Override
    public UidMapping copy(UidSet uids, MailboxName to) {
        UidMapping mapping = account.database().write(sql -> transfer(sql, uids, account.target(sql, to), false));
        if (mapping.size() > 0) {
            account.changed(to);
        }
        return mapping;
    }

    @Override
    public UidMapping move(UidSet uids, MailboxName to) {
        UidMapping mapping = account.database().write(sql -> transfer(sql, uids, account.target(sql, to), true));
        if (mapping.size() > 0) {
            account.changed(to);
            account.changed(name);
        }
        return mapping;
    }

    /** Copies messages, and removes the originals if they move. The copies share the octets. */
    UidMapping transfer(Sql sql, UidSet uids, JdbcMailbox to, boolean isMove) throws SQLException {
        // Whoever locks two mailboxes locks the one with the lower id first.
        MailboxRow first = (id < to.id ? this : to).lock(sql);
        MailboxRow second = id == to.id ? first : (id < to.id ? to : this).lock(sql);
        MailboxRow source = id < to.id ? first : second;
        MailboxRow target = id < to.id ? second : first;
        List<Message> messages = select(sql, uids);
        long[] from = new long[messages.size()];
        long[] made = new long[messages.size()];
        long octets = 0;
        if (from.length > 0) {
            target.tick();
        }
        for (int i = 0; i < from.length; i++) {
            Message message = messages.get(i);
            from[i] = message.uid();
            made[i] = add(sql, target, message.content(), message.octets(), message.flags(), message.date());
            octets += message.octets();
        }
        if (isMove) {
            remove(sql, source, messages);
        }
        target.save(sql);
        if (!isMove && from.length > 0) {
            account.use(sql, octets, from.length);
        }
        return new UidMapping(target.uidValidity(), from, made);
    }

    @Override
    public long claimRecent() {
        return account.database().write(sql -> {
            MailboxRow row = lock(sql);
            long first = sql.one(
                            "SELECT MIN(uid) AS uid FROM message WHERE mailbox = ? AND uid >= ?",
                            found -> found.getLong("uid"),
                            id,
                            row.recentFrom)
                    .filter(uid -> uid > 0)
                    .orElse(row.uidNext);
            row.recentFrom = row.uidNext;
            row.recent = 0;
            row.save(sql);
            return first;
        });
    }

    @Override
    public Optional<byte[]> derived(long uid) {
        return about(uid, "SELECT octets FROM derived WHERE mailbox = ? AND uid = ?", row -> row.getBytes("octets"));
    }

    @Override
    public void keepDerived(long uid, byte[] blob) {
        if (blob.length > DerivedData.MAX_OCTETS) {
            return;
        }
        account.database().write(sql -> {
            lock(sql);
            sql.update("DELETE FROM derived WHERE mailbox = ? AND uid = ?", id, uid);
            return sql.update("""
                    INSERT INTO derived (mailbox, uid, octets)
                        SELECT mailbox, uid, CAST(? AS BYTEA) FROM message WHERE mailbox = ? AND uid = ?""", blob, id, uid);
        });
    }

    @Override
    public String mailboxId() {
        return account.database().read(sql -> "m" + read(sql).id);
    }

    /** Contents are shared by all copies and never change, so their ids are good names. */
    @Override
    public Optional<String> emailId(long uid) {
        return about(
                uid, "SELECT content FROM message WHERE mailbox = ? AND uid = ?", row -> "c" + row.getLong("content"));
    }

    @Override
    public Optional<Instant> saveDate(long uid) {
        return about(
                uid,
                "SELECT save_date FROM message WHERE mailbox = ? AND uid = ?",
                row -> Instant.ofEpochSecond(row.getLong("save_date")));
    }

    @Override
    public Optional<UidSet> search(SearchQuery query) {
        List<Object> values = new ArrayList<>(List.of(id));
        Optional<String> condition = SearchSql.of(query, values);
        return account.database().read(sql -> {
            read(sql);
            if (condition.isEmpty()) {
                return Optional.empty();
            }
            UidSet.Builder found = UidSet.builder();
            sql.each(
                    "SELECT uid FROM message WHERE mailbox = ? AND " + condition.get() + " ORDER BY uid",
                    row -> found.add(row.getLong("uid")),
                    values.toArray());
            return Optional.of(found.build());
        });
    }
}
