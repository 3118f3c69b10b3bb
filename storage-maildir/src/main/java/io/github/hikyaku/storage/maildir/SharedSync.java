package io.github.hikyaku.storage.maildir;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
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
    private final AtomicLong changes = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition done = lock.newCondition();
    private long started;
    private long finished;
    private boolean running;
    private int waiting;
    private long failed;
    private @Nullable IOException failure;
    private long finishedMark;
    private volatile long syncedChanges;
    // Kept open as long as somebody waits for the next. Used by the one who leads.
    private @Nullable AsynchronousFileChannel channel;

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

    /** The directory was changed, by one who will have it synced. */
    void changed() {
        changes.incrementAndGet();
    }

    /** Whether there were changes that are not known to be on the disk. */
    boolean isBehind() {
        return disk.isDurable() && syncedChanges < changes.get();
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
            waiting++;
            while (running && finished < mine) {
                done.awaitUninterruptibly();
            }
            waiting--;
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

    // Called and left with the lock held.
    private void lead(long round) {
        running = true;
        started = round;
        IOException thrown = null;
        lock.unlock();
        long began = mark.getAsLong();
        long changesBefore = changes.get();
        try {
            AsynchronousFileChannel open = channel;
            if (open == null) {
                open = Disk.openForSync(directory);
                channel = open;
            }
            open.force(true);
        } catch (IOException e) {
            thrown = e;
        } catch (RuntimeException | Error e) {
            // Whoever leads does so for others too.
            thrown = new IOException("Syncing " + directory, e);
        } finally {
            if (thrown != null) {
                onFailure.accept(thrown);
            }
            lock.lock();
            running = false;
            finished = round;
            if (thrown == null) {
                finishedMark = began;
                syncedChanges = changesBefore;
            } else {
                failed = round;
                failure = thrown;
            }
            if (waiting == 0 || thrown != null) {
                release();
            }
            done.signalAll();
        }
    }

    private void release() {
        AsynchronousFileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It was synced, or not, before.
            }
        }
    }
}
