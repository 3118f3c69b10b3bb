package io.github.hikyaku.filter.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Lets so many through at a time; the others wait in line, without a thread. Safe for use by many threads. */
public final class Gate {
    private final int places;
    private final Executor workers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
    private int taken;

    /** A gate for {@code places} at a time. */
    public Gate(int places, Executor workers) {
        this.places = places;
        this.workers = workers;
    }

    /**
     * Waits for a place, to be given back by {@link #leave}.
     *
     * @param limit how long
     * @return done, on a worker; or an {@link IOException} if none became free in time
     */
    public CompletableFuture<Void> enter(Duration limit) {
        CompletableFuture<Void> place = new CompletableFuture<>();
        lock.lock();
        try {
            if (taken < places) {
                taken++;
                return CompletableFuture.completedFuture(null);
            }
            waiting.add(place);
        } finally {
            lock.unlock();
        }
        return place.orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionallyComposeAsync(
                        late -> {
                            forget(place);
                            return CompletableFuture.failedFuture(new IOException("All " + places
                                    + " connections to the filter were busy for " + limit.toMillis() + " ms"));
                        },
                        workers);
    }

    private void forget(CompletableFuture<Void> place) {
        lock.lock();
        try {
            waiting.removeIf(each -> each == place);
        } finally {
            lock.unlock();
        }
    }

    /** Gives a place back, to the first in line if there is one. */
    public void leave() {
        while (true) {
            CompletableFuture<Void> next;
            lock.lock();
            try {
                next = waiting.poll();
                if (next == null) {
                    taken--;
                    return;
                }
            } finally {
                lock.unlock();
            }
            CompletableFuture<Void> first = next;
            if (!first.isDone()) {
                Completion.run(workers, () -> {
                    if (!first.complete(null)) {
                        leave(); // it gave up just now
                    }
                });
                return;
            }
        }
    }
}
