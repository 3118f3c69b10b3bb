package io.github.hikyaku.engine.mina;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** A daemon thread for each of the library's loops. */
final class IoThreads implements Executor {
    private final String prefix;
    private final AtomicInteger number = new AtomicInteger();
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();

    IoThreads(String prefix) {
        this.prefix = prefix;
    }

    @Override
    public void execute(Runnable loop) {
        Thread thread = new Thread(
                () -> {
                    try {
                        loop.run();
                    } finally {
                        running.remove(Thread.currentThread());
                    }
                },
                prefix + number.incrementAndGet());
        thread.setDaemon(true);
        running.add(thread);
        thread.start();
    }

    /** Waits until all have ended, but no longer than so long for each. */
    void await(Duration each) throws InterruptedException {
        for (Thread thread : running) {
            thread.join(each.toMillis());
        }
    }
}
