package io.github.hikyaku.engine.internal;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Makes the executor that sessions run on. */
public final class Workers {
    /** Threads of the pool at most: sessions wait for disks, not for processors. */
    private static final int THREADS = 64;

    private Workers() {}

    /** Virtual threads where the JDK has them, else a bounded pool of daemon threads with this name. */
    public static ExecutorService create(String name) {
        try {
            // JDK 21 has it; the baseline is 17.
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException older) {
            return pool(name, THREADS);
        }
    }

    static ExecutorService pool(String name, int threads) {
        return new WorkerPool(name, threads);
    }
}
