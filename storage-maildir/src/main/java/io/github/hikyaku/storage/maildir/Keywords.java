package io.github.hikyaku.storage.maildir;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code dovecot-keywords}: which keyword each of the letters a to z stands for, in lines such as {@code 0
 * $Junk} for the letter a. Letters are given out as keywords come; when all are, those that no message has are given out
 * again. A letter that the file does not know stays on its message and is no flag. As with Dovecot, who writes the file
 * holds the lock of the list of UIDs.
 *
 * <p>Changed under the write lock of the mailbox, read without.
 */
final class Keywords {
    static final String NAME = "dovecot-keywords";

    private static final Flag[] SYSTEM = {Flag.DRAFT, Flag.FLAGGED, Flag.ANSWERED, Flag.SEEN, Flag.DELETED};

    private final Path file;
    private final Disk disk;
    private Stamp stamp = Stamp.NONE;
    private int renamed;
    private volatile @Nullable Flag[] names = new @Nullable Flag[MessageFileName.KEYWORDS];
    private volatile Map<Integer, Set<Flag>> sets = new ConcurrentHashMap<>();

    /** Takes a lock. */
    @FunctionalInterface
    interface Locking {
        DotLock lock() throws IOException;
    }

    Keywords(Path mailbox, Disk disk) {
        this.file = mailbox.resolve(NAME);
        this.disk = disk;
    }

    /** Reads the file again if another program wrote it. Returns whether letters may mean something else now. */
    boolean refresh() throws IOException {
        Stamp now = Stamp.of(file);
        if (now.equals(stamp)) {
            return false;
        }
        @Nullable Flag[] read = parse(new String(Disk.readIfThere(file, Disk.FEW_LINES), US_ASCII));
        stamp = now;
        boolean changed = false;
        for (int i = 0; i < read.length; i++) {
            if (!Objects.equals(read[i], names[i])) {
                renamed |= 1 << MessageFileName.KEYWORD_SHIFT + i;
                changed = true;
            }
        }
        names = read;
        sets = new ConcurrentHashMap<>();
        return changed;
    }

    /** The bits that mean something else since this was asked for the last time, by what others wrote. */
    int takeRenamed() {
        int bits = renamed;
        renamed = 0;
        return bits;
    }

    /** Takes all letters for renamed. */
    void doubtAll() {
        renamed = -1 << MessageFileName.KEYWORD_SHIFT;
    }

    boolean hasRenamed() {
        return renamed != 0;
    }

    Stamp stamp() {
        return stamp;
    }

    private static @Nullable Flag[] parse(String text) {
        @Nullable Flag[] read = new @Nullable Flag[MessageFileName.KEYWORDS];
        for (String line : text.split("\n")) {
            int space = line.indexOf(' ');
            try {
                int letter = space < 0 ? -1 : Integer.parseInt(line.substring(0, space));
                if (letter >= 0 && letter < read.length) {
                    Flag flag = Flag.of(line.substring(space + 1).trim());
                    read[letter] = flag.isSystem() ? null : flag;
                }
            } catch (IllegalArgumentException e) {
                // Another program's keyword that IMAP cannot name: its letter stays.
            }
        }
        return read;
    }

    /**
     * The bits of flags; keywords that have no letter get one, and the file is written.
     *
     * @param inUse the bits of all messages: a letter that some message has and nobody knows stays free
     * @param list takes the lock of the list of UIDs, and may change what is known of messages
     */
    int bitsOf(Set<Flag> flags, IntSupplier inUse, Locking list) throws IOException {
        if (missing(flags) > 0) {
            allot(flags, inUse, list);
        }
        return knownBits(flags);
    }

    /** The bits of those flags that have any. */
    int knownBits(Set<Flag> flags) {
        int bits = 0;
        for (Flag flag : flags) {
            int place = place(flag);
            bits |= place < 0 ? 0 : 1 << place;
        }
        return bits;
    }

    private int place(Flag flag) {
        if (flag.isSystem()) {
            for (int i = 0; i < SYSTEM.length; i++) {
                if (SYSTEM[i].equals(flag)) {
                    return i;
                }
            }
        }
        for (int i = 0; i < names.length; i++) {
            if (flag.equals(names[i])) {
                return MessageFileName.KEYWORD_SHIFT + i;
            }
        }
        return -1;
    }

    /** The bits that mean a flag. */
    int meaningful() {
        int bits = (1 << MessageFileName.KEYWORD_SHIFT) - 1;
        for (int i = 0; i < names.length; i++) {
            bits |= names[i] == null ? 0 : 1 << MessageFileName.KEYWORD_SHIFT + i;
        }
        return bits;
    }

    private int missing(Set<Flag> flags) {
        return (int) flags.stream().filter(flag -> place(flag) < 0).count();
    }

    /** Fails if these would be too many. */
    void check(Set<Flag> flags, IntSupplier inUse) {
        int missing = missing(flags);
        if (missing > 0) {
            int taken = knownBits(flags) | inUse.getAsInt();
            if (missing > MessageFileName.KEYWORDS - Integer.bitCount(taken >>> MessageFileName.KEYWORD_SHIFT)) {
                throw full();
            }
        }
    }

    private static MailStoreException full() {
        return new MailStoreException(
                Kind.LIMIT_REACHED, "A Maildir has at most " + MessageFileName.KEYWORDS + " keywords");
    }

    @SuppressWarnings("try")
    private void allot(Set<Flag> flags, IntSupplier use, Locking list) throws IOException {
        try (DotLock lock = list.lock()) {
            refresh();
            int inUse = use.getAsInt();
            check(flags, () -> inUse);
            int taken = inUse | knownBits(flags);
            @Nullable Flag[] more = names.clone();
            for (Flag flag : flags) {
                if (place(flag) < 0) {
                    int letter = free(more, taken);
                    more[letter] = flag;
                    taken |= 1 << MessageFileName.KEYWORD_SHIFT + letter;
                }
            }
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < more.length; i++) {
                Flag name = more[i];
                if (name != null) {
                    text.append(i).append(' ').append(name.name()).append('\n');
                }
            }
            Stamp before = Stamp.of(file);
            disk.replace(file, text.toString().getBytes(US_ASCII));
            // Dovecot reads it again when the second is another.
            long second = TimeUnit.NANOSECONDS.toSeconds(before.nanos());
            if (before.exists() && TimeUnit.NANOSECONDS.toSeconds(Stamp.of(file).nanos()) <= second) {
                Files.setLastModifiedTime(file, FileTime.from(second + 1, TimeUnit.SECONDS));
            }
            stamp = Stamp.of(file);
            names = more;
            sets = new ConcurrentHashMap<>();
        }
    }

    // One that never meant anything, or else one that means what no message has.
    private static int free(@Nullable Flag[] names, int taken) {
        int unused = -1;
        for (int letter = names.length - 1; letter >= 0; letter--) {
            boolean isFree = (taken & 1 << MessageFileName.KEYWORD_SHIFT + letter) == 0;
            if (isFree && (names[letter] == null || unused < 0 || names[unused] != null)) {
                unused = letter;
            }
        }
        return unused;
    }

    /** The flags of bits; equal bits share one set. */
    Set<Flag> flags(int bits) {
        return sets.computeIfAbsent(bits, this::make);
    }

    private Set<Flag> make(int bits) {
        Set<Flag> flags = new HashSet<>();
        for (int i = 0; i < SYSTEM.length; i++) {
            if ((bits & 1 << i) != 0) {
                flags.add(SYSTEM[i]);
            }
        }
        for (int i = 0; i < names.length; i++) {
            Flag name = names[i];
            if (name != null && (bits & 1 << MessageFileName.KEYWORD_SHIFT + i) != 0) {
                flags.add(name);
            }
        }
        return Set.copyOf(flags);
    }
}
