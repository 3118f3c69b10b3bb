package io.github.hikyaku.storage.maildir;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the machine gives to tests that break disks: programs for root, and the right to mount. */
final class Machine {
    private static final long LIMIT_SECONDS = 30;

    private Machine() {}

    /** Skips the test if a program is absent, or fails it where the environment says that none may be. */
    static void needs(String... programs) {
        for (String program : programs) {
            Programs.require(find(program).map(Path::toString).orElse(program));
        }
    }

    /**
     * Skips the test where nobody may mount, as in a container without privileges: no program can help there. The words
     * are what {@code .ci/run} lets pass.
     */
    static void needsMounts(Path scratch) throws Exception {
        needs("mount", "umount");
        Path directory = Files.createDirectory(scratch.resolve("probe"));
        if (exit("mount", "-t", "tmpfs", "-o", "size=64k", "probe", directory) != 0) {
            abort("This machine cannot mount");
        }
        run("umount", directory);
    }

    /** Skips the test where no loop device is to be had. */
    static void needsLoopDevices() throws Exception {
        needs("losetup");
        if (exit("losetup", "-f") != 0) {
            abort("This machine cannot mount from a file: no loop device");
        }
    }

    /** Runs a program to its end, and wants it to succeed. Returns what it wrote. */
    static String run(Object... command) throws Exception {
        StringBuilder output = new StringBuilder();
        int exit = execute(output, command);
        if (exit != 0) {
            fail("$ " + List.of(command) + "\n" + output + "[exit code " + exit + "]");
        }
        return output.toString().strip();
    }

    /** Runs a program to its end. Returns its exit code. */
    static int exit(Object... command) throws Exception {
        return execute(new StringBuilder(), command);
    }

    private static int execute(StringBuilder output, Object... command) throws IOException, InterruptedException {
        List<String> words =
                new ArrayList<>(Stream.of(command).map(String::valueOf).toList());
        find(words.get(0)).ifPresent(program -> words.set(0, program.toString()));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try (InputStream in = process.getInputStream()) {
            output.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return fail(words + " did not end within " + LIMIT_SECONDS + " s");
        }
        return process.exitValue();
    }

    /** On the search path, or where programs for root are. */
    static Optional<Path> find(String program) {
        String folders = System.getenv("PATH") + File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/sbin";
        return Stream.of(folders.split(File.pathSeparator))
                .map(folder -> Path.of(folder).resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
