package io.github.hikyaku.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {
    @Test
    void tasksOfManyThreadsRunOneAtATimeAndEachThreadsInOrder() throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(4);
        try {
            SerialExecutor serial = new SerialExecutor(workers);
            List<Integer> seen = new ArrayList<>(); // not safe for threads, and need not be
            CountDownLatch done = new CountDownLatch(4 * 5_000);
            List<Thread> givers = IntStream.range(0, 4)
                    .mapToObj(giver -> new Thread(() -> {
                        for (int i = 0; i < 5_000; i++) {
                            int number = giver * 5_000 + i;
                            serial.execute(() -> {
                                seen.add(number);
                                done.countDown();
                            });
                        }
                    }))
                    .toList();
            givers.forEach(Thread::start);
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            for (int giver = 0; giver < 4; giver++) {
                int first = giver * 5_000;
                assertThat(seen.stream().filter(n -> n >= first && n < first + 5_000))
                        .containsExactlyElementsOf(
                                IntStream.range(first, first + 5_000).boxed().toList());
            }
        } finally {
            workers.shutdownNow();
        }
    }

    @Test
    void aBusyOneLetsOthersHaveTheThread() {
        List<Runnable> workers = new ArrayList<>();
        SerialExecutor serial = new SerialExecutor(workers::add);
        int[] count = {0};
        for (int i = 0; i < 100; i++) {
            serial.execute(() -> count[0]++);
        }
        assertThat(workers).hasSize(1);
        workers.remove(0).run();
        assertThat(count[0]).isLessThan(100);
        workers.remove(0).run();
        assertThat(count[0]).isEqualTo(100);
    }

    @Test
    void aStoppedExecutorLosesNoTask() {
        SerialExecutor serial = new SerialExecutor(task -> {
            throw new RejectedExecutionException();
        });
        int[] count = {0};
        serial.execute(() -> serial.execute(() -> count[0]++));
        serial.execute(() -> count[0]++);
        assertThat(count[0]).isEqualTo(2);
    }

    @Test
    void anExecutorThatHasNoThreadLeftLosesNoTask() {
        List<Runnable> workers = new ArrayList<>();
        boolean[] exhausted = {true};
        SerialExecutor serial = new SerialExecutor(task -> {
            if (exhausted[0]) {
                throw new InternalError("no thread to be had");
            }
            workers.add(task);
        });
        int[] count = {0};
        serial.execute(() -> count[0]++);
        assertThat(count[0]).isEqualTo(1);
        exhausted[0] = false;
        serial.execute(() -> count[0]++);
        workers.remove(0).run();
        assertThat(count[0]).isEqualTo(2);
    }

    @Test
    void aTaskRunsOnTheCallersThreadIfNothingElseRunsOrWaits() {
        List<Runnable> workers = new ArrayList<>();
        SerialExecutor serial = new SerialExecutor(workers::add);
        List<String> ran = new ArrayList<>();
        assertThat(serial.runHere(() -> ran.add("first"))).isTrue();
        serial.execute(() -> ran.add("second"));
        assertThat(serial.runHere(() -> ran.add("never"))).isFalse();
        workers.remove(0).run();
        assertThat(serial.runHere(() -> ran.add("third"))).isTrue();
        assertThat(ran).containsExactly("first", "second", "third");
        assertThat(workers).isEmpty();
    }

    @Test
    void whatIsGivenWhileATaskRunsOnTheCallersThreadIsForTheWorkers() {
        List<Runnable> workers = new ArrayList<>();
        SerialExecutor serial = new SerialExecutor(workers::add);
        List<String> ran = new ArrayList<>();
        serial.runHere(() -> {
            serial.execute(() -> ran.add("second"));
            assertThat(serial.runHere(() -> ran.add("never"))).isFalse();
            ran.add("first");
        });
        assertThat(ran).containsExactly("first");
        workers.remove(0).run();
        assertThat(ran).containsExactly("first", "second");
    }
}
