package io.github.hikyaku.storage.maildir;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.hikyaku.storage.UidSet;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * How the index of a mailbox is written, in big-endian numbers.
 *
 * <p>The snapshot: {@code HIKYIDX2}; its length; UIDVALIDITY, UIDNEXT, the MODSEQ from which on vanished UIDs are known,
 * clock, sum of the message sizes (each of 8 octets); the numbers of messages, of octets in names, of odd names, of vanished
 * UIDs, of unseen, deleted and recent messages (each of 4); the columns; a CRC-32 of all that. A record of the log: its length in 2 octets, its type, its content, and a CRC-32 of
 * all that.
 */
@SuppressWarnings("ByteBufferBackingArray") // each is allocated here or by IndexLog, and begins with its array
final class IndexFormat {
    /** The most octets of a record. */
    static final int MOST = 1024;

    private static final byte[] MAGIC = "HIKYIDX2".getBytes(US_ASCII);
    private static final int HEADER = 8 + 6 * 8 + 7 * 4;
    // UID, MODSEQ, octets, seconds, flags, bits, place in the order of changes.
    private static final int ROW = 4 + 8 + 8 + 8 + 4 + 1 + 4;
    private static final int CRC = 4;

    private static final byte MESSAGE = 1;
    private static final byte CHANGE = 2;
    private static final byte VANISHED = 3;
    private static final byte OPENED = 4;
    private static final byte CLOSED = 5;

    private IndexFormat() {}

    static ByteBuffer snapshot(MessageTable table, long uidValidity, long uidNext, long floor, long clock) {
        MessageTable.Columns c = table.columns();
        int oddOctets = c.odd().values().stream()
                .mapToInt(name -> 4 + 1 + name.length())
                .sum();
        long size = HEADER + (long) c.size() * ROW + c.names().length + oddOctets + table.vanished.size() * 12L + CRC;
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(size));
        out.put(MAGIC).putLong(size);
        MessageTable.Totals totals = c.totals();
        out.putLong(uidValidity).putLong(uidNext).putLong(floor).putLong(clock).putLong(totals.octets());
        out.putInt(c.size()).putInt(c.names().length).putInt(c.odd().size()).putInt(table.vanished.size());
        out.putInt(totals.unseen()).putInt(totals.deleted()).putInt(totals.recent());
        put(out, c.uids(), c.size());
        put(out, c.modSeqs(), c.size());
        put(out, c.octets(), c.size());
        put(out, c.seconds(), c.size());
        put(out, c.flags(), c.size());
        out.put(c.bits(), 0, c.size());
        put(out, c.byChange(), c.size());
        out.put(c.names());
        c.odd().forEach((uid, name) -> putName(out.putInt((int) (long) uid), name));
        for (int i = 0; i < table.vanished.size(); i++) {
            out.putLong(table.vanished.modSeq(i)).putInt((int) table.vanished.uid(i));
        }
        out.putInt(crc(out.array(), 0, out.position()));
        return out.flip();
    }

    private static void put(ByteBuffer out, int[] column, int size) {
        out.asIntBuffer().put(column, 0, size);
        out.position(out.position() + size * Integer.BYTES);
    }

    private static void put(ByteBuffer out, long[] column, int size) {
        out.asLongBuffer().put(column, 0, size);
        out.position(out.position() + size * Long.BYTES);
    }

    private static ByteBuffer putName(ByteBuffer out, String name) {
        return out.put((byte) name.length()).put(name.getBytes(ISO_8859_1));
    }

    private static String name(ByteBuffer in) {
        byte[] octets = new byte[in.get() & 0xff];
        in.get(octets);
        return new String(octets, ISO_8859_1);
    }

    private static int begin(ByteBuffer out, byte type) {
        int start = out.position();
        out.putShort((short) 0).put(type);
        return start;
    }

    private static void end(ByteBuffer out, int start) {
        out.putShort(start, (short) (out.position() + CRC - start));
        out.putInt(crc(out.array(), start, out.position() - start));
    }

    static void message(ByteBuffer out, IndexLog.Entry e, String file) {
        int start = begin(out, MESSAGE);
        out.putInt((int) e.uid()).putInt(e.flags()).put(e.bits());
        out.putLong(e.modSeq()).putLong(e.octets()).putLong(e.seconds());
        putName(out, file);
        end(out, start);
    }

    static void change(ByteBuffer out, long uid, int flags, byte bits, long modSeq, String file) {
        int start = begin(out, CHANGE);
        out.putInt((int) uid).putInt(flags).put(bits);
        out.putLong(modSeq);
        putName(out, file);
        end(out, start);
    }

    static void vanished(ByteBuffer out, long uid, long modSeq) {
        int start = begin(out, VANISHED);
        out.putInt((int) uid).putLong(modSeq);
        end(out, start);
    }

    static ByteBuffer opened(long boot) {
        ByteBuffer out = ByteBuffer.allocate(MOST);
        int start = begin(out, OPENED);
        out.putLong(boot);
        end(out, start);
        return out.flip();
    }

    static ByteBuffer closed(IndexLog.Closing c) {
        ByteBuffer out = ByteBuffer.allocate(MOST);
        int start = begin(out, CLOSED);
        for (Stamp stamp : new Stamp[] {c.inNew(), c.inCur(), c.inTmp(), c.list(), c.keywords()}) {
            putName(out, String.valueOf(stamp.key())).putLong(stamp.nanos()).putLong(stamp.size());
        }
        out.putLong(c.lines()).putLong(c.uidNext()).putLong(c.sweptAt());
        putName(out, c.extensions());
        end(out, start);
        return out.flip();
    }

    static int crc(byte[] octets, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(octets, from, length);
        return (int) crc.getValue();
    }

    /** Reads an index into a table. */
    static final class Reader {
        private final ByteBuffer in;
        private final byte[] octets;
        private final IndexLog.Content content;
        private final MessageTable table;

        /** Whether there was nothing but what belongs there. */
        boolean whole;
        /** The run of the machine in which somebody opened it and did not close it, or 0. */
        long openedAt;

        long snapshot;
        long length;

        Reader(byte[] octets, IndexLog.Content content, MessageTable table) {
            this.octets = octets;
            this.in = ByteBuffer.wrap(octets);
            this.content = content;
            this.table = table;
        }

        void read() {
            try {
                whole = readSnapshot() && readLog();
            } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
                whole = false;
            }
            length = in.position();
        }

        private boolean readSnapshot() {
            if (octets.length < HEADER || !Arrays.equals(bytes(MAGIC.length), MAGIC)) {
                return false;
            }
            snapshot = in.getLong();
            if (snapshot < HEADER + CRC || snapshot > octets.length) {
                return false;
            }
            int end = (int) snapshot - CRC;
            if (in.getInt(end) != crc(octets, 0, end)) {
                return false;
            }
            content.uidValidity = in.getLong();
            content.uidNext = in.getLong();
            content.floor = in.getLong();
            content.clock = in.getLong();
            long total = in.getLong();
            int size = in.getInt();
            int nameOctets = in.getInt();
            int odd = in.getInt();
            int vanished = in.getInt();
            MessageTable.Totals totals = new MessageTable.Totals(in.getInt(), in.getInt(), in.getInt(), total);
            if (size < 0 || nameOctets < 0 || (long) size * ROW + nameOctets > end) {
                return false;
            }
            MessageTable.Columns columns = columns(size, nameOctets, odd, totals);
            if (!makesSense(columns)) {
                return false;
            }
            table.restore(content.uidValidity, columns);
            for (int i = 0; i < vanished; i++) {
                long modSeq = in.getLong();
                table.vanished.add(modSeq, Integer.toUnsignedLong(in.getInt()));
            }
            boolean complete = in.position() == end;
            in.position((int) snapshot);
            return complete;
        }

        private MessageTable.Columns columns(int size, int nameOctets, int odd, MessageTable.Totals totals) {
            int[] uids = ints(size);
            long[] modSeqs = longs(size);
            long[] sizes = longs(size);
            long[] seconds = longs(size);
            int[] flags = ints(size);
            byte[] bits = bytes(size);
            int[] byChange = ints(size);
            byte[] names = bytes(nameOctets);
            return new MessageTable.Columns(
                    size, uids, modSeqs, sizes, seconds, flags, bits, byChange, names, oddNames(odd), totals);
        }

        // The CRC speaks of accidents alone.
        private boolean makesSense(MessageTable.Columns c) {
            int before = 0;
            int name = 0;
            for (int row = 0; row < c.size(); row++) {
                int uid = c.uids()[row];
                int place = c.byChange()[row];
                if (Integer.compareUnsigned(before, uid) >= 0 || place < 0 || place >= c.size()) {
                    return false;
                }
                before = uid;
                if (name >= c.names().length) {
                    return false;
                }
                name += (c.names()[name] & 0xff) + 1;
            }
            return name == c.names().length
                    && content.clock < Long.MAX_VALUE / 2
                    && content.floor <= content.clock
                    && content.uidNext > 0
                    && content.uidNext <= UidSet.MAX_UID;
        }

        private int[] ints(int size) {
            int[] column = new int[size];
            in.asIntBuffer().get(column);
            in.position(in.position() + size * Integer.BYTES);
            return column;
        }

        private long[] longs(int size) {
            long[] column = new long[size];
            in.asLongBuffer().get(column);
            in.position(in.position() + size * Long.BYTES);
            return column;
        }

        private byte[] bytes(int size) {
            byte[] column = new byte[size];
            in.get(column);
            return column;
        }

        private Map<Long, String> oddNames(int count) {
            Map<Long, String> odd = new HashMap<>();
            for (int i = 0; i < count; i++) {
                long uid = Integer.toUnsignedLong(in.getInt());
                odd.put(uid, name(in));
            }
            return odd;
        }

        private boolean readLog() {
            while (in.hasRemaining()) {
                int start = in.position();
                int size = in.getShort() & 0xffff;
                if (size < 3 + CRC
                        || size > octets.length - start
                        || in.getInt(start + size - CRC) != crc(octets, start, size - CRC)) {
                    in.position(start);
                    return false;
                }
                apply(in.get());
                in.position(start + size);
            }
            return true;
        }

        private void apply(byte type) {
            content.closing = null;
            switch (type) {
                case MESSAGE -> message();
                case CHANGE -> change();
                case VANISHED -> vanished();
                case OPENED -> openedAt = in.getLong();
                case CLOSED -> closed();
                default -> {
                    // Of a later version, which keeps to the rest.
                }
            }
        }

        private void message() {
            long uid = uid();
            int flags = in.getInt();
            byte bits = in.get();
            IndexLog.Entry e = new IndexLog.Entry(uid, flags, bits, ticked(in.getLong()), in.getLong(), in.getLong());
            if (table.find(uid) < 0) {
                table.add(e, name(in));
            }
        }

        private void change() {
            int row = table.find(uid());
            int flags = in.getInt();
            byte bits = in.get();
            long modSeq = ticked(in.getLong());
            if (row >= 0) {
                table.change(row, flags, bits, name(in), modSeq);
            }
        }

        private void vanished() {
            long uid = uid();
            int row = table.find(uid);
            long modSeq = ticked(in.getLong());
            if (row >= 0) {
                table.remove(new int[] {row}, modSeq);
            } else {
                table.vanished.add(modSeq, uid);
            }
        }

        private long uid() {
            long uid = Integer.toUnsignedLong(in.getInt());
            content.uidNext = Math.max(content.uidNext, uid + 1);
            return uid;
        }

        private long ticked(long modSeq) {
            content.clock = Math.max(content.clock, modSeq);
            return modSeq;
        }

        private void closed() {
            openedAt = 0;
            Stamp inNew = stamp();
            Stamp inCur = stamp();
            Stamp inTmp = stamp();
            Stamp list = stamp();
            Stamp keywords = stamp();
            long lines = in.getLong();
            long uidNext = in.getLong();
            long sweptAt = in.getLong();
            content.uidNext = Math.max(content.uidNext, uidNext);
            content.closing =
                    new IndexLog.Closing(inNew, inCur, inTmp, list, keywords, lines, name(in), uidNext, sweptAt);
        }

        private Stamp stamp() {
            return new Stamp(name(in), in.getLong(), in.getLong());
        }
    }
}
