package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.examples.jdbc.Database.Sql;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.DotScan;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MessageContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way in. Octets gather until they fill a chunk, which is written in a transaction of its own: none waits
 * for a slow client. The last chunk is written by the commit; a small message has no other. The deposit holds the content
 * until a message has it.
 */
final class JdbcDeposit implements Deposit {
    private final Database database;
    private final JdbcMailbox mailbox;
    private final String flags;
    private final Instant internalDate;

    private final DotScan dots = new DotScan();
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private long size;
    private int chunks;
    private long content;
    private long holder;
    private boolean ended;
    // Instead of chunks: the content of another message, as long as nothing else is written.
    private @Nullable JdbcContent shared;

    JdbcDeposit(Database database, JdbcMailbox mailbox, String flags, Instant internalDate) {
        this.database = database;
        this.mailbox = mailbox;
        this.flags = flags;
        this.internalDate = internalDate;
        this.holder = database.newHolder();
    }

    private void checkOpen() {
        if (ended) {
            throw new IllegalStateException("The deposit is committed, aborted or has failed");
        }
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
        checkOpen();
        copyShared();
        ended = true; // unless all is taken: half a message must not be committed
        dots.scan(octets, offset, length);
        for (int at = offset; at < offset + length; ) {
            int n = Math.min(offset + length - at, JdbcContent.CHUNK - gathered.size());
            gathered.write(octets, at, n);
            at += n;
            if (gathered.size() == JdbcContent.CHUNK) {
                database.transact(this::writeChunk);
            }
        }
        size += length;
        ended = false;
    }

    @Override
    public void write(MessageContent other) throws IOException {
        checkOpen();
        if (size == 0 && shared == null && other instanceof JdbcContent ours && ours.database() == database) {
            database.transact(sql -> sql.hold(holder, ours.id()));
            shared = ours;
            return;
        }
        try {
            Deposit.super.write(other);
        } catch (IOException e) {
            ended = true;
            throw e;
        }
    }

    private void copyShared() {
        JdbcContent first = shared;
        if (first != null) {
            long held = holder;
            holder = database.newHolder();
            shared = null;
            try {
                Deposit.super.write(first);
            } catch (IOException e) {
                ended = true;
                throw new MailStoreException(Kind.UNAVAILABLE, "The message cannot be read", e);
            } finally {
                database.release(held);
            }
        }
    }

    private long writeChunk(Sql sql) throws SQLException {
        if (chunks == 0) {
            content = sql.number("INSERT INTO content (octets, dot_transparent) VALUES (0, 0) RETURNING id");
            sql.hold(holder, content);
        }
        sql.update("INSERT INTO chunk VALUES (?, ?, ?)", content, chunks, gathered.toByteArray());
        chunks++;
        gathered.reset();
        return content;
    }

    private JdbcContent writeLast(Sql sql) throws SQLException {
        JdbcContent whole = new JdbcContent(database, writeChunk(sql), size, dots.isTransparent());
        String update = "UPDATE content SET octets = ?, dot_transparent = ? WHERE id = ?";
        sql.update(update, size, whole.isDotTransparent(), content);
        return whole;
    }

    @Override
    public Receipt commit() {
        checkOpen();
        ended = true;
        try {
            return mailbox.add(sql -> shared != null ? shared : writeLast(sql), flags, internalDate);
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        ended = true;
        database.release(holder);
    }
}
