package io.github.hikyaku.storage.maildir;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailboxName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file {@code hikyaku-rename}: the old and the new name, each in a line, of a tree that is being renamed. There as long
 * as the renaming takes; one that is found when the account is opened was left by a crash, and is carried out to its end.
 * Guarded by the account's lock.
 */
final class RenameIntent {
    private static final String NAME = "hikyaku-rename";

    private final Path file;
    private final Disk disk;

    RenameIntent(Path account, Disk disk) {
        this.file = account.resolve(NAME);
        this.disk = disk;
    }

    /** A renaming. */
    record Names(MailboxName from, MailboxName to) {
        MailboxName renamed(MailboxName name) {
            return concerns(name) ? name.moved(from, to) : name;
        }

        boolean isPossible() {
            return !from.isInbox() && !to.equals(from) && !to.isBelow(from);
        }

        boolean concerns(MailboxName name) {
            return name.equals(from) || name.isBelow(from);
        }
    }

    Optional<Names> read() throws IOException {
        String[] lines = new String(Disk.readIfThere(file, Disk.FEW_LINES), UTF_8).split("\n");
        try {
            return lines.length == 2
                    ? Optional.of(new Names(MailboxName.of(lines[0]), MailboxName.of(lines[1])))
                    : Optional.empty();
        } catch (MailStoreException e) {
            // Not ours.
            return Optional.empty();
        }
    }

    void write(Names names) throws IOException {
        disk.replace(file, (names.from + "\n" + names.to + "\n").getBytes(UTF_8));
    }

    /** Durably: one that came back could rename what was made in the meantime. */
    void clear() throws IOException {
        if (Files.deleteIfExists(file)) {
            disk.sync(file.resolveSibling(""));
        }
    }
}
