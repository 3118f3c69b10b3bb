package io.github.hikyaku.storage.memory;

import io.github.hikyaku.storage.DotScan;
import io.github.hikyaku.storage.MessageContent;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/** The octets of a message as a list of arrays, which other contents may share. Immutable. */
final class MemoryContent implements MessageContent {
    // Random, so that a client that knew an earlier store does not take a new message for one that it knew.
    private static final String RUN =
            Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), Character.MAX_RADIX);
    private static final AtomicLong MADE = new AtomicLong();

    private final long number = MADE.incrementAndGet();
    private final byte[][] chunks;
    // Where each chunk ends in the content; the array itself may be longer than its part.
    private final long[] ends;
    private final long size;
    private final boolean dotTransparent;

    private MemoryContent(byte[][] chunks, long[] ends, boolean dotTransparent) {
        this.chunks = chunks;
        this.ends = ends;
        this.size = ends.length == 0 ? 0 : ends[ends.length - 1];
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
        Objects.checkFromIndexSize(offset, 0, size());
        if (length < 0) {
            throw new IndexOutOfBoundsException("A range of " + length + " octets");
        }
        return new Range(offset, offset + Math.min(length, size() - offset));
    }

    /** A name that no other content has or had: EMAILID of the messages that have this one. */
    String id() {
        return "E" + RUN + "-" + number;
    }

    private long start(int chunk) {
        return chunk == 0 ? 0 : ends[chunk - 1];
    }

    /** Collects the octets of a content. */
    static final class Builder {
        private static final int LEAST_CHUNK = 1024;
        private static final int MOST_SPARE = 64 * 1024;
        private static final int OWN_CHUNK = 4096;
        private static final int LARGEST_PIECE = 256 * 1024;

        private final List<byte[]> chunks = new ArrayList<>(4);
        private final List<Long> ends = new ArrayList<>(4);
        private final DotScan scan = new DotScan();
        private long size;
        // The chunk that is being filled; not yet in the list.
        private byte[] tail = new byte[0];
        private int tailUsed;

        long size() {
            return size;
        }

        /** Copies the octets: the only time in their life here. */
        void write(byte[] octets, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, octets.length);
            scan.scan(octets, offset, length);
            int fitting = Math.min(length, tail.length - tailUsed);
            System.arraycopy(octets, offset, tail, tailUsed, fitting);
            tailUsed += fitting;
            size += fitting;
            int left = length - fitting;
            if (left == 0) {
                return;
            }
            endTail();
            // A large piece gets an array that fits it; after a small one there is likely to come more.
            int spare = left >= OWN_CHUNK ? 0 : (int) Math.max(LEAST_CHUNK, Math.min(MOST_SPARE, size));
            tail = new byte[Math.max(left, spare)];
            System.arraycopy(octets, offset + fitting, tail, 0, left);
            tailUsed = left;
            size += left;
        }

        /** Copies the octets of a content that is kept elsewhere, as {@link #write} does. */
        void write(MessageContent original) throws IOException {
            endTail();
            boolean transparent = original.isDotTransparent();
            try (InputStream in = original.open()) {
                for (long left = original.size(); left > 0; ) {
                    byte[] piece = new byte[(int) Math.min(LARGEST_PIECE, left)];
                    if (in.readNBytes(piece, 0, piece.length) < piece.length) {
                        throw new EOFException("A content of " + original.size() + " octets ended before them");
                    }
                    left -= piece.length;
                    if (!transparent) {
                        scan.scan(piece, 0, piece.length);
                    }
                    add(piece);
                }
            }
            if (transparent && original.size() > 0) {
                scan.skip(true);
            }
        }

        private void add(byte[] chunk) {
            chunks.add(chunk);
            size += chunk.length;
            ends.add(size);
        }

        /** Shares the octets of a content. */
        void share(MemoryContent content) {
            endTail();
            for (int i = 0; i < content.chunks.length; i++) {
                chunks.add(content.chunks[i]);
                size += content.ends[i] - content.start(i);
                ends.add(size);
            }
            if (content.size() > 0) {
                scan.skip(content.dotTransparent);
            }
        }

        MemoryContent build() {
            endTail();
            long[] allEnds = ends.stream().mapToLong(Long::longValue).toArray();
            return new MemoryContent(chunks.toArray(byte[][]::new), allEnds, scan.isTransparent());
        }

        private void endTail() {
            if (tailUsed > 0) {
                // Spare room is given back only where it is much: that copies what is in it once more.
                chunks.add(tail.length - tailUsed > tail.length / 4 ? Arrays.copyOf(tail, tailUsed) : tail);
                ends.add(size);
            }
            tail = new byte[0];
            tailUsed = 0;
        }
    }

    /** A stream over a range. Used by one thread at a time. */
    private final class Range extends InputStream {
        private final long end;
        private long at;
        private int chunk;

        Range(long start, long end) {
            this.at = start;
            this.end = end;
            int found = Arrays.binarySearch(ends, start);
            // An end that is hit exactly is the start of the next chunk.
            this.chunk = found < 0 ? -found - 1 : found + 1;
        }

        @Override
        public int read() {
            if (at == end) {
                return -1;
            }
            int octet = chunks[chunk][(int) (at - start(chunk))] & 0xff;
            advance(1);
            return octet;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (length == 0) {
                return 0;
            }
            if (at == end) {
                return -1;
            }
            int done = 0;
            while (done < length && at < end) {
                int n = Math.min(length - done, inChunk());
                System.arraycopy(chunks[chunk], (int) (at - start(chunk)), target, offset + done, n);
                advance(n);
                done += n;
            }
            return done;
        }

        @Override
        public long skip(long wanted) {
            long skipped = Math.max(0, Math.min(wanted, end - at));
            for (long left = skipped; left > 0; ) {
                int n = (int) Math.min(left, inChunk());
                advance(n);
                left -= n;
            }
            return skipped;
        }

        @Override
        public int available() {
            return (int) Math.min(Integer.MAX_VALUE, end - at);
        }

        @Override
        public long transferTo(OutputStream out) throws IOException {
            long transferred = end - at;
            while (at < end) {
                int n = inChunk();
                out.write(chunks[chunk], (int) (at - start(chunk)), n);
                advance(n);
            }
            return transferred;
        }

        private int inChunk() {
            return (int) (Math.min(ends[chunk], end) - at);
        }

        private void advance(int n) {
            at += n;
            if (at == ends[chunk]) {
                chunk++;
            }
        }
    }
}
