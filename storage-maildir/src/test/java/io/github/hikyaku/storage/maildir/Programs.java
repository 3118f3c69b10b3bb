package io.github.hikyaku.storage.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Programs of this machine, with a limit of time. Without one the test is skipped, or fails where the environment says
 * that programs are required.
 */
final class Programs {
    private static final long LIMIT_SECONDS = 30;

    private Programs() {}

    /** Ends the test, unless all of these are there: names on the search path, or paths. */
    static void require(String... names) {
        for (String name : names) {
            boolean there = name.startsWith("/")
                    ? Files.isExecutable(Path.of(name))
                    : Stream.of(System.getenv("PATH").split(File.pathSeparator))
                            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
            if (!there && "1".equals(System.getenv("HIKYAKU_REQUIRE_PROGRAMS"))) {
                fail(name + " is not installed, and HIKYAKU_REQUIRE_PROGRAMS is 1");
            }
            if (!there) {
                abort(name + " is not installed");
            }
        }
    }

    /** A program that is not started yet, with a home of its own. */
    static ProcessBuilder command(Path home, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().put("HOME", home.toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder;
    }

    /** Runs a program to its end, which must be a good one, and returns what it wrote. */
    static String run(Path home, String... command) throws IOException {
        return run(command(home, List.of(command)));
    }

    static String run(ProcessBuilder builder) throws IOException {
        Path out = Files.createTempFile("hikyaku-out", "");
        try {
            Process process = builder.redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            String text = Files.readString(out);
            assertThat(ended)
                    .as("The end of %s within %s s; it wrote %s", builder.command(), LIMIT_SECONDS, text)
                    .isTrue();
            assertThat(process.exitValue())
                    .as("%s: %s", builder.command(), text)
                    .isZero();
            return text;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            Files.delete(out);
        }
    }
}
