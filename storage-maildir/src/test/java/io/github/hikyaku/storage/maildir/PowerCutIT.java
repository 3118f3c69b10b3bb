package io.github.hikyaku.storage.maildir;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.testkit.CrashContract;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The power is cut: an ext4 file system of its own is shut down at any moment without its journal being flushed, the
 * process that worked on it is killed, and the file system is mounted again, which replays the journal. All that was
 * acknowledged must be there. Each process has a boot id of its own, as after a restart of the machine.
 *
 * <p>The system property {@value #CYCLES} sets how often the power is cut. Needs root.
 */
class PowerCutIT extends CrashContract {
    static final String CYCLES = "hikyaku.powercut.cycles";

    private static final int DEFAULT_CYCLES = 20;
    // Without fsync of directories nearly every cut loses something; as many as that are no accident.
    private static final int CYCLES_TO_LOSS = 20;

    // Where an fsync of the image itself costs nothing.
    private static final Path MEMORY = Path.of("/dev/shm");

    private Path scratch;
    private Path mountPoint;
    private Path image;
    private String device = "";
    private boolean syncsDirectories = true;
    private boolean goesOnWithoutDisk;

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

    @BeforeEach
    void makeFileSystem() throws Exception {
        scratch = super.place();
        Machine.needs("gcc", "mkfs.ext4", "e2fsck");
        Machine.needsMounts(scratch);
        Machine.needsLoopDevices();
        compile("shim.c", "-shared", "-fPIC", "-ldl");
        compile("cut.c");
        image = Files.createTempFile(Files.isWritable(MEMORY) ? MEMORY : scratch, "power-cut", ".img");
        mountPoint = Files.createDirectory(scratch.resolve("mnt"));
        Machine.run("truncate", "-s", "64M", image);
        Machine.run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", image);
        device = Machine.run("losetup", "-f", "--show", image);
        mount();
        Files.createDirectory(place());
    }

    private void compile(String source, String... options) throws Exception {
        Path file = scratch.resolve(source);
        try (InputStream in = PowerCutIT.class.getResourceAsStream("/power-cut/" + source)) {
            Files.copy(in, file);
        }
        Object[] command = new Object[options.length + 4];
        command[0] = "gcc";
        command[1] = file;
        command[2] = "-o";
        command[3] = scratch.resolve(source.replace(".c", ""));
        System.arraycopy(options, 0, command, 4, options.length);
        Machine.run(command);
    }

    @AfterEach
    void removeFileSystem() throws Exception {
        if (!device.isEmpty()) {
            Machine.exit("umount", mountPoint);
            Machine.run("losetup", "-d", device);
        }
        if (image != null) {
            Files.deleteIfExists(image);
        }
    }

    // The journal is committed when an fsync wants it, and hardly ever otherwise.
    private void mount() throws Exception {
        Machine.run("mount", "-t", "ext4", "-o", "commit=60,data=ordered", device, mountPoint);
    }

    @Override
    protected Path place() {
        return mountPoint.resolve("mail");
    }

    @Override
    protected int cycles() {
        return Integer.getInteger(CYCLES, DEFAULT_CYCLES);
    }

    @Override
    protected boolean mayFail() {
        return goesOnWithoutDisk;
    }

    @Override
    protected void prepare(ProcessBuilder worker) {
        try {
            Path bootId = Files.createTempFile(scratch, "boot", "id");
            Files.writeString(bootId, UUID.randomUUID() + "\n");
            worker.environment().put("LD_PRELOAD", scratch.resolve("shim").toString());
            worker.environment().put("POWER_CUT_BOOT_ID", bootId.toString());
            if (!syncsDirectories) {
                worker.environment().put("POWER_CUT_NO_DIRECTORY_SYNC", "1");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Stopped first, as nobody is told anything after a power cut.
    @Override
    protected void crash(ProcessHandle worker) throws Exception {
        if (goesOnWithoutDisk) {
            Machine.run(scratch.resolve("cut"), mountPoint);
        } else {
            Machine.run(scratch.resolve("cut"), mountPoint, worker.pid());
        }
        worker.destroyForcibly();
        worker.onExit().get(30, TimeUnit.SECONDS);
    }

    // After the check too: what it left unsynced is not to be lost with the boot id that it was written under.
    @Override
    protected void restart() throws Exception {
        Machine.run("umount", mountPoint);
        mount();
        Machine.run("umount", mountPoint);
        Machine.run("e2fsck", "-f", "-n", device);
        mount();
    }

    /** The disk dies, and the process goes on for a moment: it must not acknowledge what it could not write. */
    @Test
    void nothingIsAcknowledgedThatAFailingDiskDidNotTake() throws Exception {
        goesOnWithoutDisk = true;
        runCycles(Math.max(1, cycles() / 2));
    }

    @Test
    void withoutFsyncOfDirectoriesItIsLost() {
        syncsDirectories = false;
        assertThatThrownBy(() -> runCycles(CYCLES_TO_LOSS))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("(?s)In cycle .*( is lost| has the flags | is there again| the mailboxes are |"
                        + " the subscriptions are ).*");
    }
}
