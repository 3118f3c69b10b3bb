package io.github.hikyaku.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.engine.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ThreadTimersTest {
    private static final Duration NEVER = Duration.ofDays(1);

    private final ThreadTimers timers = new ThreadTimers("timers-test");

    @AfterEach
    void stop() throws InterruptedException {
        timers.stop(Duration.ofSeconds(5));
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void tasksRunInTheOrderOfTheirTimesWhateverTheOrderTheyWereGivenIn() throws Exception {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(1));
        List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(order.size());
        // So far apart that a thread that is held up while it gives them does not matter.
        for (int i : order) {
            timers.schedule(Duration.ofMillis(300 + 50L * i), () -> {
                ran.add(i);
                done.countDown();
            });
        }
        await(done);
        assertThat(ran).isSorted();
    }

    @Test
    void noTaskRunsBeforeItsTime() throws Exception {
        long begin = timers.nanoTime();
        CountDownLatch done = new CountDownLatch(1);
        timers.schedule(Duration.ofMillis(700), done::countDown);
        await(done);
        assertThat(timers.nanoTime() - begin)
                .isGreaterThanOrEqualTo(Duration.ofMillis(700).toNanos());
    }

    @Test
    void aTaskThatIsDueSoonDoesNotWaitForTheThreadToWakeByItself() throws Exception {
        timers.schedule(NEVER, () -> {});
        for (int i = 0; i < 20; i++) {
            long begin = System.nanoTime();
            CountDownLatch done = new CountDownLatch(1);
            timers.schedule(Duration.ofMillis(1), done::countDown);
            await(done);
            if (System.nanoTime() - begin < Duration.ofMillis(100).toNanos()) {
                return; // a thread that only woke by itself would need half a second nearly each time
            }
        }
        throw new AssertionError("Never soon");
    }

    @Test
    void whatIsTakenBackDoesNotRunAndTheOthersDo() throws Exception {
        Random random = new Random(2);
        List<Connection.Timer> takenBack = new ArrayList<>();
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            takenBack.add(timers.schedule(Duration.ofMillis(200 + random.nextInt(200)), () -> wrong.add("ran")));
            timers.schedule(Duration.ofMillis(200 + random.nextInt(200)), done::countDown);
        }
        Collections.shuffle(takenBack, random);
        takenBack.forEach(Connection.Timer::cancel);
        takenBack.forEach(Connection.Timer::cancel);
        await(done);
        assertThat(wrong).isEmpty();
    }

    @Test
    void aTaskThatFailsTakesNothingFromTheOthers() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        timers.schedule(Duration.ZERO, () -> {
            throw new IllegalStateException("as the test wants");
        });
        timers.schedule(Duration.ofMillis(1), done::countDown);
        await(done);
    }

    @Test
    void afterStopNothingRunsAnyMore() throws Exception {
        List<String> ran = Collections.synchronizedList(new ArrayList<>());
        timers.schedule(Duration.ofMillis(50), () -> ran.add("before"));
        assertThat(timers.stop(Duration.ofSeconds(5))).isTrue();
        Connection.Timer late = timers.schedule(Duration.ZERO, () -> ran.add("after"));
        late.cancel();
        assertThat(ran).isEmpty();
    }

    @Test
    void timersThatWereNeverUsedStopAtOnce() throws Exception {
        assertThat(new ThreadTimers("unused").stop(Duration.ZERO)).isTrue();
    }
}
