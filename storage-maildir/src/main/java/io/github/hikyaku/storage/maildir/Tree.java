package io.github.hikyaku.storage.maildir;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MailboxName;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The directories of an account's mailboxes: its own is INBOX, and {@code .a.b} in it is the mailbox {@code a/b}
 * (Maildir++). Symbolic links are not followed: they could lead out of the account. A mailbox is made under a name that
 * cannot be that of a mailbox, and renamed when it is complete; one that is deleted is renamed to such a name first.
 */
final class Tree {
    private static final String UNFINISHED = "..hikyaku-";

    private final Path account;
    private final Disk disk;

    Tree(Path account, Disk disk) {
        this.account = account;
        this.disk = disk;
    }

    /** The directory of a mailbox, whether it is there or not. */
    Path directory(MailboxName name) {
        return name.isInbox() ? account : account.resolve(DirectoryNames.ofMailbox(name));
    }

    /** Makes the account with its INBOX, or what is missing of them. */
    void makeAccount() throws IOException {
        boolean made = false;
        if (!Files.exists(account, NOFOLLOW_LINKS)) {
            // Mail is nobody else's: what is below is as safe as this.
            Disk.makePrivate(account);
            made = true;
        } else if (!Files.isDirectory(account, NOFOLLOW_LINKS)) {
            throw new MailStoreException(Kind.UNAVAILABLE, account + " is no directory");
        }
        for (String part : List.of("tmp", "new", "cur")) {
            Path directory = account.resolve(part);
            if (!Files.exists(directory, NOFOLLOW_LINKS)) {
                Files.createDirectory(directory);
                made = true;
            }
        }
        if (made) {
            disk.syncDirectory(account);
            disk.syncDirectory(account.resolve(".."));
        }
    }

    boolean isMailbox(MailboxName name) {
        return isMaildir(directory(name));
    }

    private static boolean isMaildir(Path directory) {
        return Files.isDirectory(directory, NOFOLLOW_LINKS)
                && Files.isDirectory(directory.resolve("cur"), NOFOLLOW_LINKS)
                && Files.isDirectory(directory.resolve("new"), NOFOLLOW_LINKS);
    }

    /** The mailboxes that are there, in the order of their names. */
    Set<MailboxName> mailboxes() throws IOException {
        Set<MailboxName> names = new TreeSet<>();
        names.add(MailboxName.INBOX);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(account)) {
            for (Path entry : entries) {
                String file = entry.getFileName().toString();
                Optional<MailboxName> name = file.startsWith(".") ? DirectoryNames.mailboxOf(file) : Optional.empty();
                if (name.isPresent() && isMaildir(entry)) {
                    names.add(name.get());
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    /** Makes an empty mailbox, durably. */
    void make(MailboxName name, long uidValidity) throws IOException {
        Path unfinished = account.resolve(UNFINISHED + "new-" + UniqueNames.next());
        try {
            Files.createDirectory(unfinished);
            for (String part : List.of("tmp", "new", "cur")) {
                Files.createDirectory(unfinished.resolve(part));
            }
            disk.write(unfinished.resolve("maildirfolder"));
            new UidList(unfinished, disk).create(uidValidity, 1, List.of());
            IndexLog.create(unfinished, disk, uidValidity);
            Files.move(unfinished, directory(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            discard(unfinished);
            throw e;
        }
        sync();
    }

    void rename(MailboxName from, MailboxName to) throws IOException {
        Files.move(directory(from), directory(to), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes a mailbox, durably: what is left of it after a crash is none. */
    void delete(MailboxName name) throws IOException {
        Path unfinished = account.resolve(UNFINISHED + "gone-" + UniqueNames.next());
        Files.move(directory(name), unfinished, StandardCopyOption.ATOMIC_MOVE);
        sync();
        discard(unfinished);
    }

    /** The names of mailboxes are on the disk when this returns. */
    void sync() throws IOException {
        disk.syncDirectory(account);
    }

    private static void discard(Path directory) {
        try {
            Disk.deleteTree(directory);
        } catch (IOException e) {
            // Swept when the account is opened next.
        }
    }

    /** Removes what a crash left of mailboxes that were being made or deleted. */
    void sweep() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(account, UNFINISHED + "*")) {
            entries.forEach(Tree::discard);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
