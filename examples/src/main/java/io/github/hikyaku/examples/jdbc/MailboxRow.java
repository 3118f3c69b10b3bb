package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.examples.jdbc.Database.Sql;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.UidSet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;

/**
 * The row of a mailbox: its clock, and counters that make its status cheap. Who changes messages locks it first, so all
 * changes of a mailbox stand in one order, and writes it back at the end.
 */
final class MailboxRow {
    final long id;
    final long account;
    private final long uidValidity;
    long uidNext;
    long clock;
    long recentFrom;
    int messages;
    int unseen;
    int deleted;
    int recent;
    long octets;

    private MailboxRow(ResultSet row) throws SQLException {
        id = row.getLong("id");
        account = row.getLong("account");
        uidValidity = row.getLong("uid_validity");
        uidNext = row.getLong("uid_next");
        clock = row.getLong("clock");
        recentFrom = row.getLong("recent_from");
        messages = row.getInt("messages");
        unseen = row.getInt("unseen");
        deleted = row.getInt("deleted");
        recent = row.getInt("recent");
        octets = row.getLong("octets");
    }

    /** The row as it is in this transaction's snapshot. */
    static MailboxRow read(Sql sql, long id, long renames) throws SQLException {
        return find(sql, "", id, renames);
    }

    /** The row, which nobody else changes before this transaction ends. */
    static MailboxRow lock(Sql sql, long id, long renames) throws SQLException {
        return find(sql, " FOR UPDATE", id, renames);
    }

    private static MailboxRow find(Sql sql, String how, long id, long renames) throws SQLException {
        return sql.one("SELECT * FROM mailbox WHERE id = ? AND renames = ?" + how, MailboxRow::new, id, renames)
                .orElseThrow(() -> new MailStoreException(Kind.NO_SUCH_MAILBOX, "It was deleted or renamed"));
    }

    long uidValidity() {
        return uidValidity;
    }

    MailboxStatus status() {
        return new MailboxStatus(uidValidity, uidNext, clock, messages, unseen, deleted, recent, octets);
    }

    void tick() {
        clock++;
    }

    /** The UID of the next message. */
    long takeUid() {
        if (uidNext >= UidSet.MAX_UID) {
            throw new MailStoreException(Kind.LIMIT_REACHED, "The mailbox has given out all its UIDs");
        }
        return uidNext++;
    }

    /** A message came (1) or went (-1). */
    void count(long uid, Set<Flag> flags, long size, int by) {
        messages += by;
        octets += by * size;
        countFlags(flags, by);
        if (uid >= recentFrom) {
            recent += by;
        }
    }

    void countFlags(Set<Flag> flags, int by) {
        unseen += flags.contains(Flag.SEEN) ? 0 : by;
        deleted += flags.contains(Flag.DELETED) ? by : 0;
    }

    void save(Sql sql) throws SQLException {
        sql.update("""
                UPDATE mailbox SET uid_next = ?, clock = ?, recent_from = ?, messages = ?, unseen = ?, deleted = ?,
                    recent = ?, octets = ? WHERE id = ?""", uidNext, clock, recentFrom, messages, unseen, deleted, recent, octets, id);
    }
}
