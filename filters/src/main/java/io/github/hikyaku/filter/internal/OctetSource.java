package io.github.hikyaku.filter.internal;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Octets to be written, a piece at a time. Reading the next one may block on this machine's disk. */
interface OctetSource extends Closeable {
    /** How long a piece is at most. */
    int PIECE = 64 * 1024;

    /** The next piece, valid until this is called again, or null at the end. */
    @Nullable
    ByteBuffer next() throws IOException;

    /** A stream, with octets before it. */
    static OctetSource of(byte[] head, InputStream tail) {
        InputStream all = new SequenceInputStream(new ByteArrayInputStream(head), tail);
        byte[] piece = new byte[PIECE];
        return new OctetSource() {
            @Override
            public @Nullable ByteBuffer next() throws IOException {
                int length = all.readNBytes(piece, 0, piece.length);
                return length == 0 ? null : ByteBuffer.wrap(piece, 0, length);
            }

            @Override
            public void close() throws IOException {
                all.close();
            }
        };
    }
}
