package io.github.hikyaku.storage.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.MailStoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes on one mail root: the second is refused, until the first has ended in whatever way. */
class SecondProcessIT {
    private static final String REFUSAL = "Another store uses the mail root ";

    @TempDir
    Path root;

    /** A process that opens the store and keeps it until its standard input ends. */
    static final class Holder {
        private Holder() {}

        /**
         * Says {@code open}, or why not.
         *
         * @param arguments the root
         */
        public static void main(String[] arguments) throws IOException {
            try (MaildirStore store = MaildirStore.at(Path.of(arguments[0]))) {
                System.out.println(store.features().isEmpty() ? "nothing" : "open");
                while (System.in.read() >= 0) {
                    // until its end
                }
            } catch (MailStoreException e) {
                System.out.println(e.kind() + " " + e.getMessage());
            }
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        return String.valueOf(lines.readLine());
    }

    @Test
    void aSecondProcessIsRefused() throws Exception {
        try (MaildirStore store = MaildirStore.at(root)) {
            Process second = start();
            assertThat(firstLine(second)).isEqualTo("UNAVAILABLE " + REFUSAL + root.toRealPath());
            assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
            store.open(MaildirFixture.ID).close();
        }
        Process second = start();
        assertThat(firstLine(second)).isEqualTo("open");
        second.getOutputStream().close();
        assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aProcessThatWasKilledIsNotInTheWay() throws Exception {
        Process first = start();
        try {
            assertThat(firstLine(first)).isEqualTo("open");
            assertThatThrownBy(() -> MaildirStore.at(root))
                    .isInstanceOfSatisfying(
                            MailStoreException.class,
                            e -> assertThat(e.kind()).isEqualTo(MailStoreException.Kind.UNAVAILABLE))
                    .hasMessage(REFUSAL + root.toRealPath());
        } finally {
            first.destroyForcibly();
        }
        assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
        MaildirStore.at(root).close();
    }
}
