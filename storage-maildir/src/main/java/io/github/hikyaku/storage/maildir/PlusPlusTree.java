package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MailboxName;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Maildir++: {@code .a.b} in the account's directory is the mailbox {@code a/b}. */
final class PlusPlusTree implements Tree {
    private final Path account;
    private final Disk disk;
    private final TrueNames names;

    PlusPlusTree(Path account, Disk disk, TrueNames names) {
        this.account = account;
        this.disk = disk;
        this.names = names;
    }

    @Override
    public Path directory(MailboxName name) {
        return name.isInbox() ? account : account.resolve(DirectoryNames.ofMailbox(name));
    }

    @Override
    public void checkFree(MailboxName name) throws IOException {
        Path directory = directory(name);
        if (Maildirs.isThere(directory) && !(Maildirs.isDirectory(directory) && names.has(directory))) {
            throw new MailStoreException(Kind.NAME_INVALID, "Something else is in the place of " + name);
        }
    }

    @Override
    public boolean isMailbox(MailboxName name) throws IOException {
        Path directory = directory(name);
        return Maildirs.isMaildir(directory) && (name.isInbox() || names.has(directory));
    }

    @Override
    public Set<MailboxName> mailboxes() throws IOException {
        Set<MailboxName> found = new TreeSet<>();
        found.add(MailboxName.INBOX);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(account)) {
            for (Path entry : entries) {
                String file = entry.getFileName().toString();
                Optional<MailboxName> name = file.startsWith(".") ? DirectoryNames.mailboxOf(file) : Optional.empty();
                if (name.isPresent() && Maildirs.isMaildir(entry)) {
                    found.add(name.get());
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    @Override
    public void make(MailboxName name, long uidValidity) throws IOException {
        Path unfinished = account.resolve(Maildirs.UNFINISHED + "new-" + UniqueNames.next());
        try {
            Maildirs.make(unfinished, uidValidity, disk);
            disk.write(unfinished.resolve("maildirfolder"));
            move(unfinished, directory(name));
        } catch (IOException e) {
            Maildirs.discard(unfinished);
            throw e;
        }
        disk.sync(account);
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void rename(MailboxName from, MailboxName to, Collection<MailboxName> mailboxes) throws IOException {
        Deque<MailboxName> done = new ArrayDeque<>();
        try {
            for (MailboxName name : mailboxes) {
                move(directory(name), directory(name.moved(from, to)));
                done.push(name);
            }
        } catch (IOException e) {
            for (MailboxName name : done) {
                move(directory(name.moved(from, to)), directory(name));
            }
            throw e;
        }
        disk.sync(account);
    }

    @Override
    public void delete(MailboxName name) throws IOException {
        Path unfinished = account.resolve(Maildirs.UNFINISHED + "gone-" + UniqueNames.next());
        move(directory(name), unfinished);
        disk.sync(account);
        Maildirs.discard(unfinished);
    }

    @Override
    public void sweep() throws IOException {
        Maildirs.sweep(account);
    }
}
