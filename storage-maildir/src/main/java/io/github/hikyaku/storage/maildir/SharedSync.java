package io.github.hikyaku.storage.maildir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The fsync of a directory, shared by all who want it at once: who comes while one runs waits for the next, which
 * serves all that came in the meantime.
 */
final class SharedSync {
    private final Path directory;
    private final Disk disk;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition done = lock.newCondition();
    private long started;
    private long finished;
    private boolean running;
    private long failed;
    private @Nullable IOException failure;

    SharedSync(Path directory, Disk disk) {
        this.directory = directory;
        this.disk = disk;
    }

    /** What was done to the directory before the call is on the disk when this returns. */
    void sync() throws IOException {
        if (!disk.isDurable()) {
            return;
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
            if (e != null && failed == mine) {
                throw e;
            }
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
        try {
            disk.syncDirectory(directory);
        } catch (IOException e) {
            thrown = e;
        } finally {
            lock.lock();
        }
        running = false;
        finished = round;
        if (thrown != null) {
            failed = round;
            failure = thrown;
        }
        done.signalAll();
    }
}
