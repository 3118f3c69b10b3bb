package io.github.hikyaku.storage.maildir;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.testkit.CrashContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Calls on the file system fail now and then, as strace or a limit of the process has them: that is reported, the next
 * calls work, and when the process is killed then, all that was acknowledged is there. {@code 3+23} is the third and
 * then each 23rd such call of each thread. The system property {@value #CYCLES} sets how often the process is killed.
 */
class DiskErrorIT extends CrashContract {
    private static final String CYCLES = "hikyaku.diskerror.cycles";
    private static final int DEFAULT_CYCLES = 4;
    // -y: with the path of each descriptor.
    private static final Pattern SYNC = Pattern.compile("f(?:data)?sync\\(\\d+<([^>]*)>\\)\\s+= (-?\\d+).*");
    private static final Pattern RENEWED = Pattern.compile(
            "(?:unlink\\(\"([^\"]*)\"|rename\\(\"[^\"]*\", \"([^\"]*)\"|openat\\([^\"]*\"([^\"]*)\", [^,]*O_CREAT).*= \\d+.*");

    private List<String> around = List.of();
    private Path traces;

    /** Opens the store with its defaults: everything is synced. */
    public static final class Opener implements CrashContract.Opener {
        @Override
        public MailStore open(Path place) {
            return MaildirStore.at(place);
        }
    }

    @Override
    protected Class<? extends CrashContract.Opener> opener() {
        return Opener.class;
    }

    @Override
    protected Path place() {
        return super.place().resolve("mail");
    }

    @Override
    protected int cycles() {
        return Integer.getInteger(CYCLES, DEFAULT_CYCLES);
    }

    @Override
    protected boolean mayFail() {
        return true;
    }

    @Override
    protected void prepare(ProcessBuilder worker) {
        List<String> command = new ArrayList<>(around);
        try {
            command.replaceAll(word -> word.equals("TRACE") ? trace().toString() : word);
            command.addAll(worker.command());
            // A file of the Java machine itself that is larger than some limits here.
            worker.environment().put("JAVA_TOOL_OPTIONS", "-XX:-UsePerfData");
            worker.command(command);
        } catch (UncheckedIOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path trace() {
        try {
            return Files.createTempFile(traces, "trace", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // The process that works is a child of strace, which ends with it.
    @Override
    protected void crash(ProcessHandle worker) {
        List<ProcessHandle> children = worker.descendants().toList();
        children.forEach(ProcessHandle::destroyForcibly);
        if (children.isEmpty()) {
            worker.destroyForcibly();
        }
    }

    @BeforeEach
    void prepareTraces() throws IOException {
        traces = Files.createDirectory(super.place().resolve("traces"));
        Files.createDirectory(place());
        inject("fsync,fdatasync", "EIO", "3+23");
    }

    private void inject(String calls, String error, String when) {
        Machine.needs("strace");
        String traced = "fsync,fdatasync,unlink,rename,openat," + calls;
        around = List.of(
                Machine.find("strace").orElseThrow().toString(),
                "-f",
                "-qq",
                "-y",
                "--seccomp-bpf",
                "-o",
                "TRACE",
                "-e",
                "trace=" + traced,
                "-e",
                "inject=" + calls + ":error=" + error + ":when=" + when);
    }

    /** Works until chance has had a call fail, and another one work behind it, but no longer than is reasonable. */
    private void assertReportedAndOvercome() throws Exception {
        Outcome outcome = runCycles(cycles());
        for (int more = 0; more < 5 && (outcome.failed() == 0 || outcome.acknowledgedLater() == 0); more++) {
            outcome = runCycles(cycles());
        }
        assertThat(outcome.failed()).as("calls that failed: " + outcome).isPositive();
        assertThat(outcome.acknowledgedLater())
                .as("calls that worked after one that failed: " + outcome)
                .isPositive();
    }

    @Test
    void anFsyncThatFailsIsReportedAndNotTriedAgain() throws Exception {
        inject("fsync,fdatasync", "EIO", "5+17");
        assertReportedAndOvercome();
        int failed = 0;
        try (Stream<Path> files = Files.list(traces)) {
            for (Path file : files.toList()) {
                failed += assertNoSyncAfterAFailedOne(file, place().toRealPath().toString());
            }
        }
        assertThat(failed).as("failed fsyncs of files that were looked at").isPositive();
    }

    // What an fsync could not write may be gone from memory too, and the next one says that all is well. A directory
    // can
    // only be synced again.
    private static int assertNoSyncAfterAFailedOne(Path trace, String place) throws IOException {
        Set<String> doubtful = new HashSet<>();
        int failed = 0;
        for (String line : Files.readAllLines(trace, StandardCharsets.ISO_8859_1)) {
            String call = line.replaceFirst("^\\d+\\s+", "");
            Matcher sync = SYNC.matcher(call);
            Matcher renewed = RENEWED.matcher(call);
            if (sync.matches() && sync.group(1).startsWith(place) && !isDirectory(sync.group(1))) {
                if (!sync.group(2).equals("0")) {
                    failed++;
                    doubtful.add(sync.group(1));
                } else {
                    assertThat(doubtful).as("failed before: " + line).doesNotContain(sync.group(1));
                }
            } else if (renewed.matches()) {
                for (int group = 1; group <= 3; group++) {
                    doubtful.remove(String.valueOf(renewed.group(group)));
                }
            }
        }
        return failed;
    }

    // Some are renamed or gone in the end; only mailboxes have names that begin with a dot.
    private static boolean isDirectory(String path) {
        return path.matches(".*/(new|cur|tmp|\\.[^/]*)") || Files.isDirectory(Path.of(path));
    }

    @Test
    void aWriteThatFailsIsReported() throws Exception {
        inject("write,pwrite64", "EIO", "20+11");
        assertReportedAndOvercome();
    }

    @Test
    void aWriteThatFindsNoSpaceIsReported() throws Exception {
        inject("write,pwrite64,link", "ENOSPC", "20+9");
        assertReportedAndOvercome();
    }

    @Test
    void aRenameThatFailsIsReported() throws Exception {
        inject("rename,renameat,renameat2", "EIO", "4+13");
        assertReportedAndOvercome();
    }

    @Test
    void aRemovalThatFailsIsReported() throws Exception {
        inject("unlink,unlinkat", "EIO", "6+7");
        assertReportedAndOvercome();
    }

    /** The machine of Java takes no harm from the signal that comes with it. */
    @Test
    void aFileThatMustNotGrowFurtherIsReported() throws Exception {
        Machine.needs("sh");
        around = List.of("/bin/sh", "-c", "ulimit -f 24; exec \"$0\" \"$@\"");
        assertReportedAndOvercome();
    }
}
