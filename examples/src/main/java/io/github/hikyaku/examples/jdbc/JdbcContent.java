package io.github.hikyaku.examples.jdbc;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MessageContent;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The octets of a message in pieces of the same size, of which one at a time is in memory. */
final class JdbcContent implements MessageContent {
    /** The octets of a piece, but for the last. */
    static final int PIECE = 64 * 1024;

    final Database database;
    final long id;
    private final long size;
    private final boolean dotTransparent;

    JdbcContent(Database database, long id, long size, boolean dotTransparent) {
        this.database = database;
        this.id = id;
        this.size = size;
        this.dotTransparent = dotTransparent;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean isDotTransparent() {
        return dotTransparent;
    }

    @Override
    public InputStream open(long offset, long length) {
        if (offset < 0 || offset > size || length < 0) {
            throw new IndexOutOfBoundsException(offset + ", " + length + " of " + size);
        }
        return new Pieces(offset, offset + Math.min(length, size - offset));
    }

    private final class Pieces extends InputStream {
        private long at;
        private final long end;
        private byte[] piece = new byte[0];
        private int place = -1;

        Pieces(long at, long end) {
            this.at = at;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, buffer.length);
            if (length == 0) {
                return 0;
            }
            if (at == end) {
                return -1;
            }
            if (place != at / PIECE) {
                place = (int) (at / PIECE);
                piece = fetch();
            }
            int from = (int) (at % PIECE);
            int n = (int) Math.min(Math.min(length, piece.length - from), end - at);
            System.arraycopy(piece, from, buffer, offset, n);
            at += n;
            return n;
        }

        @Override
        public long skip(long count) {
            long skipped = Math.max(0, Math.min(count, end - at));
            at += skipped;
            return skipped;
        }

        private byte[] fetch() throws IOException {
            try {
                return database.read(sql -> sql.one(
                                "SELECT octets FROM piece WHERE content = ? AND place = ?",
                                row -> row.getBytes("octets"),
                                id,
                                place))
                        .orElseThrow(() -> new IOException("The message was expunged"));
            } catch (MailStoreException e) {
                throw new IOException(e);
            }
        }
    }
}
