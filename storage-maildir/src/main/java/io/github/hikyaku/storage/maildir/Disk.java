package io.github.hikyaku.storage.maildir;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** What is done with files and directories, with or without fsync. After an fsync that failed nothing is tried again. */
final class Disk {
    // The most octets of files that are read whole: a larger one is none of what it seems to be.
    /** Of a file of a few lines. */
    static final long FEW_LINES = 1 << 16;
    /** Of a file with lines for mailboxes, or with annotations. */
    static final long MANY_LINES = 1 << 24;
    /** Of a file with something for each message. */
    static final long ALL_MESSAGES = 1 << 30;

    private static final int STEP = 256 * 1024;

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final boolean fsync;

    Disk(boolean fsync) {
        this.fsync = fsync;
    }

    boolean isDurable() {
        return fsync;
    }

    /** Content and times of a file are on the disk when this returns. */
    void sync(FileChannel file) throws IOException {
        if (fsync) {
            file.force(true);
        }
    }

    /** The entries of a directory, or the content of a file, are on the disk when this returns. */
    void sync(Path path) throws IOException {
        if (fsync) {
            try (AsynchronousFileChannel channel = openForSync(path)) {
                channel.force(true);
            }
        }
    }

    /** Opens what others wait for to be synced: this kind of channel is not closed by an interrupt of the one who does it. */
    static AsynchronousFileChannel openForSync(Path path) throws IOException {
        return AsynchronousFileChannel.open(path, READ, NOFOLLOW_LINKS);
    }

    /** Writes at a place in a file that is there, whole even if the thread is interrupted meanwhile. Not synced. */
    static void writeAt(Path file, ByteBuffer octets, long position) throws IOException {
        insist(() -> {
            try (FileChannel channel = FileChannel.open(file, WRITE, NOFOLLOW_LINKS)) {
                writeFully(channel, octets.duplicate(), position);
                return true;
            }
        });
    }

    /** Work on a file that can be begun again. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    // An interrupt that comes in the midst of it closes the channel.
    private static <T> T insist(Work<T> work) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return work.run();
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Puts a file in the place of another, whole or not at all: temporary file, fsync, rename, fsync of the directory. */
    void replace(Path file, byte[] content) throws IOException {
        replace(file, ByteBuffer.wrap(content));
    }

    /** The same, of a content in parts. */
    void replace(Path file, ByteBuffer... content) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".hikyaku-tmp");
        try {
            Files.deleteIfExists(temporary);
            write(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            discard(temporary);
            throw e;
        }
        Path directory = file.getParent();
        if (directory != null) {
            sync(directory);
        }
    }

    /** Writes a file and syncs it, from its beginning again if the thread is interrupted meanwhile. */
    void write(Path file, ByteBuffer... content) throws IOException {
        insist(() -> {
            try (FileChannel channel = FileChannel.open(file, WRITE, CREATE, TRUNCATE_EXISTING, NOFOLLOW_LINKS)) {
                for (ByteBuffer part : content) {
                    writeFully(channel, part.duplicate());
                }
                sync(channel);
                return true;
            }
        });
    }

    /** In steps, since the JDK keeps as much memory outside the heap for each thread as it ever wrote at once. */
    static void writeFully(FileChannel channel, ByteBuffer octets) throws IOException {
        int end = octets.limit();
        while (octets.position() < end) {
            octets.limit(Math.min(end, octets.position() + STEP));
            channel.write(octets);
        }
    }

    /** The same, at a place in the file. */
    static void writeFully(FileChannel channel, ByteBuffer octets, long position) throws IOException {
        int start = octets.position();
        int end = octets.limit();
        while (octets.position() < end) {
            octets.limit(Math.min(end, octets.position() + STEP));
            channel.write(octets, position + octets.position() - start);
        }
    }

    /** The octets of a file of at most that many, or none if it is not there. */
    static byte[] readIfThere(Path file, long most) throws IOException {
        try {
            return insist(() -> read(file, most));
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    private static byte[] read(Path file, long most) throws IOException {
        try (FileChannel channel = FileChannel.open(file, READ, NOFOLLOW_LINKS)) {
            long size = channel.size();
            if (size > most) {
                throw new IOException(file + " is too large: " + size);
            }
            byte[] octets = new byte[(int) size];
            int at = 0;
            for (int n = 0; n >= 0 && at < octets.length; at += Math.max(0, n)) {
                n = channel.read(ByteBuffer.wrap(octets, at, Math.min(STEP, octets.length - at)));
            }
            return at < octets.length ? Arrays.copyOf(octets, at) : octets;
        }
    }

    /** Fails if what is to be written could not be read again. */
    static byte[] checkSize(byte[] octets, long most, Path file) {
        if (octets.length > most) {
            throw new MailStoreException(Kind.LIMIT_REACHED, file + " would be longer than " + most + " octets");
        }
        return octets;
    }

    /** Makes a directory that nobody but its owner may enter, where the file system knows such rights. */
    static void makePrivate(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectory(directory, OWNER_ONLY);
        } else {
            Files.createDirectory(directory);
        }
    }

    /** Deletes a file whose presence does no harm. */
    static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Swept later.
        }
    }

    /** Deletes a directory and what is in it, without following links. */
    static void deleteTree(Path path) throws IOException {
        if (Files.isDirectory(path, NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                for (Path entry : entries) {
                    deleteTree(entry);
                }
            }
        }
        Files.deleteIfExists(path);
    }

    /** What the caller of the store is told of an I/O error. */
    static MailStoreException failure(String doing, IOException e) {
        String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("disk quota exceeded") || text.contains("quota exceeded")) {
            return new MailStoreException(Kind.OVER_QUOTA, "The disk quota is used up: " + doing, e);
        }
        if (text.contains("no space left")) {
            return new MailStoreException(Kind.UNAVAILABLE, "The disk is full: " + doing, e);
        }
        return new MailStoreException(Kind.UNAVAILABLE, doing + ": " + e, e);
    }
}
