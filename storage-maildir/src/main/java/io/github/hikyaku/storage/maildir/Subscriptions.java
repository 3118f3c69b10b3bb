package io.github.hikyaku.storage.maildir;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MailboxName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The file {@code subscriptions}. Written as Dovecot's version 2: a line {@code V}, tab, {@code 2}, an empty line, then
 * a line for each name with tabs between the segments. Plain lines with the separator of the layout between the
 * segments, which Courier and older Dovecots write, are read as well. Segments are spelt as in the names of directories; lines that are not stay.
 */
final class Subscriptions {
    private static final String NAME = "subscriptions";
    private static final String VERSION_2 = "V\t2";
    private static final int MOST = 10_000;

    private final Path file;
    private final Spelling spelling;
    private final Disk disk;

    Subscriptions(Path account, Spelling spelling, Disk disk) {
        this.file = account.resolve(NAME);
        this.spelling = spelling;
        this.disk = disk;
    }

    Set<MailboxName> read() throws IOException {
        return read(new ArrayList<>());
    }

    /** Reads the names, and the lines that are none, with tabs between their segments. */
    private Set<MailboxName> read(List<String> others) throws IOException {
        Set<MailboxName> names = new TreeSet<>();
        String[] lines = new String(Disk.readIfThere(file, Disk.MANY_LINES), ISO_8859_1).split("\n");
        boolean version2 = lines[0].equals(VERSION_2);
        char separator = version2 ? '\t' : spelling == Spelling.FILE_SYSTEM ? '/' : '.';
        for (int i = version2 ? 1 : 0; i < lines.length; i++) {
            String line = lines[i];
            spelling.split(line, separator).ifPresentOrElse(names::add, () -> {
                if (!line.isEmpty()) {
                    others.add(line.replace(separator, '\t'));
                }
            });
        }
        return names;
    }

    /** Adds a name or takes it off. Returns whether that changed anything. */
    @SuppressWarnings("try")
    boolean change(MailboxName name, boolean on) throws IOException {
        try (DotLock lock = DotLock.of(file)) {
            List<String> lines = new ArrayList<>(List.of(VERSION_2, ""));
            Set<MailboxName> names = read(lines);
            if (on && names.size() >= MOST) {
                throw new MailStoreException(Kind.LIMIT_REACHED, "At most " + MOST + " subscriptions");
            }
            if (!(on ? names.add(name) : names.remove(name))) {
                return false;
            }
            names.forEach(each -> lines.add(spelling.join(each, '\t')));
            byte[] text = (String.join("\n", lines) + "\n").getBytes(ISO_8859_1);
            disk.replace(file, Disk.checkSize(text, Disk.MANY_LINES, file));
            return true;
        }
    }
}
