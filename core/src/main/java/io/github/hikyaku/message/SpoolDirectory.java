package io.github.hikyaku.message;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where spool files lie: made when the first one is needed, for its owner alone. Safe for use by many threads. */
final class SpoolDirectory {
    private static final Set<OpenOption> NEW_AND_PASSING = Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);

    private final ReentrantLock lock = new ReentrantLock();
    private final @Nullable Path given;
    private @Nullable Path made;

    private SpoolDirectory(@Nullable Path given) {
        this.given = given;
    }

    static SpoolDirectory at(Path directory) {
        return new SpoolDirectory(directory);
    }

    static SpoolDirectory temporary() {
        return new SpoolDirectory(null);
    }

    /** Makes a file that goes when its channel is closed; on POSIX systems its name is gone at once. */
    FileChannel newFile() throws IOException {
        try {
            return newFileIn(directory());
        } catch (NoSuchFileException e) {
            // Somebody tidied up behind us, as is usual for directories below /tmp.
            forget();
            return newFileIn(directory());
        }
    }

    private FileChannel newFileIn(Path directory) throws IOException {
        Path file = directory.resolve("message-" + UUID.randomUUID());
        return FileChannel.open(file, NEW_AND_PASSING, ownerOnly(directory, "rw-------"));
    }

    private Path directory() throws IOException {
        lock.lock();
        try {
            if (made == null) {
                made = given == null ? Files.createTempDirectory("hikyaku-spool-") : make(given);
            }
            return made;
        } finally {
            lock.unlock();
        }
    }

    private static Path make(Path directory) throws IOException {
        return Files.isDirectory(directory)
                ? directory
                : Files.createDirectories(directory, ownerOnly(directory, "rwx------"));
    }

    private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> set = PosixFilePermissions.fromString(permissions);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(set)};
    }

    private void forget() {
        lock.lock();
        try {
            made = null;
        } finally {
            lock.unlock();
        }
    }

    /** Removes the directory if it is a temporary one. */
    void remove() {
        lock.lock();
        try {
            if (given == null && made != null) {
                Files.deleteIfExists(made);
                made = null;
            }
        } catch (IOException e) {
            Log.LOGGER.warn("The spool directory {} could not be removed", made, e);
        } finally {
            lock.unlock();
        }
    }

    /** Loaded when there is something to say. */
    private static final class Log {
        private static final Logger LOGGER = LoggerFactory.getLogger(Spool.class);
    }
}
