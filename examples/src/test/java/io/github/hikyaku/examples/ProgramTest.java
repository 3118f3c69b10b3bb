package io.github.hikyaku.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** How a program is run for a test, and what happens where there is none. */
class ProgramTest {
    @TempDir
    Path dir;

    @Test
    void aMissingProgramSkipsTheTestOrFailsItWhereProgramsAreRequired() {
        boolean required = "1".equals(System.getenv("HIKYAKU_REQUIRE_PROGRAMS"));

        assertThatThrownBy(() -> Program.of(dir, "no-program-has-this-name"))
                .isInstanceOf(required ? AssertionFailedError.class : TestAbortedException.class)
                .hasMessageContaining("no-program-has-this-name is not installed");
    }

    @Test
    void theExitCodeAndBothOutputsAreTold() {
        Program.Result result = Program.java(dir, "-no-such-flag").run();

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.errors()).contains("-no-such-flag");
        assertThatThrownBy(result::ok).isInstanceOf(AssertionError.class).hasMessageContaining("-no-such-flag");
    }
}
