package io.github.hikyaku.message;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.function.Consumer;

/** The octets of one large message in a file. Written by one thread, then read by any. */
final class SpoolFile {
    private final FileChannel channel;
    private final Consumer<SpoolFile> onClose;

    SpoolFile(FileChannel channel, Consumer<SpoolFile> onClose) {
        this.channel = channel;
        this.onClose = onClose;
    }

    void append(ByteBuffer octets) throws IOException {
        // In slices, because the JDK keeps a native buffer as large as the largest write for each thread.
        while (octets.hasRemaining()) {
            ByteBuffer slice = octets.slice();
            slice.limit(Math.min(slice.remaining(), 64 * 1024));
            octets.position(octets.position() + channel.write(slice));
        }
    }

    InputStream open(long offset, long length) {
        return new BufferedInputStream(new Range(offset, offset + length));
    }

    void close() {
        onClose.accept(this);
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("A spool file could not be closed", e);
        }
    }

    /** Reads at positions, so that streams do not disturb each other. */
    private final class Range extends InputStream {
        private final long end;
        private long position;

        Range(long position, long end) {
            this.position = position;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (position >= end && length > 0) {
                return -1;
            }
            int wanted = (int) Math.min(Math.min(length, 64 * 1024), end - position);
            int n = channel.read(ByteBuffer.wrap(into, offset, wanted), position);
            if (n < 0) {
                throw new IOException("The spool file is shorter than what was written");
            }
            position += n;
            return n;
        }

        @Override
        public long skip(long n) {
            long skipped = Math.max(0, Math.min(n, end - position));
            position += skipped;
            return skipped;
        }

        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, end - position);
        }
    }
}
