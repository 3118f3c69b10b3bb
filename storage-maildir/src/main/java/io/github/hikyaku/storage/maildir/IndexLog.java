package io.github.hikyaku.storage.maildir;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code hikyaku-index}: what the Maildir itself does not keep, that is the MODSEQ of each message and of each
 * UID that vanished, with the names, sizes and dates, so that neither a message nor a directory is looked at when an
 * unchanged mailbox is opened. It can be lost at any time: the mailbox then goes on with a MODSEQ above all that were ever
 * given out, and observers compare once.
 *
 * <p>A snapshot of all columns ({@link IndexFormat}) is followed by a log of what happened since, each record with its
 * CRC-32. When the log is longer than the snapshot, the file is written anew. The log is not synced with each change. Instead
 * a record, synced before any other, says that somebody begins to append, and another, after a sync, that all is whole: a
 * log that was not closed and is read after a restart of the machine may lack its end, and is not trusted. The record at
 * the end also has the {@linkplain Closing stamps} of the directories and of the list of UIDs.
 *
 * <p>All methods are called with the write lock of the mailbox held.
 */
final class IndexLog {
    static final String NAME = "hikyaku-index";

    /** A log may be as long as the snapshot and this. */
    private static final int SLACK = 64 * 1024;

    private static final long BOOT = bootId();

    private final Path file;
    private final Disk disk;
    private boolean opened;
    private boolean lost = true;
    private long snapshot;
    private long length;

    IndexLog(Path mailbox, Disk disk) {
        this.file = mailbox.resolve(NAME);
        this.disk = disk;
    }

    /** What is known of a message. */
    record Entry(long uid, int flags, byte bits, long modSeq, long octets, long seconds) {}

    /**
     * What the mailbox was when it was closed.
     *
     * @param inNew the directory new/
     * @param inCur the directory cur/
     * @param inTmp the directory tmp/
     * @param list the list of UIDs
     * @param keywords the file of keywords
     * @param lines how many lines that has
     * @param extensions what its header says beside UIDVALIDITY and UIDNEXT
     * @param uidNext UIDNEXT
     * @param sweptAt when tmp/ was swept, in seconds
     */
    record Closing(
            Stamp inNew,
            Stamp inCur,
            Stamp inTmp,
            Stamp list,
            Stamp keywords,
            long lines,
            String extensions,
            long uidNext,
            long sweptAt) {}

    /** What an index says. */
    static final class Content {
        /** Whether all of it is there. If not, it only tells what values were given out at least. */
        boolean intact;

        long uidValidity;
        long uidNext = 1;
        long floor;
        long clock;

        /** Set if the mailbox was closed, and was not changed by us since. */
        @Nullable
        Closing closing;
    }

    /** Collects records, to be appended by one write. */
    static final class Batch {
        private ByteBuffer octets = ByteBuffer.allocate(512);

        /** A message that is new, or of which more than the flags changed. */
        void message(Entry e, String file) {
            IndexFormat.message(room(), e, file);
        }

        /** The flags, place or name of a message. */
        void change(long uid, int flags, byte bits, long modSeq, String file) {
            IndexFormat.change(room(), uid, flags, bits, modSeq, file);
        }

        void vanished(long uid, long modSeq) {
            IndexFormat.vanished(room(), uid, modSeq);
        }

        private ByteBuffer room() {
            if (octets.remaining() < IndexFormat.MOST) {
                octets = ByteBuffer.allocate(octets.capacity() * 2 + IndexFormat.MOST)
                        .put(octets.flip());
            }
            return octets;
        }

        boolean isEmpty() {
            return octets.position() == 0;
        }
    }

    /** Reads it into an empty table. If it is not intact, the table has the messages that could be read. */
    Content read(MessageTable table) {
        opened = false;
        Content content = new Content();
        try {
            IndexFormat.Reader reader =
                    new IndexFormat.Reader(Disk.readIfThere(file, Disk.ALL_MESSAGES), content, table);
            reader.read();
            snapshot = reader.snapshot;
            length = reader.length;
            content.intact = reader.whole && (reader.openedAt == 0 || reader.openedAt == BOOT);
            opened = content.intact && reader.openedAt != 0;
        } catch (IOException e) {
            content.intact = false;
        }
        lost = !content.intact;
        return content;
    }

    /** Whether it is to be written anew, because it is not there, not trusted, or could not be appended to. */
    boolean isLost() {
        return lost;
    }

    /** Whether it bears the mark that says it is whole. */
    boolean isClosed() {
        return !lost && !opened;
    }

    /** Whether it is time to write it anew. */
    boolean isLong() {
        return length - snapshot > snapshot + SLACK;
    }

    /**
     * Appends records, before anybody is told of what they say. If that fails, the file is taken away: a log that lacks a
     * change would be believed, and one that is not there is made anew.
     *
     * @throws IOException if that fails too, and nobody is to be told
     */
    void append(Batch batch) throws IOException {
        if (lost || batch.isEmpty()) {
            return;
        }
        try {
            if (!opened) {
                write(IndexFormat.opened(BOOT), true);
                opened = true;
            }
            write(batch.octets.flip(), false);
        } catch (IOException e) {
            lose();
        }
    }

    private void write(ByteBuffer octets, boolean sync) throws IOException {
        Disk.writeAt(file, octets, length);
        length += octets.remaining();
        if (sync) {
            disk.sync(file);
        }
    }

    private void lose() throws IOException {
        lost = true;
        opened = false;
        if (Files.deleteIfExists(file)) {
            // One that came back could be believed.
            disk.sync(file.resolveSibling(""));
        }
    }

    /**
     * Writes it anew. If that fails it is lost, and tried again with the next change.
     *
     * @throws IOException if the former cannot be taken away either
     */
    void rewrite(MessageTable table, long uidValidity, long uidNext, long floor, long clock) throws IOException {
        try {
            ByteBuffer all = IndexFormat.snapshot(table, uidValidity, uidNext, floor, clock);
            snapshot = all.remaining();
            ByteBuffer mark = IndexFormat.opened(BOOT);
            length = snapshot + mark.remaining();
            disk.replace(file, all, mark);
            opened = true;
            lost = false;
        } catch (IOException e) {
            lose();
        }
    }

    /** Makes the index of a mailbox that is being made. */
    static void create(Path mailbox, Disk disk, long uidValidity) throws IOException {
        long clock = System.currentTimeMillis() * 1000;
        disk.replace(
                mailbox.resolve(NAME),
                IndexFormat.snapshot(new MessageTable(), uidValidity, 1, 0, clock),
                IndexFormat.opened(BOOT));
    }

    /** Marks it as whole. What the mark vouches for beside the index itself is on the disk already. */
    void close(Closing closing) throws IOException {
        if (lost) {
            return;
        }
        try {
            if (!Files.exists(file, NOFOLLOW_LINKS)) {
                return;
            }
            if (opened) {
                disk.sync(file);
            }
            write(IndexFormat.closed(closing), false);
            opened = false;
        } catch (IOException e) {
            lose();
        }
    }

    // Not 0. Where the system does not tell, every log that was not closed is one from before a restart.
    private static long bootId() {
        try {
            byte[] id = Files.readAllBytes(Path.of("/proc/sys/kernel/random/boot_id"));
            return IndexFormat.crc(id, 0, id.length) & 0xffff_ffffL | 1L << 32;
        } catch (IOException e) {
            return System.nanoTime() | 1L;
        }
    }
}
