package io.github.hikyaku.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
    void shortTasksShareAsManyThreadsAsThereAreProcessors() throws Exception {
        ExecutorService pool = Workers.pool("test", 64);
        int processors = Math.max(2, Runtime.getRuntime().availableProcessors());
        try {
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            for (int round = 0; round < 50; round++) {
                CountDownLatch done = new CountDownLatch(200);
                for (int i = 0; i < 200; i++) {
                    pool.execute(() -> {
                        threads.add(Thread.currentThread());
                        done.countDown();
                    });
                }
                assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
            }
            // A thread that lost its processor in the middle of a task looks like one that waits: a few more are right.
            assertThat(threads).hasSizeLessThanOrEqualTo(processors + 20);
        } finally {
            pool.shutdown();
        }
        assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTaskBehindThreadsThatTurnOutToWaitIsRunByAnother() throws Exception {
        ExecutorService pool = Workers.pool("test", 64);
        CountDownLatch release = new CountDownLatch(1);
        try {
            for (int round = 0; round < 60; round++) {
                CountDownLatch ran = new CountDownLatch(1);
                pool.execute(() -> {
                    ran.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                });
                assertThat(ran.await(5, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            release.countDown();
            pool.shutdown();
        }
        assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatWasTakenIsRunBeforeThePoolEnds() throws Exception {
        for (int round = 0; round < 200; round++) {
            ExecutorService pool = Workers.pool("test", 4);
            AtomicInteger run = new AtomicInteger();
            for (int i = 0; i < 20; i++) {
                pool.execute(run::incrementAndGet);
            }
            pool.shutdown();
            assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
            assertThat(run).hasValue(20);
        }
    }

    @Test
    void aTaskThatThrowsEndsNoThreadAndNoOtherTask() throws Exception {
        ExecutorService pool = Workers.pool("test", 2);
        CountDownLatch done = new CountDownLatch(10);
        try {
            for (int i = 0; i < 10; i++) {
                pool.execute(() -> {
                    done.countDown();
                    Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {});
                    throw new IllegalStateException("as it happens");
                });
            }
            assertThat(done.await(5, TimeUnit.SECONDS)).isTrue();
        } finally {
            pool.shutdown();
        }
        assertThat(pool.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
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
