package io.github.hikyaku.storage.maildir;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Single Maildirs, wherever they are. Symbolic links are not followed. */
final class Maildirs {
    /** How the names begin of directories that are no mailboxes yet, or no more. */
    static final String UNFINISHED = "..hikyaku-";

    private Maildirs() {}

    static boolean isDirectory(Path path) {
        return Files.isDirectory(path, NOFOLLOW_LINKS);
    }

    static boolean isThere(Path path) {
        return Files.exists(path, NOFOLLOW_LINKS);
    }

    /** Whether a directory is a Maildir. Some programs do without tmp/, but nobody with one that leads elsewhere. */
    static boolean isMaildir(Path directory) {
        Path tmp = directory.resolve("tmp");
        return isDirectory(directory)
                && isDirectory(directory.resolve("cur"))
                && isDirectory(directory.resolve("new"))
                && (isDirectory(tmp) || !isThere(tmp));
    }

    /** Makes the directory of an account, which is its INBOX, or what is missing of it. */
    static void makeAccount(Path account, Disk disk) throws IOException {
        boolean made = false;
        if (!isThere(account)) {
            // Mail is nobody else's: what is below is as safe as this.
            Disk.makePrivate(account);
            made = true;
        } else if (!isDirectory(account)) {
            throw new MailStoreException(Kind.UNAVAILABLE, account + " is no directory");
        }
        for (String part : List.of("tmp", "new", "cur")) {
            Path directory = account.resolve(part);
            if (!isThere(directory)) {
                Files.createDirectory(directory);
                made = true;
            } else if (!isDirectory(directory)) {
                throw new MailStoreException(Kind.UNAVAILABLE, directory + " is no directory");
            }
        }
        if (made) {
            disk.sync(account);
            disk.sync(account.resolve(".."));
        }
    }

    /** Makes an empty mailbox. */
    static void make(Path directory, long uidValidity, Disk disk) throws IOException {
        Files.createDirectory(directory);
        for (String part : List.of("tmp", "new", "cur")) {
            Files.createDirectory(directory.resolve(part));
        }
        new UidList(directory, disk).create(uidValidity, 1, List.of());
        IndexLog.create(directory, disk, uidValidity);
    }

    /** Deletes a directory that is no mailbox, now or when the account is opened next. */
    static void discard(Path directory) {
        try {
            Disk.deleteTree(directory);
        } catch (IOException e) {
            // Swept when the account is opened next.
        }
    }

    /** Deletes what {@link #discard} or a crash left in a directory. */
    static void sweep(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                directory, entry -> entry.getFileName().toString().startsWith(UNFINISHED))) {
            entries.forEach(Maildirs::discard);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
