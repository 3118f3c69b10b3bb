package io.github.hikyaku.storage.maildir;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MailboxName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The file {@code subscriptions}. Written as Dovecot's version 2: a line {@code V}, tab, {@code 2}, an empty line, then
 * a line for each name with tabs between the segments. Plain lines with dots between the segments, which Courier and
 * older Dovecots write, are read as well. Segments are spelt as in the names of directories.
 */
final class Subscriptions {
    private static final String NAME = "subscriptions";
    private static final String VERSION_2 = "V\t2";
    private static final int MOST = 10_000;

    private final Path file;
    private final Disk disk;

    Subscriptions(Path account, Disk disk) {
        this.file = account.resolve(NAME);
        this.disk = disk;
    }

    Set<MailboxName> read() throws IOException {
        Set<MailboxName> names = new TreeSet<>();
        String[] lines = new String(Disk.readIfThere(file), US_ASCII).split("\n");
        boolean version2 = lines[0].equals(VERSION_2);
        for (int i = version2 ? 1 : 0; i < lines.length; i++) {
            String directory = version2 ? "." + lines[i].replace('\t', '.') : "." + lines[i];
            parse(directory).ifPresent(names::add);
        }
        return names;
    }

    private static Optional<MailboxName> parse(String directory) {
        return directory.equals(".INBOX") ? Optional.of(MailboxName.INBOX) : DirectoryNames.mailboxOf(directory);
    }

    /** Adds a name or takes it off. Returns whether that changed anything. */
    @SuppressWarnings("try")
    boolean change(MailboxName name, boolean on) throws IOException {
        if (on) {
            // One that cannot be written cannot be kept.
            line(name);
        }
        try (DotLock lock = DotLock.of(file)) {
            Set<MailboxName> names = read();
            if (on && names.size() >= MOST) {
                throw new MailStoreException(Kind.LIMIT_REACHED, "At most " + MOST + " subscriptions");
            }
            if (!(on ? names.add(name) : names.remove(name))) {
                return false;
            }
            StringBuilder text = new StringBuilder(VERSION_2 + "\n\n");
            names.forEach(each -> text.append(line(each)).append('\n'));
            disk.replace(file, text.toString().getBytes(US_ASCII));
            return true;
        }
    }

    private static String line(MailboxName name) {
        return name.isInbox()
                ? "INBOX"
                : DirectoryNames.ofMailbox(name).substring(1).replace('.', '\t');
    }
}
