package io.github.hikyaku.account;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Work that takes the machine's memory or processors for long: so many at a time as there are processors, the others wait. */
final class HeavyWork {
    private static final Semaphore TURNS = new Semaphore(Runtime.getRuntime().availableProcessors());

    private HeavyWork() {}

    static <T> T inTurn(Supplier<T> work) {
        TURNS.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            TURNS.release();
        }
    }
}
