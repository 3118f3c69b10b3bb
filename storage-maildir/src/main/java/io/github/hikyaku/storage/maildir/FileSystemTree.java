package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MailboxName;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The layout that Dovecot calls fs: {@code a/b} in the account's directory is the mailbox {@code a/b}. A directory that is
 * no Maildir is a name that is only a parent, as long as there are mailboxes in it.
 *
 * <p>Mailboxes are made, and go, in the account's {@code tmp/}. One that has others in it goes in steps instead: first
 * its {@code cur/} is renamed to {@link #GONE} in its own {@code tmp/}, from when on it is no mailbox, then all is
 * deleted that is not a directory of another.
 */
final class FileSystemTree implements Tree {
    private static final String GONE = Maildirs.UNFINISHED + "gone";
    private static final Set<String> PARTS = Set.of("cur", "new", "tmp");
    /** Leaves room for the names of files, and of the root, below the 4096 octets that systems take. */
    private static final int MAX_PATH = 2048;

    private final Path account;
    private final Disk disk;
    private final TrueNames names;

    FileSystemTree(Path account, Disk disk, TrueNames names) {
        this.account = account;
        this.disk = disk;
        this.names = names;
    }

    @Override
    public Path directory(MailboxName name) {
        Path directory = account;
        if (!name.isInbox()) {
            for (String segment : name.segments()) {
                String file = DirectoryNames.checkLength(Spelling.FILE_SYSTEM.write(segment), name);
                directory = directory.resolve(file);
            }
        }
        if (account.relativize(directory).toString().length() > MAX_PATH) {
            throw new MailStoreException(Kind.NAME_INVALID, "The mailbox name makes too long a path: " + name);
        }
        return directory;
    }

    /** The directories from below the account down to this one. */
    private List<Path> path(Path directory) {
        List<Path> path = new ArrayList<>();
        Path at = account;
        if (!directory.equals(account)) {
            for (Path file : account.relativize(directory)) {
                at = at.resolve(file);
                path.add(at);
            }
        }
        return path;
    }

    @Override
    public void checkFree(MailboxName name) throws IOException {
        for (Path at : path(directory(name))) {
            if (Maildirs.isThere(at) && !(Maildirs.isDirectory(at) && names.has(at))) {
                throw new MailStoreException(Kind.NAME_INVALID, "Something else is in the place of " + name);
            }
        }
    }

    @Override
    public boolean isMailbox(MailboxName name) throws IOException {
        Path directory = directory(name);
        for (Path at : path(directory)) {
            if (!Maildirs.isDirectory(at) || !names.has(at)) {
                return false;
            }
        }
        return Maildirs.isMaildir(directory);
    }

    @Override
    public Set<MailboxName> mailboxes() throws IOException {
        Set<MailboxName> found = new TreeSet<>();
        found.add(MailboxName.INBOX);
        for (Path directory : directoriesIn(account)) {
            collect(directory, "", found);
        }
        return found;
    }

    private void collect(Path directory, String parent, Set<MailboxName> found) throws IOException {
        Optional<MailboxName> name = nameOf(directory, parent);
        if (name.isEmpty()) {
            return;
        }
        if (Maildirs.isMaildir(directory) && !name.get().isInbox()) {
            found.add(name.get());
        }
        for (Path below : readableIn(directory)) {
            collect(below, name.get().toString() + MailboxName.DELIMITER, found);
        }
    }

    private Optional<MailboxName> nameOf(Path directory, String parent) {
        Optional<String> segment =
                Spelling.FILE_SYSTEM.read(directory.getFileName().toString());
        try {
            // INBOX in other letters is another directory.
            return segment.map(leaf -> MailboxName.of(parent + leaf))
                    .filter(name -> name.isInbox()
                            ? segment.get().equals("INBOX")
                            : directory(name).equals(directory));
        } catch (MailStoreException e) {
            return Optional.empty();
        }
    }

    /** The directories in one that are no part of a Maildir. */
    private static List<Path> directoriesIn(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                if (!PARTS.contains(entry.getFileName().toString()) && Maildirs.isDirectory(entry)) {
                    found.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    /** The same, or none where the directory went in the meantime or is not ours to read. */
    private static List<Path> readableIn(Path directory) throws IOException {
        try {
            return directoriesIn(directory);
        } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException e) {
            return List.of();
        }
    }

    private Path unfinished(String kind) {
        return account.resolve("tmp").resolve(Maildirs.UNFINISHED + kind + "-" + UniqueNames.next());
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void make(MailboxName name, long uidValidity) throws IOException {
        Path directory = directory(name);
        makeParents(directory);
        Path unfinished = unfinished("new");
        try {
            Maildirs.make(unfinished, uidValidity, disk);
            if (Maildirs.isThere(directory)) {
                finishDelete(directory);
                fill(directory, unfinished);
            } else {
                move(unfinished, directory);
                disk.sync(directory.resolveSibling(""));
            }
        } finally {
            Maildirs.discard(unfinished);
        }
    }

    private void makeParents(Path directory) throws IOException {
        List<Path> path = path(directory);
        for (Path parent : path.subList(0, path.size() - 1)) {
            if (!Maildirs.isThere(parent)) {
                Files.createDirectory(parent);
                disk.sync(parent.resolveSibling(""));
            } else if (!Maildirs.isDirectory(parent)) {
                throw new NotDirectoryException(parent.toString());
            }
        }
    }

    /** Makes a directory that others are in a mailbox, which it is when its cur/ comes, last of all. */
    private void fill(Path directory, Path unfinished) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(unfinished)) {
            for (Path file : files) {
                if (!PARTS.contains(file.getFileName().toString())) {
                    move(file, directory.resolve(file.getFileName()));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        if (!Maildirs.isDirectory(directory.resolve("tmp"))) {
            move(unfinished.resolve("tmp"), directory.resolve("tmp"));
        }
        // One with files in it, of which nobody knows whether they are mail, is not replaced: this throws then.
        move(unfinished.resolve("new"), directory.resolve("new"));
        move(unfinished.resolve("cur"), directory.resolve("cur"));
        disk.sync(directory);
    }

    @Override
    public void rename(MailboxName from, MailboxName to, Collection<MailboxName> mailboxes) throws IOException {
        Path source = directory(from);
        Path target = directory(to);
        makeParents(target);
        removeEmpty(target);
        move(source, target);
        disk.sync(target.resolveSibling(""));
        disk.sync(source.resolveSibling(""));
        removeEmptyUpwards(source.resolveSibling(""));
    }

    /** Removes a directory that has nothing but such directories in it, as others leave when they delete mailboxes. */
    private static void removeEmpty(Path directory) throws IOException {
        for (Path below : readableIn(directory)) {
            removeEmpty(below);
        }
        removeIfEmpty(directory);
    }

    private static boolean removeIfEmpty(Path directory) throws IOException {
        try {
            return Maildirs.isDirectory(directory) && Files.deleteIfExists(directory);
        } catch (DirectoryNotEmptyException e) {
            return false;
        }
    }

    // A name that is only a parent goes with the last mailbox in it.
    private void removeEmptyUpwards(Path directory) throws IOException {
        Path at = directory;
        while (!at.equals(account) && removeIfEmpty(at)) {
            at = at.resolveSibling("");
        }
    }

    @Override
    public void delete(MailboxName name) throws IOException {
        Path directory = directory(name);
        if (directoriesIn(directory).isEmpty()) {
            Path gone = unfinished("gone");
            move(directory, gone);
            disk.sync(directory.resolveSibling(""));
            Maildirs.discard(gone);
            removeEmptyUpwards(directory.resolveSibling(""));
        } else {
            Path tmp = directory.resolve("tmp");
            if (!Maildirs.isThere(tmp)) {
                Files.createDirectory(tmp);
            }
            move(directory.resolve("cur"), tmp.resolve(GONE));
            disk.sync(directory);
            finishDelete(directory);
            removeEmptyUpwards(directory);
        }
    }

    /** Removes what is left of a mailbox that is deleted, if this was one. */
    private static void finishDelete(Path directory) throws IOException {
        Path tmp = directory.resolve("tmp");
        Path gone = tmp.resolve(GONE);
        if (!Maildirs.isDirectory(tmp) || !Maildirs.isThere(gone)) {
            return;
        }
        if (Maildirs.isThere(directory.resolve("cur"))) {
            // Somebody made a mailbox of it again.
            Disk.deleteTree(gone);
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String file = entry.getFileName().toString();
                if (file.equals("new") || !Maildirs.isDirectory(entry)) {
                    Disk.deleteTree(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        // What says that all this is to go goes last.
        Disk.deleteTree(tmp);
    }

    @Override
    public void sweep() throws IOException {
        Maildirs.sweep(account.resolve("tmp"));
        for (Path directory : directoriesIn(account)) {
            sweep(directory, "");
        }
    }

    private void sweep(Path directory, String parent) throws IOException {
        Optional<MailboxName> name = nameOf(directory, parent);
        if (name.isPresent()) {
            finishDelete(directory);
            for (Path below : readableIn(directory)) {
                sweep(below, name.get().toString() + MailboxName.DELIMITER);
            }
        }
    }
}
