package io.github.hikyaku.storage.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A process that runs a {@link CrashWorker}, and the lines that it wrote. */
final class CrashChild {
    private static final long LIMIT_SECONDS = 60;
    private static final int MOST_ERRORS = 4_000;

    private final Process process;
    private final Path directory;
    private final Path errors;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Both guarded by the lock.
    private final List<String> lines = new ArrayList<>();
    private boolean ended;
    private final CountDownLatch up = new CountDownLatch(1);
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Thread reader = new Thread(this::read, "crash-worker-lines");

    private CrashChild(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
        this.errors = errors(directory);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts one, which warms up, if it is to, and waits to be told to go. */
    static CrashChild start(Class<?> opener, Path place, boolean warm, Consumer<ProcessBuilder> prepare)
            throws IOException {
        Path directory = Files.createTempDirectory("crash-worker");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                CrashWorker.class.getName(),
                opener.getName(),
                place.toString()));
        if (warm) {
            command.add(Files.createDirectory(directory.resolve("scratch")).toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(errors(directory).toFile());
        prepare.accept(builder);
        return new CrashChild(builder.start(), directory);
    }

    private static Path errors(Path directory) {
        return directory.resolve("errors");
    }

    // Process.destroyForcibly would throw away what it wrote and nobody read yet.
    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Has it open the store and work. */
    void go(String run) throws IOException, InterruptedException {
        await(up, "start");
        // Not closed: the worker ends when its input does.
        OutputStream input = process.getOutputStream();
        try {
            input.write((run + "\n").getBytes(UTF_8));
            input.flush();
        } catch (IOException e) {
            // It has ended, as whoever waits for its lines will find.
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw e;
            }
        }
    }

    /** Waits until the store is open, or the process ended without. */
    void awaitReady() throws IOException, InterruptedException {
        await(ready, "open the store");
    }

    /** Waits until it wrote so many lines, or for so long, or until it ended. */
    void awaitLines(int wanted, int millis) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lock();
        try {
            int enough = lines.size() + wanted;
            for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
                if (lines.size() >= enough || ended) {
                    return;
                }
                changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    private void await(CountDownLatch latch, String what) throws IOException, InterruptedException {
        if (!latch.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("The process did not " + what + " within " + LIMIT_SECONDS + " s: " + errors());
        }
    }

    /** All it ever wrote, once it has ended. */
    List<String> lines() throws IOException, InterruptedException {
        reader.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
        if (reader.isAlive() || !process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("The process did not end within " + LIMIT_SECONDS + " s: " + errors());
        }
        lock.lock();
        try {
            return List.copyOf(lines);
        } finally {
            lock.unlock();
        }
    }

    /** What it complained of. */
    String errors() throws IOException {
        String text = Files.readString(errors);
        return text.length() > MOST_ERRORS ? text.substring(0, MOST_ERRORS) : text;
    }

    /** Ends it if it has not, and clears away. */
    void end() throws IOException, InterruptedException {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }

    // The last line may lack its end: then nobody was told.
    private void read() {
        try (InputStream in = process.getInputStream()) {
            BufferedReader text = new BufferedReader(new InputStreamReader(in, UTF_8));
            StringBuilder line = new StringBuilder();
            for (int c = text.read(); c >= 0; c = text.read()) {
                if (c != '\n') {
                    line.append((char) c);
                    continue;
                }
                take(line.toString());
                line.setLength(0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            up.countDown();
            ready.countDown();
            noteEnd();
        }
    }

    private void noteEnd() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void take(String line) {
        if (line.equals(CrashWorker.UP)) {
            up.countDown();
        } else if (line.equals(CrashWorker.READY)) {
            ready.countDown();
        }
        lock.lock();
        try {
            lines.add(line);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
