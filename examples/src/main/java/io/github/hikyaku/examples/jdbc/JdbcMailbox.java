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
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The messages of a mailbox. */
final class JdbcMailbox implements Mailbox, DerivedData, ObjectIds, SaveDates {
    private static final int LONGEST_FLAGS = 4000;
    /** The messages of a mailbox, ?1, in a set, ?2. A range of UIDs is a range of the primary key. */
    private static final String CHOSEN = """
            mailbox = ?1 AND uid IN (SELECT m.uid FROM json_each(?2) CROSS JOIN message m
                WHERE m.mailbox = ?1 AND m.uid BETWEEN value ->> 0 AND value ->> 1)""";

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

    @Override
    public MailboxName name() {
        return name;
    }

    @Override
    public MailboxStatus status() {
        return account.transact(this::status);
    }

    private MailboxStatus status(Sql sql) throws SQLException {
        return sql.one(
                        "SELECT * FROM mailbox WHERE id = ? AND renames = ?",
                        row -> new MailboxStatus(
                                id,
                                row.getLong("uid_next"),
                                row.getLong("clock"),
                                row.getInt("messages"),
                                row.getInt("unseen"),
                                row.getInt("deleted"),
                                row.getInt("recent"),
                                row.getLong("octets")),
                        id,
                        renames)
                .orElseThrow(() -> new MailStoreException(Kind.NO_SUCH_MAILBOX, name + " was deleted or renamed"));
    }

    @Override
    public MailboxView view() {
        return account.transact(sql -> view(sql, "WHERE mailbox = ?", id));
    }

    private MailboxView view(Sql sql, String which, Object... values) throws SQLException {
        MailboxView.Builder view = MailboxView.builder(status(sql), 0);
        Map<String, Set<Flag>> parsed = new HashMap<>();
        sql.each(
                "SELECT uid, flags, octets, internal_date, mod_seq FROM message " + which + " ORDER BY uid",
                row -> view.add(
                        row.getLong("uid"),
                        parsed.computeIfAbsent(row.getString("flags"), JdbcMailbox::parse),
                        row.getLong("octets"),
                        row.getLong("internal_date"),
                        row.getLong("mod_seq")),
                values);
        return view.build();
    }

    @Override
    public MailboxChanges changesSince(long modSeq) {
        if (modSeq < 0) {
            throw new IllegalArgumentException("MODSEQ " + modSeq);
        }
        return account.transact(sql -> {
            // Named, as SQLite would rather go through all messages than sort the few.
            String later = "INDEXED BY message_by_mod_seq WHERE mailbox = ? AND mod_seq > ?";
            MailboxView touched = view(sql, later, id, modSeq);
            UidSet gone = uids(sql, "SELECT uid FROM vanished WHERE mailbox = ? AND mod_seq > ?", id, modSeq);
            return new MailboxChanges(touched.status(), touched, gone, true);
        });
    }

    private static UidSet uids(Sql sql, String query, Object... values) throws SQLException {
        UidSet.Builder uids = UidSet.builder();
        sql.each(query, row -> uids.add(row.getLong("uid")), values);
        return uids.build();
    }

    /** The ranges of a set as CHOSEN takes them. */
    private static String json(UidSet uids) {
        StringJoiner ranges = new StringJoiner(",", "[", "]");
        for (int i = 0; i < uids.ranges(); i++) {
            ranges.add("[" + uids.first(i) + "," + uids.last(i) + "]");
        }
        return ranges.toString();
    }

    private static Set<Flag> parse(String text) {
        return Arrays.stream(text.split(" "))
                .filter(flag -> !flag.isEmpty())
                .map(Flag::of)
                .collect(Collectors.toSet());
    }

    private static String text(Set<Flag> flags) {
        String text = flags.stream().sorted().map(flag -> flag.name() + " ").collect(Collectors.joining("", " ", ""));
        if (text.length() > LONGEST_FLAGS) {
            throw new MailStoreException(Kind.LIMIT_REACHED, "The keywords of a message take over " + LONGEST_FLAGS);
        }
        return text;
    }

    @Override
    public Deposit deposit(Set<Flag> flags, Instant internalDate) {
        return new JdbcDeposit(account.database(), this, text(flags), internalDate);
    }

    /** The commit of a deposit. */
    Deposit.Receipt add(Database.Work<JdbcContent> source, String flags, Instant internalDate) {
        String insert = "INSERT INTO message (mailbox, uid, content, octets, flags, internal_date, save_date, mod_seq)"
                + " VALUES (?, ?, ?, ?, ?, ?, unixepoch(), ?)";
        Deposit.Receipt receipt = account.transact(sql -> {
            MailboxStatus before = status(sql);
            long uid = before.uidNext();
            long modSeq = before.highestModSeq() + 1;
            JdbcContent content = source.run(sql);
            sql.update(insert, id, uid, content.id(), content.size(), flags, internalDate.getEpochSecond(), modSeq);
            account.checkQuota(sql);
            return new Deposit.Receipt(id, uid, modSeq);
        });
        account.mailboxChanged(name);
        return receipt;
    }

    @Override
    public FlagOutcome store(UidSet uids, FlagUpdate update, long unchangedSince) {
        String set = json(uids);
        // The + keeps SQLite from going through the index of MODSEQs: the set is the shorter way.
        String above = "SELECT uid FROM message WHERE " + CHOSEN + " AND +mod_seq > ?3";
        String others = "SELECT DISTINCT flags FROM message WHERE " + CHOSEN + " AND +mod_seq <= ?3";
        // Not those above the clock, ?4: they were changed just now, perhaps to the flags that are to change next.
        String change = "UPDATE message SET flags = ?6, mod_seq = ?4 + 1 WHERE " + CHOSEN
                + " AND +mod_seq <= min(?3, ?4) AND flags = ?5";
        FlagOutcome outcome = account.transact(sql -> {
            long clock = status(sql).highestModSeq();
            UidSet modified = uids(sql, above, id, set, unchangedSince);
            for (String text : sql.all(others, row -> row.getString("flags"), id, set, unchangedSince)) {
                Set<Flag> before = parse(text);
                Set<Flag> after = update.applyTo(before);
                if (!after.equals(before)) {
                    sql.update(change, id, set, unchangedSince, clock, text, text(after));
                }
            }
            String which = "WHERE " + CHOSEN + " AND (+mod_seq <= ?3 OR +mod_seq > ?4)";
            return new FlagOutcome(view(sql, which, id, set, unchangedSince, clock), modified);
        });
        account.mailboxChanged(name);
        return outcome;
    }

    @Override
    public UidSet expunge(UidSet uids) {
        UidSet gone = account.transact(sql -> remove(sql, uids));
        account.mailboxChanged(name);
        return gone;
    }

    private UidSet remove(Sql sql, UidSet uids) throws SQLException {
        long modSeq = status(sql).highestModSeq() + 1;
        String insert = "INSERT INTO vanished (mailbox, mod_seq, uid) SELECT mailbox, ?3, uid FROM message WHERE ";
        UidSet gone = uids(sql, insert + CHOSEN + " RETURNING uid", id, json(uids), modSeq);
        sql.update("DELETE FROM message WHERE " + CHOSEN, id, json(uids));
        return gone;
    }

    @Override
    public UidMapping copy(UidSet uids, MailboxName to) {
        return transfer(uids, to, false);
    }

    @Override
    public UidMapping move(UidSet uids, MailboxName to) {
        return transfer(uids, to, true);
    }

    private UidMapping transfer(UidSet uids, MailboxName to, boolean isMove) {
        UidMapping mapping = account.transact(sql -> transfer(sql, uids, account.find(sql, to), isMove));
        account.mailboxChanged(to);
        account.mailboxChanged(name);
        return mapping;
    }

    /** Copies messages, which share the octets, and removes the originals if they move. */
    UidMapping transfer(Sql sql, UidSet uids, JdbcMailbox to, boolean isMove) throws SQLException {
        status(sql);
        MailboxStatus target = to.status(sql);
        UidSet from = uids(sql, "SELECT uid FROM message WHERE " + CHOSEN, id, json(uids));
        String insert = "INSERT INTO message (mailbox, uid, content, octets, flags, internal_date, save_date, mod_seq)"
                + " SELECT ?3, ?4 - 1 + row_number() OVER (ORDER BY uid), content, octets, flags, internal_date,"
                + " unixepoch(), ?5 FROM message WHERE " + CHOSEN;
        sql.update(insert, id, json(from), to.id, target.uidNext(), target.highestModSeq() + 1);
        if (isMove) {
            remove(sql, from);
        } else if (!from.isEmpty()) {
            account.checkQuota(sql);
        }
        LongStream made = LongStream.range(target.uidNext(), target.uidNext() + from.size());
        return new UidMapping(to.id, from.stream().toArray(), made.toArray());
    }

    @Override
    public long claimRecent() {
        String first =
                "SELECT ifnull((SELECT min(uid) FROM message WHERE mailbox = ?1 AND uid >= recent_from), uid_next)"
                        + " FROM mailbox WHERE id = ?1";
        return account.transact(sql -> {
            status(sql);
            long uid = sql.number(first, id);
            sql.update("UPDATE mailbox SET recent_from = uid_next, recent = 0 WHERE id = ? AND recent > 0", id);
            return uid;
        });
    }

    /** What a query tells of a message. */
    private <T> Optional<T> about(long uid, String query, Database.Row<T> answer) {
        return account.transact(sql -> {
            status(sql);
            return sql.one(query + " WHERE mailbox = ? AND uid = ?", answer, id, uid);
        });
    }

    @Override
    public MessageContent content(long uid) {
        Database database = account.database();
        return about(
                        uid,
                        "SELECT id, content.octets, dot_transparent FROM message JOIN content ON content = id",
                        row -> new JdbcContent(database, row.getLong(1), row.getLong(2), row.getBoolean(3)))
                .orElseThrow(() -> new MailStoreException(Kind.NO_SUCH_MESSAGE, "No message with UID " + uid));
    }

    @Override
    public Optional<byte[]> derived(long uid) {
        return about(uid, "SELECT octets FROM derived", row -> row.getBytes("octets"));
    }

    @Override
    public void keepDerived(long uid, byte[] blob) {
        if (blob.length <= DerivedData.MAX_OCTETS) {
            String keep = "INSERT OR REPLACE INTO derived (mailbox, uid, octets)"
                    + " SELECT mailbox, uid, ? FROM message WHERE mailbox = ? AND uid = ?";
            account.transact(sql -> sql.update(keep, blob, id, uid));
        }
    }

    @Override
    public String mailboxId() {
        status();
        return "m" + id;
    }

    /** Contents are shared by all copies and never change, so their ids are good names. */
    @Override
    public Optional<String> emailId(long uid) {
        return about(uid, "SELECT content FROM message", row -> "c" + row.getLong("content"));
    }

    @Override
    public Optional<Instant> saveDate(long uid) {
        return about(uid, "SELECT save_date FROM message", row -> Instant.ofEpochSecond(row.getLong("save_date")));
    }
}
