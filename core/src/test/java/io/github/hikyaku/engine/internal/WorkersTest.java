package io.github.hikyaku.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkersTest {
    @Test
    void thePoolGrowsWhileAllAreBusyAndNoFurther() throws Exception {
        ExecutorService pool = Workers.pool("test", 4);
        try {
            CountDownLatch busy = new CountDownLatch(4);
            CountDownLatch release = new CountDownLatch(1);
            CountDownLatch done = new CountDownLatch(20);
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            for (int i = 0; i < 20; i++) {
                pool.execute(() -> {
                    threads.add(Thread.currentThread());
                    busy.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                    done.countDown();
                });
            }
            assertThat(busy.await(5, TimeUnit.SECONDS)).isTrue();
            release.countDown();
            assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(threads).hasSize(4).allMatch(Thread::isDaemon);
        } finally {
            pool.shutdown();
        }
        assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void threadsAreVirtualWhereTheJdkHasThem() throws Exception {
        ExecutorService workers = Workers.create("test");
        try {
            boolean virtual = workers.submit(
                            () -> Thread.currentThread().toString().startsWith("VirtualThread"))
                    .get(5, TimeUnit.SECONDS);
            assertThat(virtual).isEqualTo(Runtime.version().feature() >= 21);
        } finally {
            workers.shutdown();
        }
    }
}
