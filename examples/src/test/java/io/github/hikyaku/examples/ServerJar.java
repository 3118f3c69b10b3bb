package io.github.hikyaku.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The example server as a process of its own, from the jar that the build makes, with little memory. */
final class ServerJar implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Process process;
    private final Path output;
    private final Path errors;

    private ServerJar(Process process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /** The jar; without it the test is skipped. */
    static Path jar() {
        Path jar = Path.of("target", "hikyaku-server.jar").toAbsolutePath();
        if (!Files.exists(jar)) {
            Program.missing("target/hikyaku-server.jar is not there: run mvn package");
        }
        return jar;
    }

    /** The program with its flags, to be run to its end. */
    static Program program(Path dir, Object... flags) {
        return Program.java(dir, "-Xmx40m", "-jar", jar()).with(flags);
    }

    /** Starts it, and waits until it says that it is ready. */
    static ServerJar start(Path dir, Object... flags) throws IOException {
        return start(dir, program(dir, flags));
    }

    /** Starts another program of the jar that says the same. */
    static ServerJar start(Path dir, Program program) throws IOException {
        Path output = Files.createTempFile(dir, "server", ".out");
        Path errors = Files.createTempFile(dir, "server", ".err");
        ServerJar server = new ServerJar(
                program.start(builder -> builder.redirectOutput(output.toFile()).redirectError(errors.toFile())),
                output,
                errors);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !server.process.isAlive()
                        || server.lines().stream().anyMatch(line -> line.startsWith("ready in ")));
        assertThat(server.process.isAlive()).as(server.errors()).isTrue();
        return server;
    }

    /** What it has written. */
    List<String> lines() throws IOException {
        return Files.readAllLines(output);
    }

    /** What it has complained of. */
    String errors() throws IOException {
        return Files.readString(errors);
    }

    /** The port of a service, as it says. */
    int port(String service) throws IOException {
        String beginning = "listening " + service + " 127.0.0.1:";
        return lines().stream()
                .filter(line -> line.startsWith(beginning))
                .map(line -> Integer.parseInt(line.substring(beginning.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no port of " + service));
    }

    /** Sends SIGTERM and answers the exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** Ends it without a word, as a loss of power would. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
