package io.github.hikyaku.storage.maildir;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.github.hikyaku.storage.DerivedData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;

/**
 * The file {@code hikyaku-cache}: what protocols derived from messages. {@code HIKYDRV1}, the UIDVALIDITY, then records of
 * UID, length, CRC-32 and blob, of which the last of a UID counts. Never synced: what is damaged is as good as lost, and
 * what is lost is derived again.
 *
 * <p>Guarded by a lock of its own, under which only the state of the mailbox is locked.
 */
final class DerivedCache {
    static final String NAME = "hikyaku-cache";

    private static final byte[] MAGIC = "HIKYDRV1".getBytes(US_ASCII);
    private static final int HEADER = 16;
    private static final int RECORD = 12;
    private static final int BLOCK = 64 * 1024;
    private static final long MIN_CHECK = 4L << 20;

    private final Path file;
    private final LongPredicate alive;
    private final ReentrantLock lock = new ReentrantLock();
    private final OffsetMap offsets = new OffsetMap();
    private long uidValidity;
    private long length;
    private long checkAt = MIN_CHECK;
    // The part of the file that was read last: blobs are asked for in the order in which they were made.
    private byte[] block = new byte[0];
    private long blockAt;

    DerivedCache(Path mailbox, LongPredicate alive) {
        this.file = mailbox.resolve(NAME);
        this.alive = alive;
    }

    Optional<byte[]> get(long validity, long uid) {
        lock.lock();
        try {
            open(validity);
            long at = offsets.get(uid);
            return at < 0 ? Optional.empty() : read(uid, at);
        } catch (IOException e) {
            lose(e);
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    void put(long validity, long uid, byte[] blob) {
        if (blob.length > DerivedData.MAX_OCTETS) {
            return;
        }
        lock.lock();
        try {
            open(validity);
            append(uid, blob);
            if (length > checkAt) {
                compact();
            }
        } catch (IOException e) {
            lose(e);
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of what is at hand. */
    void rest() {
        lock.lock();
        try {
            block = new byte[0];
        } finally {
            lock.unlock();
        }
    }

    private Optional<byte[]> read(long uid, long at) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(octets(at, RECORD));
        int size = header.getInt(4);
        if (header.getInt(0) != (int) uid || size < 0 || size > DerivedData.MAX_OCTETS) {
            throw new IOException("No record of UID " + uid);
        }
        byte[] blob = octets(at + RECORD, size);
        if (header.getInt(8) != crc(uid, blob)) {
            throw new IOException("A damaged record of UID " + uid);
        }
        return Optional.of(blob);
    }

    /** Octets of the file, of which the block is the copy that is at hand. */
    private byte[] octets(long at, int count) throws IOException {
        if (at < blockAt || at + count > blockAt + block.length) {
            try (FileChannel channel = FileChannel.open(file, READ, NOFOLLOW_LINKS)) {
                ByteBuffer next = ByteBuffer.allocate((int) Math.min(Math.max(BLOCK, count), length - at));
                while (next.hasRemaining() && channel.read(next, at + next.position()) >= 0) {
                    // until full or at the end
                }
                block = Arrays.copyOf(next.array(), next.position());
                blockAt = at;
            }
            if (count > block.length) {
                throw new IOException("Shorter than it was");
            }
        }
        int from = (int) (at - blockAt);
        return Arrays.copyOfRange(block, from, from + count);
    }

    private int crc(long uid, byte[] blob) {
        return IndexFormat.crc(blob, 0, blob.length) ^ (int) uid * 31 ^ blob.length ^ (int) uidValidity * 37;
    }

    private void append(long uid, byte[] blob) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(RECORD + blob.length);
        record.putInt((int) uid)
                .putInt(blob.length)
                .putInt(crc(uid, blob))
                .put(blob)
                .flip();
        try (FileChannel channel = FileChannel.open(file, WRITE, NOFOLLOW_LINKS)) {
            Disk.writeFully(channel, record, length);
        }
        offsets.put(uid, length);
        length += record.limit();
    }

    /** Finds the records, with the first use and whenever the UIDVALIDITY is another. */
    private void open(long validity) throws IOException {
        if (uidValidity == validity) {
            return;
        }
        offsets.clear();
        block = new byte[0];
        uidValidity = validity;
        length = 0;
        try (FileChannel channel = FileChannel.open(file, READ, NOFOLLOW_LINKS)) {
            scan(channel);
        } catch (NoSuchFileException e) {
            // Made below.
        }
        if (length == 0) {
            make();
        }
        checkAt = Math.max(MIN_CHECK, length);
    }

    private void scan(FileChannel channel) throws IOException {
        long size = channel.size();
        ByteBuffer in = ByteBuffer.allocate(BLOCK);
        channel.read(in, 0);
        in.flip();
        byte[] magic = new byte[MAGIC.length];
        if (in.remaining() < HEADER || !Arrays.equals(take(in, magic), MAGIC) || in.getLong() != uidValidity) {
            return;
        }
        long at = HEADER;
        while (at + RECORD <= size) {
            if (in.remaining() < RECORD) {
                in.clear();
                channel.read(in, at);
                in.flip();
            }
            long uid = Integer.toUnsignedLong(in.getInt());
            int blob = in.getInt();
            in.getInt();
            if (uid == 0 || blob < 0 || blob > DerivedData.MAX_OCTETS || at + RECORD + blob > size) {
                break;
            }
            if (alive.test(uid)) {
                offsets.put(uid, at);
            }
            at += RECORD + blob;
            in.position(Math.min(in.limit(), in.position() + blob));
            if (in.position() == in.limit()) {
                in.clear().limit(0);
            }
        }
        // What comes after is written over.
        length = at;
    }

    private static byte[] take(ByteBuffer in, byte[] to) {
        in.get(to);
        return to;
    }

    private void make() throws IOException {
        Files.deleteIfExists(file);
        try (FileChannel channel = FileChannel.open(file, WRITE, CREATE_NEW, NOFOLLOW_LINKS)) {
            Disk.writeFully(channel, header());
        }
        length = HEADER;
    }

    private ByteBuffer header() {
        return ByteBuffer.allocate(HEADER).put(MAGIC).putLong(uidValidity).flip();
    }

    /** Writes it anew if most of it is of the past. */
    private void compact() throws IOException {
        offsets.keep(alive);
        long[] uids = offsets.inOrder();
        long live = HEADER;
        for (long uid : uids) {
            live += RECORD + ByteBuffer.wrap(octets(offsets.get(uid), RECORD)).getInt(4);
        }
        if (live < length / 2) {
            Path temporary = file.resolveSibling(NAME + ".hikyaku-tmp");
            Files.deleteIfExists(temporary);
            OffsetMap moved = new OffsetMap();
            long at = HEADER;
            try (FileChannel channel = FileChannel.open(temporary, WRITE, CREATE_NEW, NOFOLLOW_LINKS)) {
                Disk.writeFully(channel, header());
                for (long uid : uids) {
                    long from = offsets.get(uid);
                    int size = RECORD + ByteBuffer.wrap(octets(from, RECORD)).getInt(4);
                    Disk.writeFully(channel, ByteBuffer.wrap(octets(from, size)));
                    moved.put(uid, at);
                    at += size;
                }
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            offsets.clear();
            for (long uid : uids) {
                offsets.put(uid, moved.get(uid));
            }
            length = at;
            block = new byte[0];
        }
        checkAt = Math.max(MIN_CHECK, 2 * length);
    }

    private void lose(IOException e) {
        Log.of(DerivedCache.class).debug("Derived data is lost: {}", file, e);
        uidValidity = 0;
        Disk.discard(file);
    }
}
