package io.github.hikyaku.message;

import io.github.hikyaku.storage.DotScan;
import io.github.hikyaku.storage.MessageContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** In memory while it is small and the budget lasts, else in a file. */
final class DiskSpooledMessage implements SpooledMessage {
    private static final byte[] NOTHING = {};
    private static final int SMALLEST = 4 * 1024;

    private final DiskSpool spool;
    private final DotScan scan = new DotScan();
    private byte[] memory = NOTHING;
    private @Nullable SpoolFile file;
    private long size;
    private boolean failed;
    private volatile boolean closed;

    DiskSpooledMessage(DiskSpool spool) {
        this.spool = spool;
    }

    @Override
    public void write(ByteBuffer octets) throws IOException {
        if (closed || failed) {
            throw new IOException("The message is closed or a write has failed before");
        }
        int length = octets.remaining();
        if (file == null && !roomFor(length)) {
            spill();
        }
        if (file == null) {
            octets.get(memory, (int) size, length);
            scan.scan(memory, (int) size, length);
        } else {
            scan(octets);
            append(file, octets);
        }
        size += length;
    }

    @Override
    public boolean isInMemoryWith(int more) {
        long needed = size + more;
        return file == null
                && (needed <= memory.length
                        || needed <= spool.maxInMemory() && spool.budget().free() >= Math.max(SMALLEST, 2 * needed));
    }

    private boolean roomFor(int more) {
        long needed = size + more;
        if (needed <= memory.length) {
            return true;
        }
        if (needed > spool.maxInMemory()) {
            return false;
        }
        int capacity = (int) Math.min(spool.maxInMemory(), Math.max(needed, Math.max(SMALLEST, memory.length * 2L)));
        if (!spool.budget().tryTake(capacity - memory.length)) {
            return false;
        }
        memory = Arrays.copyOf(memory, capacity);
        return true;
    }

    private void spill() throws IOException {
        failed = true;
        SpoolFile target = spool.newFile();
        file = target;
        append(target, ByteBuffer.wrap(memory, 0, (int) size));
        failed = false;
        releaseMemory();
    }

    private void append(SpoolFile target, ByteBuffer octets) throws IOException {
        failed = true;
        target.append(octets);
        failed = false;
    }

    private void scan(ByteBuffer octets) {
        if (octets.hasArray()) {
            scan.scan(octets.array(), octets.arrayOffset() + octets.position(), octets.remaining());
        } else {
            byte[] copy = new byte[octets.remaining()];
            octets.duplicate().get(copy);
            scan.scan(copy, 0, copy.length);
        }
    }

    private void releaseMemory() {
        spool.budget().giveBack(memory.length);
        memory = NOTHING;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public MessageContent content() {
        return new Content(memory, file, size, scan.isTransparent());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        releaseMemory();
        if (file != null) {
            file.close();
        }
    }

    private final class Content implements MessageContent {
        private final byte[] octets;
        private final @Nullable SpoolFile spooled;
        private final long length;
        private final boolean dotTransparent;

        Content(byte[] octets, @Nullable SpoolFile spooled, long length, boolean dotTransparent) {
            this.octets = octets;
            this.spooled = spooled;
            this.length = length;
            this.dotTransparent = dotTransparent;
        }

        @Override
        public long size() {
            return length;
        }

        @Override
        public InputStream open(long offset, long wanted) throws IOException {
            if (offset < 0 || offset > length || wanted < 0) {
                throw new IndexOutOfBoundsException("No range at " + offset + " of " + length + " octets");
            }
            if (closed) {
                throw new IOException("The spooled message is closed");
            }
            long cut = Math.min(wanted, length - offset);
            return spooled == null
                    ? new ByteArrayInputStream(octets, (int) offset, (int) cut)
                    : spooled.open(offset, cut);
        }

        @Override
        public boolean isDotTransparent() {
            return dotTransparent;
        }
    }
}
