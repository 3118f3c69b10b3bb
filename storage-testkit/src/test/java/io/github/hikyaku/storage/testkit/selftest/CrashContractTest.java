package io.github.hikyaku.storage.testkit.selftest;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.testkit.CrashContract;
import io.github.hikyaku.storage.testkit.selftest.JournalStore.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The crash contract bites: a store that survives is let pass, and each fault of another is found. */
class CrashContractTest {
    private static final int CYCLES = 4;
    // Most faults are found in the first or second.
    private static final int MOST_CYCLES = 40;

    @TempDir
    Path place;

    @Test
    void aSoundStorePasses() throws Exception {
        new Suite(Sound.class, place).run(CYCLES);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aFaultIsFound(Class<? extends CrashContract.Opener> opener, String found) {
        assertThatThrownBy(() -> new Suite(opener, place).run(MOST_CYCLES))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("(?s)In cycle \\d+ with -Dhikyaku.crash.seed=\\d+:\n.*(" + found + ").*");
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(Late.class, " is lost| has the flags | is there again|mailboxes are|subscriptions are"),
                Arguments.of(Twice.class, "is there, and nobody put it there, or not twice"),
                Arguments.of(Torn.class, "octets, not all of them those of"),
                Arguments.of(ForgetsExpunges.class, "is there again"),
                Arguments.of(ClockGoesBack.class, "the HIGHESTMODSEQ \\d+, and \\d+ was told"));
    }

    @Test
    void aCallThatFailsIsAFault() {
        assertThatThrownBy(() -> new Suite(Failing.class, place).run(MOST_CYCLES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("calls that failed");
    }

    private static final class Suite extends CrashContract {
        private final Class<? extends Opener> opener;
        private final Path place;

        Suite(Class<? extends Opener> opener, Path place) {
            this.opener = opener;
            this.place = place;
        }

        void run(int cycles) throws Exception {
            runCycles(cycles);
        }

        @Override
        protected Class<? extends Opener> opener() {
            return opener;
        }

        @Override
        protected Path place() {
            return place;
        }
    }

    /** {@link Fault#NONE}. */
    public static final class Sound implements CrashContract.Opener {
        @Override
        public MailStore open(Path place) throws IOException {
            return JournalStore.open(place, Fault.NONE);
        }
    }

    /** {@link Fault#LATE}. */
    public static final class Late implements CrashContract.Opener {
        @Override
        public MailStore open(Path place) throws IOException {
            return JournalStore.open(place, Fault.LATE);
        }
    }

    /** {@link Fault#TWICE}. */
    public static final class Twice implements CrashContract.Opener {
        @Override
        public MailStore open(Path place) throws IOException {
            return JournalStore.open(place, Fault.TWICE);
        }
    }

    /** {@link Fault#TORN}. */
    public static final class Torn implements CrashContract.Opener {
        @Override
        public MailStore open(Path place) throws IOException {
            return JournalStore.open(place, Fault.TORN);
        }
    }

    /** {@link Fault#FORGETS_EXPUNGES}. */
    public static final class ForgetsExpunges implements CrashContract.Opener {
        @Override
        public MailStore open(Path place) throws IOException {
            return JournalStore.open(place, Fault.FORGETS_EXPUNGES);
        }
    }

    /** {@link Fault#CLOCK_GOES_BACK}. */
    public static final class ClockGoesBack implements CrashContract.Opener {
        @Override
        public MailStore open(Path place) throws IOException {
            return JournalStore.open(place, Fault.CLOCK_GOES_BACK);
        }
    }

    /** Whose flags never change. */
    public static final class Failing implements CrashContract.Opener {
        @Override
        public MailStore open(Path place) throws IOException {
            return JournalStore.open(place, Fault.FAILS);
        }
    }
}
