package io.github.hikyaku.message;

import java.util.concurrent.atomic.AtomicLong;

/** Octets of memory that all messages of a spool share. */
final class MemoryBudget {
    private final AtomicLong free;

    MemoryBudget(long octets) {
        free = new AtomicLong(octets);
    }

    /** Takes all of it or nothing. */
    boolean tryTake(long octets) {
        long now = free.get();
        while (now >= octets) {
            if (free.compareAndSet(now, now - octets)) {
                return true;
            }
            now = free.get();
        }
        return false;
    }

    void giveBack(long octets) {
        free.addAndGet(octets);
    }

    long free() {
        return free.get();
    }
}
