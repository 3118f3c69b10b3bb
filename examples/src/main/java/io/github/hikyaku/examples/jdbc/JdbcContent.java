package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MessageContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The octets of a message, of which a stream has one chunk in memory.
 *
 * @param size how many octets
 * @param isDotTransparent whether every line ends with CRLF and none starts with a dot
 */
record JdbcContent(Database database, long id, long size, boolean isDotTransparent) implements MessageContent {
    /** The octets of a chunk; the last one has fewer. */
    static final int CHUNK = 256 * 1024;

    @Override
    public InputStream open(long offset, long length) {
        if (offset < 0 || offset > size || length < 0) {
            throw new IndexOutOfBoundsException(offset + ", " + length + " of " + size);
        }
        return new Chunks(offset, offset + Math.min(length, size - offset));
    }

    /** Holds the content until it is closed, so it goes on when the message is expunged. */
    private final class Chunks extends InputStream {
        private final long holder = database.newHolder();
        private final long end;
        private long next;
        private InputStream chunk = InputStream.nullInputStream();

        Chunks(long from, long end) {
            this.next = from;
            this.end = end;
            database.transact(sql -> sql.hold(holder, id));
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = chunk.read(buffer, offset, length);
            if (n >= 0 || next == end) {
                return n;
            }
            byte[] octets = load(next % CHUNK, Math.min(end - next, CHUNK - next % CHUNK));
            chunk = new ByteArrayInputStream(octets);
            next += octets.length;
            return chunk.read(buffer, offset, length);
        }

        private byte[] load(long from, long length) throws IOException {
            String query = "SELECT substr(octets, ? + 1, ?) FROM chunk WHERE content = ? AND number = ?";
            try {
                return database.transact(sql -> sql.one(query, row -> row.getBytes(1), from, length, id, next / CHUNK))
                        .orElseThrow(() -> new IOException("The stream is closed"));
            } catch (MailStoreException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            database.release(holder);
        }
    }
}
