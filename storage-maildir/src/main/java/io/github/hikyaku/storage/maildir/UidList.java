package io.github.hikyaku.storage.maildir;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * The file {@code dovecot-uidlist}, version 3: which UID each file has. A header {@code 3 V<uidvalidity> N<uidnext>
 * G<guid>}, then lines {@code <uid> [<extensions>] :<base>} in ascending order of UID. Version 1 is read as well. Lines of
 * messages that went stay until the file is compacted, and what others put into extensions stays as it is.
 *
 * <p>Writers hold the {@link DotLock} of the file. New lines are appended by one write; the file is rewritten only by
 * a rename, so who reads without the lock sees whole lines but perhaps the beginning of the last one.
 */
final class UidList {
    static final String NAME = "dovecot-uidlist";
    /** More UIDs than are ever lost from the end of the list in a power cut. */
    static final int MOST_LOST = 2000;

    private final Path file;
    private final Disk disk;
    // What the file was when we last read or wrote it. A file whose fsync failed is written anew.
    private Stamp stamp = Stamp.NONE;
    private boolean suspect;
    private boolean endsInLine;
    private String extensions = "";
    private long lines;
    private long unsynced;

    UidList(Path mailbox, Disk disk) {
        this.file = mailbox.resolve(NAME);
        this.disk = disk;
    }

    /** What a list says; {@code uidValidity} is 0 if there is none that could be read. */
    static final class Content {
        long uidValidity;
        long uidNext = 1;
        String extensions = "";
        int size;
        long[] uids = new long[64];
        String[] bases = new String[64];
        String[] fields = new String[64];

        private void add(long uid, String base, String extension) {
            if (size == uids.length) {
                uids = Arrays.copyOf(uids, size * 2);
                bases = Arrays.copyOf(bases, size * 2);
                fields = Arrays.copyOf(fields, size * 2);
            }
            uids[size] = uid;
            bases[size] = base;
            fields[size] = extension;
            size++;
            uidNext = Math.max(uidNext, uid + 1);
        }
    }

    DotLock lock() throws IOException {
        return DotLock.of(file);
    }

    /** Whether the file is as we know it. */
    boolean isKnown() throws IOException {
        return Stamp.of(file).equals(stamp);
    }

    /** Takes what is there now for known, if only size and time are not as before. */
    Content read() throws IOException {
        stamp = Stamp.of(file);
        byte[] octets = Disk.readIfThere(file, Disk.ALL_MESSAGES);
        Content content = parse(octets);
        endsInLine = octets.length > 0 && octets[octets.length - 1] == '\n';
        lines = content.size;
        extensions = content.extensions;
        return content;
    }

    /** Takes what is there now for known without reading it, if it is what it was when the mailbox was closed. */
    boolean isAsClosed(IndexLog.Closing closing) throws IOException {
        Stamp now = Stamp.of(file);
        if (!now.matches(closing.list())) {
            return false;
        }
        stamp = now;
        lines = closing.lines();
        // Else it would not have been closed with it.
        endsInLine = true;
        extensions = closing.extensions();
        return true;
    }

    Stamp stamp() {
        return stamp;
    }

    /** What the header says beside UIDVALIDITY and UIDNEXT. */
    String extensions() {
        return extensions;
    }

    static Content parse(byte[] octets) {
        Content content = new Content();
        int at = 0;
        boolean first = true;
        int version = 0;
        while (at < octets.length) {
            int end = at;
            while (end < octets.length && octets[end] != '\n') {
                end++;
            }
            if (end == octets.length) {
                // Somebody is still writing it.
                break;
            }
            String line = new String(octets, at, end - at, ISO_8859_1);
            at = end + 1;
            if (first) {
                version = header(line, content);
                if (version == 0) {
                    return new Content();
                }
                first = false;
            } else {
                entry(line, version, content);
            }
        }
        return first ? new Content() : content;
    }

    private static int header(String line, Content content) {
        String[] words = line.split(" ", -1);
        try {
            if (words[0].equals("1") && words.length >= 3) {
                content.uidValidity = uid(words[1]);
                content.uidNext = uid(words[2]);
                return 1;
            }
            if (!words[0].equals("3")) {
                return 0;
            }
            StringBuilder others = new StringBuilder();
            for (int i = 1; i < words.length; i++) {
                if (words[i].startsWith("V")) {
                    content.uidValidity = uid(words[i].substring(1));
                } else if (words[i].startsWith("N")) {
                    content.uidNext = uid(words[i].substring(1));
                } else if (!words[i].isEmpty()) {
                    others.append(' ').append(words[i]);
                }
            }
            content.extensions = others.toString();
            return content.uidValidity == 0 ? 0 : 3;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static void entry(String line, int version, Content content) {
        int space = line.indexOf(' ');
        int name = version == 1 ? space : line.indexOf(" :", Math.max(0, space));
        if (space <= 0 || name < 0) {
            return;
        }
        long uid;
        try {
            uid = uid(line.substring(0, space));
        } catch (NumberFormatException e) {
            return;
        }
        String base = MessageFileName.base(line.substring(name + (version == 1 ? 1 : 2)));
        boolean ascending = content.size == 0 || uid > content.uids[content.size - 1];
        if (ascending && uid > 0 && !base.isEmpty()) {
            content.add(uid, base, name > space ? line.substring(space, name) : "");
        }
    }

    private static long uid(String digits) {
        long value = Long.parseLong(digits);
        if (value < 0 || value > UidSet.MAX_UID) {
            throw new NumberFormatException(digits);
        }
        return value;
    }

    /** How many lines it has, those of messages that went too. */
    long lines() {
        return lines;
    }

    /** Writes a list for a mailbox that has none, or that lost it and then keeps its GUID. The caller holds the lock. */
    void create(long uidValidity, long uidNext, List<String> entries) throws IOException {
        giveGuid();
        StringBuilder text = new StringBuilder(header(uidValidity, uidNext, extensions));
        entries.forEach(text::append);
        lines = entries.size();
        write(text.toString());
    }

    static String line(long uid, String base) {
        return uid + " :" + base + "\n";
    }

    /** The GUID in the header, or an empty text if there is none that is an object id. */
    String guid() {
        for (String word : extensions.split(" ")) {
            if (word.matches("G[A-Za-z0-9_-]{1,64}")) {
                return word.substring(1);
            }
        }
        return "";
    }

    private static String header(long uidValidity, long uidNext, String others) {
        return "3 V" + uidValidity + " N" + uidNext + others + "\n";
    }

    private void giveGuid() {
        if (guid().isEmpty()) {
            extensions += " G" + random();
        }
    }

    private static String random() {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    private void write(String text) throws IOException {
        disk.replace(file, text.getBytes(ISO_8859_1));
        stamp = Stamp.of(file);
        endsInLine = true;
        suspect = false;
        unsynced = 0;
    }

    /**
     * Appends lines by one write, and leaves the file as it was if that fails. The caller holds the lock and knows the
     * file. Not synced.
     */
    void append(String more, LongPredicate alive, long uidNext) throws IOException {
        if (suspect || !stamp.exists() || !endsInLine) {
            // Somebody died over the last line, or it is not to be trusted: without that.
            rewrite(alive, uidNext, more);
            return;
        }
        long size = stamp.size();
        try {
            Disk.writeAt(file, ByteBuffer.wrap(more.getBytes(ISO_8859_1)), size);
            lines += count(more);
            unsynced += count(more);
        } catch (IOException e) {
            suspect = true;
            cut(size);
            suspect = false;
            throw e;
        } finally {
            stamp = Stamp.of(file);
        }
    }

    private void cut(long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, NOFOLLOW_LINKS)) {
            channel.truncate(size);
        }
    }

    private static long count(String text) {
        return text.chars().filter(c -> c == '\n').count();
    }

    /** What was appended is on the disk when this returns, if that would otherwise be too much to lose. */
    void syncAtTimes() throws IOException {
        if (unsynced >= MOST_LOST / 2) {
            sync();
        }
    }

    /** What was appended is on the disk when this returns. */
    void sync() throws IOException {
        if (!disk.isDurable() || unsynced == 0) {
            return;
        }
        unsynced = 0;
        try {
            disk.sync(file);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            suspect = true;
            throw e;
        }
    }

    /** Writes the file anew without the lines of messages that went, and with a GUID. The caller holds the lock. */
    void rewrite(LongPredicate alive, long uidNext, String more) throws IOException {
        Content content = parse(Disk.readIfThere(file, Disk.ALL_MESSAGES));
        if (content.uidValidity == 0) {
            throw new IOException(file + " is not a list of UIDs any more");
        }
        extensions = content.extensions;
        giveGuid();
        StringBuilder text =
                new StringBuilder(header(content.uidValidity, Math.max(uidNext, content.uidNext), extensions));
        long kept = 0;
        for (int i = 0; i < content.size; i++) {
            if (alive.test(content.uids[i])) {
                kept++;
                text.append(content.uids[i]).append(content.fields[i]);
                text.append(" :").append(content.bases[i]).append('\n');
            }
        }
        write(text.append(more).toString());
        lines = kept + count(more);
    }
}
