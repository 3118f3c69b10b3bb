package io.github.hikyaku.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A program of this machine, run in a directory that is also its home, with a limit of time. Without the program the test
 * is skipped, or fails where the environment says that programs are required.
 */
final class Program {
    private static final long LIMIT_SECONDS = 40;

    private final Path directory;
    private final List<String> command;

    private Program(Path directory, List<String> command) {
        this.directory = directory;
        this.command = command;
    }

    /** A program on the search path, with the first of its arguments. */
    static Program of(Path directory, String name, Object... arguments) {
        if (Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .noneMatch(folder -> Files.isExecutable(Path.of(folder, name)))) {
            missing(name + " is not installed");
        }
        return new Program(directory, List.of(name)).with(arguments);
    }

    /** A Java program, run by the JDK that runs the test. */
    static Program java(Path directory, Object... arguments) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new Program(directory, List.of(java)).with(arguments);
    }

    /** Skips the test because something of the machine is missing, or fails it where nothing may be. */
    static void missing(String what) {
        if ("1".equals(System.getenv("HIKYAKU_REQUIRE_PROGRAMS"))) {
            fail(what + ", and HIKYAKU_REQUIRE_PROGRAMS is 1");
        }
        abort(what);
    }

    /** The same with more arguments. */
    Program with(Object... arguments) {
        List<String> longer = new ArrayList<>(command);
        Stream.of(arguments).map(String::valueOf).forEach(longer::add);
        return new Program(directory, longer);
    }

    /** Runs it to its end, with nothing to read. */
    Result run() {
        return run(new byte[0]);
    }

    /** Runs it to its end, with something to read. */
    Result run(byte[] input) {
        try {
            Path in = Files.write(Files.createTempFile(directory, "in", ""), input);
            Path out = Files.createTempFile(directory, "out", "");
            Path err = Files.createTempFile(directory, "err", "");
            Process process = start(builder -> builder.redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile()));
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            Result result = new Result(command, process.exitValue(), Files.readAllBytes(out), Files.readString(err));
            return ended ? result : fail(result + "\ndid not end within " + LIMIT_SECONDS + " s");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts it, and leaves the rest to the caller. */
    Process start(Consumer<ProcessBuilder> change) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("HOME", directory.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        change.accept(builder);
        return builder.start();
    }

    /** What a program answered. */
    record Result(List<String> command, int exitCode, byte[] octets, String errors) {
        /** Asserts that it ended with 0. */
        Result ok() {
            return exit(0);
        }

        /** Asserts that it ended with this exit code. */
        Result exit(int expected) {
            assertThat(exitCode).as(toString()).isEqualTo(expected);
            return this;
        }

        /** What it wrote, line ends as a program's on this machine. */
        String text() {
            return new String(octets, StandardCharsets.UTF_8).replace("\r\n", "\n");
        }

        /** The lines it wrote. */
        List<String> lines() {
            return text().lines().toList();
        }

        @Override
        public String toString() {
            return "$ " + String.join(" ", command) + "\n" + text() + errors + "[exit code " + exitCode + "]";
        }
    }
}
