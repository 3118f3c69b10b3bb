package io.github.hikyaku.engine.mina;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A daemon thread for each of the library's loops. */
final class IoThreads implements Executor {
    private static final Logger LOG = LoggerFactory.getLogger(IoThreads.class);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final String prefix;
    private final AtomicInteger number = new AtomicInteger();
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();

    IoThreads(String prefix) {
        this.prefix = prefix;
    }

    @Override
    public void execute(Runnable loop) {
        Thread thread = new Named(
                () -> {
                    try {
                        run(loop);
                    } finally {
                        running.remove(Thread.currentThread());
                    }
                },
                prefix + number.incrementAndGet());
        thread.setDaemon(true);
        running.add(thread);
        thread.start();
    }

    /** The library lets errors end its loop, and with it every connection that the loop serves; they cost a moment here. */
    private static void run(Runnable loop) {
        while (true) {
            try {
                loop.run();
                return;
            } catch (Error failed) {
                LOG.error("An I/O thread goes on after an error", failed);
                LockSupport.parkNanos(PAUSE.toNanos()); // memory that is short may be free again
            }
        }
    }

    /** Gives the current thread its name back: the library calls it by one that tells nobody whose it is. */
    static void takeName() {
        if (Thread.currentThread() instanceof Named thread && !thread.getName().equals(thread.name)) {
            thread.setName(thread.name);
        }
    }

    /** Waits until all have ended, but no longer than so long for each. */
    void await(Duration each) throws InterruptedException {
        for (Thread thread : running) {
            thread.join(each.toMillis());
        }
    }

    /** Remembers its name. */
    private static final class Named extends Thread {
        private final String name;

        Named(Runnable task, String name) {
            super(task, name);
            this.name = name;
        }
    }
}
