package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.examples.jdbc.Database.Sql;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.DotScan;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MessageContent;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way in. Octets gather until they fill a piece, which then goes into the database in a transaction of
 * its own, so that no transaction waits for a slow client. The last one is that of the commit; a small message has no
 * other.
 */
final class JdbcDeposit implements Deposit {
    private final JdbcAccount account;
    private final JdbcMailbox mailbox;
    private final String flags;
    private final long date;
    private final DotScan dots = new DotScan();
    private byte[] gathered = new byte[1024];
    private int filled;
    private long size;
    private int pieces;
    // Its own content, once the first piece is written; or all there is, if it is that of another message.
    private Optional<Long> own = Optional.empty();
    private @Nullable JdbcContent shared;
    private boolean ended;

    JdbcDeposit(JdbcAccount account, JdbcMailbox mailbox, String flags, long date) {
        this.account = account;
        this.mailbox = mailbox;
        this.flags = flags;
        this.date = date;
    }

    private void checkOpen() {
        if (ended) {
            throw new IllegalStateException("The deposit is committed or aborted");
        }
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
        checkOpen();
        JdbcContent first = shared;
        if (first != null) {
            shared = null;
            try {
                copy(first);
            } catch (IOException e) {
                throw new MailStoreException(Kind.UNAVAILABLE, "The message cannot be read", e);
            }
        }
        dots.scan(octets, offset, length);
        int from = offset;
        int end = offset + length;
        while (from < end) {
            int n = Math.min(end - from, JdbcContent.PIECE - filled);
            if (filled + n > gathered.length) {
                gathered =
                        Arrays.copyOf(gathered, Math.min(JdbcContent.PIECE, Math.max(2 * gathered.length, filled + n)));
            }
            System.arraycopy(octets, from, gathered, filled, n);
            filled += n;
            from += n;
            size += n;
            if (filled == JdbcContent.PIECE) {
                own = Optional.of(account.database().write(this::addPiece));
            }
        }
    }

    @Override
    public void write(MessageContent content) throws IOException {
        checkOpen();
        if (size > 0
                || shared != null
                || !(content instanceof JdbcContent other && other.database == account.database())) {
            copy(content);
            return;
        }
        // From now on the sweep leaves it alone for a day.
        int found = account.database()
                .write(sql -> sql.update("UPDATE content SET unused_since = NULL WHERE id = ?", other.id));
        if (found == 0) {
            ended = true;
            throw new MailStoreException(Kind.NO_SUCH_MESSAGE, "The message was expunged");
        }
        shared = other;
    }

    private void copy(MessageContent content) throws IOException {
        boolean isWhole = false;
        try {
            Deposit.super.write(content);
            isWhole = true;
        } finally {
            // Half a content must not be committed.
            ended |= !isWhole;
        }
    }

    /** Writes what has gathered. Returns the id of the content. */
    private long addPiece(Sql sql) throws SQLException {
        long content = own.isPresent()
                ? own.get()
                : sql.insert("INSERT INTO content (octets, dot_transparent) VALUES (0, FALSE)");
        sql.update(
                "INSERT INTO piece (content, place, octets) VALUES (?, ?, ?)",
                content,
                pieces,
                Arrays.copyOf(gathered, filled));
        pieces++;
        filled = 0;
        return content;
    }

    @Override
    public Receipt commit() {
        checkOpen();
        ended = true;
        try {
            Receipt receipt = account.database().write(this::commit);
            own = Optional.empty();
            account.changed(mailbox.name());
            return receipt;
        } finally {
            discard();
        }
    }

    private Receipt commit(Sql sql) throws SQLException {
        MailboxRow row = mailbox.lock(sql);
        JdbcContent other = shared;
        long content;
        if (other == null) {
            content = addPiece(sql);
            sql.update(
                    "UPDATE content SET octets = ?, dot_transparent = ? WHERE id = ?",
                    size,
                    dots.isTransparent(),
                    content);
        } else {
            content = other.id;
            size = other.size();
        }
        row.tick();
        long uid = JdbcMailbox.add(sql, row, content, size, flags, date);
        row.save(sql);
        account.use(sql, size, 1);
        return new Receipt(row.uidValidity(), uid, row.clock);
    }

    @Override
    public void close() {
        ended = true;
        discard();
    }

    /** Removes the pieces of a message that was not committed. What cannot be removed now, the sweep finds. */
    private void discard() {
        own.ifPresent(content -> {
            own = Optional.empty();
            try {
                account.database().write(sql -> sql.update("DELETE FROM content WHERE id = ?", content));
            } catch (MailStoreException e) {
                System.getLogger(JdbcDeposit.class.getName()).log(System.Logger.Level.DEBUG, "Left to the sweep", e);
            }
        });
    }
}
