package io.github.hikyaku.storage.maildir;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The lock file beside a file that several programs write, as Dovecot uses it: who makes {@code file.lock} may write.
 * One that is older than two minutes was left behind. Ours says whose it is: the store is the only one of its kind on
 * its root, so one of ours that is there when we want it was left behind by a process that died.
 */
final class DotLock implements AutoCloseable {
    private static final String LINKED = "hikyaku-lock";
    private static final byte[] OURS = "hikyaku\n".getBytes(StandardCharsets.US_ASCII);
    private static final long STARTED = System.currentTimeMillis();
    private static final long STALE_MILLIS = 2 * 60 * 1000 + 1000;
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final @Nullable Path lock;

    private DotLock(@Nullable Path lock) {
        this.lock = lock;
    }

    /**
     * Takes the lock, and waits for another program up to 20 seconds. Within this store the caller sees to it that it
     * is the only one.
     *
     * @throws MailStoreException {@code UNAVAILABLE} if another program keeps it
     */
    static DotLock of(Path file) throws IOException {
        Path lock = file.resolveSibling(file.getFileName() + ".lock");
        long until = System.nanoTime() + WAIT_NANOS;
        while (true) {
            try {
                take(lock, file.resolveSibling(LINKED));
                return new DotLock(lock);
            } catch (FileAlreadyExistsException e) {
                if (isStale(lock)) {
                    Files.deleteIfExists(lock);
                } else if (System.nanoTime() - until > 0) {
                    throw new MailStoreException(Kind.UNAVAILABLE, "Another program keeps " + lock, e);
                } else {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }

    // A second name of a file that is there already costs less than a new file, above all when it is removed again.
    private static void take(Path lock, Path linked) throws IOException {
        try {
            try {
                Files.createLink(lock, linked);
            } catch (NoSuchFileException e) {
                // Whole or not at all: one without its content would not be known for ours.
                Path made = linked.resolveSibling(LINKED + "." + UniqueNames.next());
                write(made);
                Files.move(made, linked, StandardCopyOption.ATOMIC_MOVE);
                Files.createLink(lock, linked);
            }
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            write(lock);
        }
    }

    private static void write(Path file) throws IOException {
        try (FileChannel made =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, NOFOLLOW_LINKS)) {
            made.write(ByteBuffer.wrap(OURS));
            // A lock that outlives a power cut without its content would not be known for ours.
            made.force(false);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            Disk.discard(file);
            throw e;
        }
    }

    private static boolean isStale(Path lock) throws IOException {
        Stamp stamp = Stamp.of(lock);
        if (!stamp.exists()) {
            return false;
        }
        if (stamp.size() == OURS.length && Arrays.equals(Disk.readIfThere(lock, Disk.FEW_LINES), OURS)) {
            return true;
        }
        // Others' locks have a content: an empty one was ours before a power cut.
        if (stamp.size() == 0 && stamp.nanos() / 1_000_000 < STARTED) {
            return true;
        }
        return System.currentTimeMillis() - stamp.nanos() / 1_000_000 > STALE_MILLIS;
    }

    /** Stands for a lock that the caller holds already. */
    static DotLock held() {
        return new DotLock(null);
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            Files.deleteIfExists(lock);
        }
    }
}
