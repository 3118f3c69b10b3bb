package io.github.hikyaku.engine.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Threads for tasks that are mostly short and sometimes wait for a disk. Waking a thread costs more than a short task
 * does, so while as many threads as there are processors are at tasks that have just begun, a new task is left to the
 * first of them that is free. A thread that is at one task for longer counts as one that waits: then another is woken, or
 * made, up to a bound. A task that was left to threads that turn out to wait is noticed by a watch within a millisecond.
 *
 * <p><strong>Order of things.</strong> {@code execute} adds the task and then looks at the threads; a thread says that it is
 * idle and then looks for a task: one of both sees the other. {@link #lock} guards the list of idle threads and the counts.
 */
final class WorkerPool extends AbstractExecutorService {
    /** A thread that is at one task for longer is taken to wait for something. */
    private static final long SHORT_NANOS = 100_000;

    private static final long WATCH_NANOS = 500_000;
    private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long IDLE = Long.MIN_VALUE;

    private final String name;
    private final int most;
    private final int processors = Math.max(2, Runtime.getRuntime().availableProcessors());
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Worker> idle = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean watching = new AtomicBoolean();
    private volatile Worker[] workers = {};
    private volatile boolean stopping;
    private volatile boolean aborting;
    private volatile @Nullable Thread watch;
    private int number;

    WorkerPool(String name, int most) {
        this.name = name;
        this.most = most;
    }

    @Override
    public void execute(Runnable task) {
        if (stopping) {
            throw new RejectedExecutionException("The workers have stopped");
        }
        tasks.add(task);
        if (stopping && tasks.remove(task)) {
            throw new RejectedExecutionException("The workers have stopped");
        }
        if (atShortTasks() < processors) {
            another();
        } else if (watching.compareAndSet(false, true)) {
            startWatch();
        }
    }

    private int atShortTasks() {
        long now = System.nanoTime();
        int count = 0;
        for (Worker worker : workers) {
            long since = worker.since;
            if (since != IDLE && now - since < SHORT_NANOS) {
                count++;
            }
        }
        return count;
    }

    /** Sets one more thread to work, if there may be one more. */
    private void another() {
        Worker worker;
        lock.lock();
        try {
            worker = idle.pollFirst();
            if (worker == null && workers.length < most && !tasks.isEmpty()) {
                Worker made = new Worker(name + "-" + ++number);
                List<Worker> all = new ArrayList<>(List.of(workers));
                all.add(made);
                workers = all.toArray(Worker[]::new);
                made.thread.start();
                return;
            }
            if (worker != null) {
                worker.since = System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
        if (worker != null) {
            LockSupport.unpark(worker.thread);
        }
    }

    private void startWatch() {
        lock.lock();
        try {
            if (watch == null && !stopping) {
                Thread made = new Thread(this::watch, name + "-watch");
                made.setDaemon(true);
                made.start();
                watch = made;
                return;
            }
        } finally {
            lock.unlock();
        }
        LockSupport.unpark(watch);
    }

    private void watch() {
        while (!stopping) {
            if (!watching.get()) {
                LockSupport.park(this);
                continue;
            }
            LockSupport.parkNanos(this, WATCH_NANOS);
            if (tasks.isEmpty()) {
                watching.set(false);
                if (!tasks.isEmpty()) {
                    watching.set(true);
                }
            } else if (atShortTasks() < processors) {
                another();
            }
        }
    }

    /** Lets a thread wait for the next task; false if it is to end. */
    private boolean rest(Worker worker) {
        lock.lock();
        try {
            if (tasks.isEmpty()) {
                if (stopping) {
                    return false;
                }
                worker.since = IDLE;
                idle.addFirst(worker);
            }
        } finally {
            lock.unlock();
        }
        if (worker.since == IDLE && !tasks.isEmpty() && takeOut(worker)) {
            worker.since = System.nanoTime();
        }
        long until = System.nanoTime() + KEEP_NANOS;
        while (worker.since == IDLE) {
            long left = until - System.nanoTime();
            LockSupport.parkNanos(this, Math.max(1, left));
            if ((left <= 0 || stopping) && takeOut(worker)) {
                return false;
            }
        }
        return true;
    }

    /** Takes a thread out of the list of idle ones; false if somebody else did, who has work for it. */
    private boolean takeOut(Worker worker) {
        lock.lock();
        try {
            return idle.remove(worker);
        } finally {
            lock.unlock();
        }
    }

    private void ended(Worker worker) {
        lock.lock();
        try {
            List<Worker> all = new ArrayList<>(List.of(workers));
            all.remove(worker);
            workers = all.toArray(Worker[]::new);
            if (stopping && all.isEmpty()) {
                ended.countDown();
            }
        } finally {
            lock.unlock();
        }
        // A task that came while it was on its way out is another's.
        if (!tasks.isEmpty()) {
            another();
        }
    }

    @Override
    public void shutdown() {
        Worker[] all;
        lock.lock();
        try {
            stopping = true;
            all = workers;
            if (all.length == 0) {
                ended.countDown();
            }
        } finally {
            lock.unlock();
        }
        for (Worker worker : all) {
            LockSupport.unpark(worker.thread);
        }
        LockSupport.unpark(watch);
    }

    @Override
    public List<Runnable> shutdownNow() {
        aborting = true;
        shutdown();
        List<Runnable> left = new ArrayList<>();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            left.add(task);
        }
        for (Worker worker : workers) {
            worker.thread.interrupt();
        }
        return left;
    }

    @Override
    public boolean isShutdown() {
        return stopping;
    }

    @Override
    public boolean isTerminated() {
        return ended.getCount() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        if (!ended.await(timeout, unit)) {
            return false;
        }
        Thread last = watch;
        if (last != null) {
            last.join(Math.max(1, unit.toMillis(timeout)));
        }
        return true;
    }

    /** One thread, and since when it is at its task. */
    private final class Worker implements Runnable {
        private final Thread thread;
        private volatile long since = System.nanoTime();

        Worker(String threadName) {
            thread = new Thread(this, threadName);
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            try {
                do {
                    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                        since = System.nanoTime();
                        run(task);
                    }
                } while (rest(this));
            } finally {
                since = IDLE;
                ended(this);
            }
        }

        private void run(Runnable task) {
            try {
                task.run();
            } catch (RuntimeException | Error thrown) {
                Thread.UncaughtExceptionHandler handler = thread.getUncaughtExceptionHandler();
                handler.uncaughtException(thread, thrown);
            }
            if (!aborting) {
                Thread.interrupted(); // an interrupt was for that task
            }
        }
    }
}
