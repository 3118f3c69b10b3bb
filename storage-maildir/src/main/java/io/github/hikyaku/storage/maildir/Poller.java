package io.github.hikyaku.storage.maildir;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks each second for what other programs changed in the accounts that somebody watches. There is a thread as long as
 * there is such an account, and no longer.
 */
final class Poller {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Supplier<Iterable<AccountState>> watched;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stop = lock.newCondition();
    private @Nullable Thread thread;
    private boolean closed;

    Poller(Supplier<Iterable<AccountState>> watched) {
        this.watched = watched;
    }

    /** Sees to it that there is a thread. Called when there is something to watch already. */
    void start() {
        lock.lock();
        try {
            if (thread == null && !closed) {
                Thread started = new Thread(this::run, "hikyaku-maildir-poll");
                started.setDaemon(true);
                thread = started;
                started.start();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (pause()) {
            for (AccountState account : watched.get()) {
                try {
                    account.poll();
                } catch (IOException | RuntimeException e) {
                    Log.of(Poller.class).warn("Could not look into the account {}: {}", account.id, e.toString());
                }
            }
        }
    }

    // False if the thread is to end, which start() then knows.
    private boolean pause() {
        lock.lock();
        try {
            long left = PAUSE_NANOS;
            while (left > 0 && !closed) {
                left = stop.awaitNanos(left);
            }
            if (!closed && watched.get().iterator().hasNext()) {
                return true;
            }
            thread = null;
            return false;
        } catch (InterruptedException e) {
            // Nobody but us knows the thread: as if nothing was left to watch.
            thread = null;
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread; it is gone when this returns. */
    void close() {
        Thread running;
        lock.lock();
        try {
            closed = true;
            stop.signalAll();
            running = thread;
        } finally {
            lock.unlock();
        }
        if (running != null && running != Thread.currentThread()) {
            try {
                running.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
