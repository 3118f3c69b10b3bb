package io.github.hikyaku.storage.maildir;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The file {@code hikyaku-index}: an append-only, checksummed log of what the Maildir itself does not keep, that is the
 * MODSEQ of each message and of each UID that vanished, and sizes and dates so that no message is looked at when a
 * mailbox is opened. It can be lost at any time: the mailbox then goes on with a MODSEQ above all that were ever given
 * out, and observers compare once.
 *
 * <p>A header (magic, UIDVALIDITY, the MODSEQ from which on vanished UIDs are known, clock, CRC-32) is followed by
 * records of 44 octets, each with its CRC-32. The log is not synced with each change. Instead a record, synced before
 * any other, says that somebody begins to append, and another, after a sync, that the log and the list of UIDs are whole:
 * a log that was not closed and is read after a restart of the machine may lack its end, and is not trusted.
 */
final class IndexLog {
    static final String NAME = "hikyaku-index";

    private static final byte[] MAGIC = "HIKYIDX1".getBytes(US_ASCII);
    private static final int HEADER = 8 + 8 + 8 + 8 + 4;
    private static final int RECORD = 44;
    private static final byte MESSAGE = 1;
    private static final byte VANISHED = 2;
    private static final byte OPENED = 3;
    private static final byte CLOSED = 4;
    private static final long BOOT = bootId();

    private final Path file;
    private final Disk disk;
    private boolean opened;
    private boolean lost = true;
    private long records;

    IndexLog(Path mailbox, Disk disk) {
        this.file = mailbox.resolve(NAME);
        this.disk = disk;
    }

    /** What is known of a message. */
    record Entry(long uid, int flags, byte bits, long modSeq, long octets, long seconds) {}

    /** What a log says. */
    static final class Content {
        /** Whether all of it is there. If not, it only tells what values were given out at least. */
        boolean intact;

        long uidValidity;
        long floor;
        long clock;
        long lastUid;
        final Map<Long, Entry> messages = new HashMap<>();
        final SequenceLog vanished = new SequenceLog();
    }

    /** Collects records, to be appended by one write. */
    static final class Batch {
        private ByteBuffer octets = ByteBuffer.allocate(16 * RECORD);

        Batch message(Entry e) {
            return add(MESSAGE, e.bits, e.flags, e.uid, e.modSeq, e.octets, e.seconds);
        }

        Batch vanished(long uid, long modSeq) {
            return add(VANISHED, (byte) 0, 0, uid, modSeq, 0, 0);
        }

        private Batch add(byte type, byte bits, int flags, long uid, long modSeq, long size, long seconds) {
            if (octets.remaining() < RECORD) {
                octets = ByteBuffer.allocate(octets.capacity() * 2).put(octets.flip());
            }
            int start = octets.position();
            octets.put(type).put(bits).putShort((short) 0).putInt(flags);
            octets.putLong(uid).putLong(modSeq).putLong(size).putLong(seconds);
            octets.putInt(crc(octets.array(), start, RECORD - 4));
            return this;
        }

        boolean isEmpty() {
            return octets.position() == 0;
        }

        int size() {
            return octets.position() / RECORD;
        }
    }

    Content read() {
        Content content = new Content();
        records = 0;
        try {
            parse(ByteBuffer.wrap(Disk.readIfThere(file)), content);
        } catch (IOException e) {
            content.intact = false;
        }
        lost = !content.intact;
        return content;
    }

    @SuppressWarnings("ByteBufferBackingArray") // it wraps the whole file
    private void parse(ByteBuffer in, Content content) {
        if (in.remaining() < HEADER) {
            return;
        }
        byte[] magic = new byte[MAGIC.length];
        in.get(magic);
        content.uidValidity = in.getLong();
        content.floor = in.getLong();
        content.clock = in.getLong();
        if (!java.util.Arrays.equals(magic, MAGIC) || in.getInt() != crc(in.array(), 0, HEADER - 4)) {
            return;
        }
        long openedAt = 0;
        while (in.remaining() >= RECORD) {
            int start = in.position();
            byte type = in.get();
            byte bits = in.get();
            in.getShort();
            int flags = in.getInt();
            long uid = in.getLong();
            long modSeq = in.getLong();
            long octets = in.getLong();
            long seconds = in.getLong();
            if (in.getInt() != crc(in.array(), start, RECORD - 4)) {
                return;
            }
            records++;
            if (type == OPENED) {
                openedAt = uid;
            } else if (type == CLOSED) {
                openedAt = 0;
            } else if (type == MESSAGE) {
                content.messages.put(uid, new Entry(uid, flags, bits, modSeq, octets, seconds));
            } else if (type == VANISHED) {
                content.messages.remove(uid);
                content.vanished.add(modSeq, uid);
            }
            if (type == MESSAGE || type == VANISHED) {
                content.clock = Math.max(content.clock, modSeq);
                content.lastUid = Math.max(content.lastUid, uid);
            }
        }
        content.intact = in.remaining() == 0 && (openedAt == 0 || openedAt == BOOT);
        opened = content.intact && openedAt != 0;
    }

    /** Whether it is to be written anew, because it is not there, not trusted, or could not be appended to. */
    boolean isLost() {
        return lost;
    }

    /** How many records it has, those that later ones replaced too. */
    long records() {
        return records;
    }

    /**
     * Appends records. If that fails, the file is taken away: a log that lacks a change would be believed, and one that
     * is not there is made anew.
     */
    void append(Batch batch) {
        if (lost || batch.isEmpty()) {
            return;
        }
        try {
            if (!opened) {
                opened = true;
                Batch marked = new Batch().add(OPENED, (byte) 0, 0, BOOT, 0, 0, 0);
                write(marked.octets, true);
                records++;
            }
            write(batch.octets, false);
            records += batch.size();
        } catch (IOException e) {
            lose();
        }
    }

    private void write(ByteBuffer octets, boolean sync) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND, NOFOLLOW_LINKS)) {
            Disk.writeFully(channel, octets.flip());
            if (sync) {
                disk.sync(channel);
            }
        }
    }

    private void lose() {
        lost = true;
        opened = false;
        Disk.discard(file);
    }

    /** Writes the log anew. If that fails it is lost, and tried again with the next change. */
    void rewrite(long uidValidity, long floor, long clock, Batch batch) {
        ByteBuffer all = ByteBuffer.allocate(HEADER + RECORD + batch.octets.position());
        all.put(MAGIC).putLong(uidValidity).putLong(floor).putLong(clock);
        all.putInt(crc(all.array(), 0, HEADER - 4));
        Batch marked = new Batch().add(OPENED, (byte) 0, 0, BOOT, 0, 0, 0);
        all.put(marked.octets.flip());
        records = 1L + batch.size();
        all.put(batch.octets.flip());
        try {
            disk.replace(file, all.array());
            opened = true;
            lost = false;
        } catch (IOException e) {
            lose();
        }
    }

    /** Marks it as whole. */
    void close() {
        if (lost || !opened) {
            return;
        }
        try {
            if (!Files.exists(file, NOFOLLOW_LINKS)) {
                return;
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, NOFOLLOW_LINKS)) {
                // What the mark vouches for is on the disk before it.
                disk.sync(channel);
                channel.position(channel.size());
                Disk.writeFully(
                        channel,
                        new Batch().add(CLOSED, (byte) 0, 0, 0, 0, 0, 0).octets.flip());
            }
            opened = false;
        } catch (IOException e) {
            lose();
        }
    }

    private static int crc(byte[] octets, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(octets, from, length);
        return (int) crc.getValue();
    }

    // Not 0. Where the system does not tell, every log that was not closed is one from before a restart.
    private static long bootId() {
        try {
            byte[] id = Files.readAllBytes(Path.of("/proc/sys/kernel/random/boot_id"));
            return crc(id, 0, id.length) & 0xffff_ffffL | 1L << 32;
        } catch (IOException e) {
            return System.nanoTime() | 1L;
        }
    }
}
