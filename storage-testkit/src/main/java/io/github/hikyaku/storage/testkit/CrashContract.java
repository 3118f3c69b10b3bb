package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.MailStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The end of the process, at any moment: a store with {@link io.github.hikyaku.storage.StoreFeature#PERSISTENT} is worked
 * on by a process of its own, which is killed, and opened again here. Then all that was acknowledged is there, nothing is
 * that nobody asked for, what was under way happened or did not, and no UID and no MODSEQ is given out twice. That again
 * and again in the same place.
 *
 * <p>Not part of {@link MailStoreContract}: extend this in a class of its own. The system property {@value #CYCLES} sets
 * how often the process is killed, {@value #SEED} repeats the choices of a run, though not the moments: threads and
 * processes run as they please.
 */
public abstract class CrashContract {
    /** How often the process is killed. */
    public static final String CYCLES = "hikyaku.crash.cycles";
    /** What the choices of a run follow from. */
    public static final String SEED = "hikyaku.crash.seed";

    private static final int DEFAULT_CYCLES = 50;
    private static final int MOST_LINES = 500;
    private static final int LONGEST_MILLIS = 300;
    private static final int LONGEST_MOMENT_NANOS = 3_000_000;
    private static final int MOST_TOLD = 20;

    @TempDir
    @Nullable
    Path directory;

    /** For subclasses. */
    protected CrashContract() {}

    /** Opens the store under test, here and in the process that is killed. */
    @FunctionalInterface
    public interface Opener {
        /**
         * Opens the store that is kept in this place, or an empty one if none is yet.
         *
         * @param place what {@link CrashContract#place} returns, or an empty directory to warm up in
         * @return the store, which is closed here and killed there
         * @throws Exception whatever goes wrong; the test fails with it
         */
        MailStore open(Path place) throws Exception;
    }

    /**
     * Who opens the store.
     *
     * @return a public class with a public constructor without parameters
     */
    protected abstract Class<? extends Opener> opener();

    /**
     * Where the mail is.
     *
     * @return an empty directory; the same one each time
     */
    protected Path place() {
        if (directory == null) {
            throw new IllegalStateException("Outside of a test");
        }
        return directory;
    }

    /**
     * How often the process is killed.
     *
     * @return the system property {@value #CYCLES}, or 50
     */
    protected int cycles() {
        return Integer.getInteger(CYCLES, DEFAULT_CYCLES);
    }

    /**
     * Whether calls on the store may fail with a {@link io.github.hikyaku.storage.MailStoreException}, because something
     * about the machine is made to. One that failed may have done its work or not. Without that a call that fails is a
     * fault.
     *
     * @return false if not overridden
     */
    protected boolean mayFail() {
        return false;
    }

    /**
     * Whether the process first works a little on a store in a directory that is thrown away, so that more happens in
     * the short time that it has.
     *
     * @return true if not overridden
     */
    protected boolean warmsUp() {
        return true;
    }

    /**
     * Changes how the process is started, such as its environment or a program around it. Called before the place is
     * used by its predecessor.
     *
     * @param worker the command, with standard input and output to be left as they are
     */
    protected void prepare(ProcessBuilder worker) {}

    /**
     * Ends the process with no chance to put anything in order.
     *
     * @param worker the process that works on the store
     * @throws Exception whatever goes wrong; the test fails with it
     */
    protected void crash(ProcessHandle worker) throws Exception {
        worker.destroyForcibly();
    }

    /**
     * Called when the process has ended, and when the store was checked and closed.
     *
     * @throws Exception whatever goes wrong; the test fails with it
     */
    protected void restart() throws Exception {}

    /**
     * What came of the calls that the processes made.
     *
     * @param acknowledged how many returned
     * @param failed how many threw
     * @param acknowledgedLater how many returned that began after one that threw, in the same process
     */
    protected record Outcome(int acknowledged, int failed, int acknowledgedLater) {
        private Outcome plus(List<CrashOp> ops) {
            int returned = 0;
            int threw = 0;
            int later = 0;
            for (CrashOp op : ops) {
                returned += op.isAcknowledged() ? 1 : 0;
                threw += op.state() == CrashOp.State.FAILED ? 1 : 0;
                later += op.isAcknowledged() && threw > 0 ? 1 : 0;
            }
            return new Outcome(acknowledged + returned, failed + threw, acknowledgedLater + later);
        }
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS) // each step has a limit of its own
    void whatWasAcknowledgedIsThereAfterACrash() throws Exception {
        Map<CrashOp.Kind, Integer> calls = new EnumMap<>(CrashOp.Kind.class);
        run(cycles(), calls);
        if (cycles() >= 20) {
            assertThat(calls.keySet()).as("what was acknowledged at all").containsExactly(CrashOp.Kind.values());
        }
    }

    /**
     * Has the process killed so many times, and the store checked each time.
     *
     * @param cycles 1 or more
     * @return what came of it
     * @throws AssertionError if something is wrong with the store
     * @throws Exception whatever else goes wrong
     */
    protected final Outcome runCycles(int cycles) throws Exception {
        return run(cycles, new EnumMap<>(CrashOp.Kind.class));
    }

    private Outcome run(int cycles, Map<CrashOp.Kind, Integer> calls) throws Exception {
        Outcome outcome = new Outcome(0, 0, 0);
        long seed = Long.getLong(SEED, System.nanoTime() & 0xffff_ffffL);
        System.out.println(getClass().getSimpleName() + ": " + cycles + " crashes, -D" + SEED + "=" + seed);
        Random random = new Random(seed);
        CrashModel model = new CrashModel();
        CrashChild next = start();
        try {
            for (int cycle = 0; cycle < cycles; cycle++) {
                CrashChild child = next;
                // Its Java machine starts while this one works.
                next = cycle + 1 < cycles ? start() : child;
                List<String> lines;
                try {
                    lines = killed(child, "c" + cycle + "-" + Long.toHexString(seed), random);
                } finally {
                    child.end();
                }
                restart();
                List<CrashOp> ops = CrashOp.read(lines);
                outcome = outcome.plus(ops);
                ops.stream().filter(CrashOp::isAcknowledged).forEach(op -> calls.merge(op.kind(), 1, Integer::sum));
                check(model, ops, "In cycle " + cycle + " with -D" + SEED + "=" + seed);
                restart();
            }
        } finally {
            next.end();
        }
        System.out.println(getClass().getSimpleName() + ": acknowledged " + calls);
        return outcome;
    }

    private CrashChild start() throws IOException {
        return CrashChild.start(opener(), place(), warmsUp(), this::prepare);
    }

    /**
     * Lets it work for a while, mostly when the store is open, and sometimes not even so long. A while is counted in
     * lines, so that much happens on a slow machine too, and ends at any moment after one.
     */
    private List<String> killed(CrashChild child, String run, Random random) throws Exception {
        child.go(run);
        if (random.nextInt(5) > 0) {
            child.awaitReady();
            child.awaitLines(1 + random.nextInt(MOST_LINES), LONGEST_MILLIS);
        } else {
            child.awaitLines(2, 1 + random.nextInt(LONGEST_MILLIS / 5));
        }
        LockSupport.parkNanos(random.nextInt(LONGEST_MOMENT_NANOS));
        if (!child.isAlive() && !mayFail()) {
            throw new AssertionError("The process ended by itself: " + child.errors());
        }
        crash(child.handle());
        return child.lines();
    }

    private void check(CrashModel model, List<CrashOp> ops, String when) throws Exception {
        List<String> faults;
        List<CrashOp> failed = ops.stream()
                .filter(op -> op.state() == CrashOp.State.FAILED)
                .filter(op -> !mayFail() || !CrashWorker.isTold(op.result(0)))
                .toList();
        assertThat(failed).as(when + ": calls that failed").isEmpty();
        model.apply(ops);
        try (MailStore store = opener().getDeclaredConstructor().newInstance().open(place())) {
            faults = CrashCheck.faults(store, model);
        }
        if (!faults.isEmpty()) {
            List<CrashOp> open = ops.stream().filter(op -> !op.isAcknowledged()).toList();
            List<CrashOp> tree = ops.stream().filter(op -> op.kind().isOfTree()).toList();
            throw new AssertionError(when + ":\n" + first(faults) + "\nNot acknowledged were:\n" + first(open)
                    + "\nThe last changes of the tree were:\n"
                    + first(tree.subList(Math.max(0, tree.size() - MOST_TOLD), tree.size())));
        }
    }

    private static String first(List<?> all) {
        StringBuilder text = new StringBuilder();
        all.stream()
                .limit(MOST_TOLD)
                .forEach(each -> text.append("  ").append(each).append('\n'));
        return all.size() > MOST_TOLD ? text + "  and " + (all.size() - MOST_TOLD) + " more\n" : text.toString();
    }
}
