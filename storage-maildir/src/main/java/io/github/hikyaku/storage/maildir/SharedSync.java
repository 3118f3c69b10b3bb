package io.github.hikyaku.storage.maildir;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The fsync of a directory, shared by all who want it at once: who comes while one runs waits for the next, which
 * serves all that came in the meantime.
 */
final class SharedSync {
    private final Path directory;
    private final Disk disk;
    private final LongSupplier mark;
    private final Consumer<IOException> onFailure;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition done = lock.newCondition();
    private long started;
    private long finished;
    private boolean running;
    private long failed;
    private @Nullable IOException failure;
    private long finishedMark;
    // Kept open, as it is wanted again. Used by the one who leads.
    private @Nullable FileChannel channel;

    /**
     * @param mark is asked when an fsync begins
     * @param onFailure is told of an fsync that failed before anybody else is, and before the next begins
     */
    SharedSync(Path directory, Disk disk, LongSupplier mark, Consumer<IOException> onFailure) {
        this.directory = directory;
        this.disk = disk;
        this.mark = mark;
        this.onFailure = onFailure;
    }

    /**
     * What was done to the directory before the call is on the disk when this returns.
     *
     * @return the mark of when the fsync began
     */
    long sync() throws IOException {
        if (!disk.isDurable()) {
            return mark.getAsLong();
        }
        lock.lock();
        try {
            long mine = started + 1;
            while (running && finished < mine) {
                done.awaitUninterruptibly();
            }
            if (finished < mine) {
                lead(mine);
            }
            IOException e = failure;
            // A later one that failed is taken for ours too: nobody knows what it would have said of ours.
            if (e != null && failed >= mine) {
                throw e;
            }
            return finishedMark;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the last one failed: what was done before it may not be on the disk. */
    boolean isInDoubt() {
        lock.lock();
        try {
            return failure != null && failed == finished;
        } finally {
            lock.unlock();
        }
    }

    // Called and left with the lock held.
    private void lead(long round) {
        running = true;
        started = round;
        @Nullable IOException thrown = new IOException("The sync of " + directory + " did not end");
        lock.unlock();
        long began = mark.getAsLong();
        boolean interrupted = Thread.interrupted();
        try {
            FileChannel open = channel;
            if (open == null || !open.isOpen()) {
                open = FileChannel.open(directory, StandardOpenOption.READ);
                channel = open;
            }
            disk.sync(open);
            thrown = null;
        } catch (IOException e) {
            thrown = e;
            onFailure.accept(e);
        } finally {
            lock.lock();
            running = false;
            finished = round;
            if (thrown == null) {
                finishedMark = began;
            } else {
                failed = round;
                failure = thrown;
            }
            done.signalAll();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Lets go of the directory. Nobody syncs it any more, or again. */
    void close() {
        lock.lock();
        try {
            while (running) {
                done.awaitUninterruptibly();
            }
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // It was only read.
        } finally {
            channel = null;
            lock.unlock();
        }
    }
}
