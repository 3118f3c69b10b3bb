package io.github.hikyaku.storage.maildir;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds what other programs changed in the accounts that somebody watches: at once where the operating system tells of it
 * ({@link Watches}), and by a look each second in any case. There is a thread as long as there is such an account, and no
 * longer.
 */
final class Poller {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path root;
    private final Supplier<Collection<AccountState>> watched;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stop = lock.newCondition();
    private @Nullable Thread thread;
    private @Nullable Watches watches;
    private boolean closed;

    Poller(Path root, Supplier<Collection<AccountState>> watched) {
        this.root = root;
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
        Watches told = null;
        try {
            told = Watches.of(root);
            note(told);
            while (isWanted()) {
                look(told);
                pause(told);
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            // Nobody but us knows the thread, or all is over: as if nothing was left to watch.
        } finally {
            end();
            if (told != null) {
                told.close();
            }
        }
    }

    // For close(), which may have come before.
    private void note(@Nullable Watches told) {
        lock.lock();
        try {
            watches = told;
            if (closed && told != null) {
                told.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private void look(@Nullable Watches told) {
        List<MailboxState> open = new ArrayList<>();
        for (AccountState account : watched.get()) {
            try {
                account.poll();
                open.addAll(account.open());
            } catch (IOException | RuntimeException e) {
                Log.of(Poller.class).warn("Could not look into the account {}: {}", account.id, e.toString());
            }
        }
        if (told != null) {
            told.follow(open);
        }
    }

    // Until it is time for the next look at everything.
    private void pause(@Nullable Watches told) throws InterruptedException {
        long until = System.nanoTime() + PAUSE_NANOS;
        if (told == null) {
            lock.lock();
            try {
                for (long left = PAUSE_NANOS; left > 0 && !closed; ) {
                    left = stop.awaitNanos(left);
                }
            } finally {
                lock.unlock();
            }
            return;
        }
        for (long left = PAUSE_NANOS; left > 0; left = until - System.nanoTime()) {
            for (MailboxState mailbox : told.await(left)) {
                try {
                    mailbox.poll(false);
                } catch (RuntimeException e) {
                    // Its next user is told.
                    Log.of(Poller.class).debug("Could not look into {}", mailbox.directory, e);
                }
            }
        }
    }

    // If not, the thread is to end, which start() then knows.
    private boolean isWanted() {
        lock.lock();
        try {
            if (!closed && !watched.get().isEmpty()) {
                return true;
            }
            thread = null;
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            // There may be another already.
            thread = thread == Thread.currentThread() ? null : thread;
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
            if (watches != null) {
                watches.close();
            }
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
