package io.github.hikyaku.defence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.address.ReversePath;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Recipient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GreylistingTest {
    private static final String PASS = "pass";
    private static final String WAIT = "451 4.7.1 Greylisted: try again in 60 seconds";

    private final TestContext context = new TestContext();

    @TempDir
    private Path directory;

    private String attempt(Greylisting stage, String client, String from, String to) {
        ReversePath path = from.isEmpty() ? ReversePath.NULL : ReversePath.of(MailAddress.of(from));
        return TestContext.text(stage.recipient(
                TestContext.from(client),
                Envelope.of(path, List.of()),
                Recipient.of(ForwardPath.of(MailAddress.of(to)))));
    }

    private String attempt(Greylisting stage) {
        return attempt(stage, "203.0.113.9", "carol@example.net", "bob@example.org");
    }

    private void pass(Duration time) {
        context.now = context.now.plus(time);
    }

    @Test
    void whoComesBackInTimeMayPass() {
        Greylisting stage = context.start(Greylisting.inMemory().build());
        assertThat(attempt(stage)).isEqualTo(WAIT);
        pass(Duration.ofSeconds(20));
        assertThat(attempt(stage)).isEqualTo("451 4.7.1 Greylisted: try again in 40 seconds");
        pass(Duration.ofSeconds(40));
        assertThat(attempt(stage)).isEqualTo(PASS);
        assertThat(attempt(stage)).isEqualTo(PASS);
    }

    @Test
    void whoComesBackTooLateBeginsAnew() {
        Greylisting stage = context.start(Greylisting.inMemory().build());
        attempt(stage);
        pass(Duration.ofHours(25));
        assertThat(attempt(stage)).isEqualTo(WAIT);
    }

    @Test
    void whoHasPassedIsRememberedForLifeSinceTheLastTime() {
        Greylisting stage =
                context.start(Greylisting.inMemory().life(Duration.ofDays(10)).build());
        attempt(stage);
        pass(Duration.ofMinutes(1));
        for (int i = 0; i < 5; i++) {
            assertThat(attempt(stage)).isEqualTo(PASS);
            pass(Duration.ofDays(9));
        }
        pass(Duration.ofDays(2));
        assertThat(attempt(stage)).isEqualTo(WAIT);
    }

    @Test
    void aTripletIsANetworkAndTwoAddresses() {
        Greylisting stage = context.start(Greylisting.inMemory().build());
        attempt(stage);
        pass(Duration.ofMinutes(1));
        assertThat(attempt(stage, "203.0.113.77", "Carol@Example.Net", "BOB@example.org"))
                .isEqualTo(PASS);
        assertThat(attempt(stage, "203.0.112.9", "carol@example.net", "bob@example.org"))
                .isEqualTo(WAIT);
        assertThat(attempt(stage, "203.0.113.9", "dave@example.net", "bob@example.org"))
                .isEqualTo(WAIT);
        assertThat(attempt(stage, "203.0.113.9", "", "bob@example.org")).isEqualTo(WAIT);
        assertThat(attempt(stage, "203.0.113.9", "carol@example.net", "alice@example.org"))
                .isEqualTo(WAIT);
        assertThat(attempt(stage, "2001:db8::1", "carol@example.net", "bob@example.org"))
                .isEqualTo(WAIT);
        pass(Duration.ofMinutes(1));
        assertThat(attempt(stage, "2001:db8::2", "carol@example.net", "bob@example.org"))
                .isEqualTo(PASS);
    }

    @Test
    void aNetworkThatAlwaysComesBackIsNotAskedAnyMore() {
        Greylisting stage = context.start(Greylisting.inMemory().networkAfter(2).build());
        for (String to : List.of("a@example.org", "b@example.org")) {
            attempt(stage, "203.0.113.9", "carol@example.net", to);
            pass(Duration.ofMinutes(1));
            assertThat(attempt(stage, "203.0.113.9", "carol@example.net", to)).isEqualTo(PASS);
        }
        assertThat(attempt(stage, "203.0.113.200", "stranger@example.net", "c@example.org"))
                .isEqualTo(PASS);
        pass(Duration.ofDays(36));
        assertThat(attempt(stage, "203.0.113.200", "stranger@example.net", "d@example.org"))
                .isEqualTo(WAIT);
    }

    @Test
    void whatIsKnownSurvivesARestartEvenIfTheServerDied() {
        Path file = directory.resolve("greylist");
        Greylisting stage = context.start(Greylisting.in(file).build());
        attempt(stage);
        attempt(stage, "203.0.113.9", "carol@example.net", "alice@example.org");
        pass(Duration.ofMinutes(1));
        attempt(stage);
        // not stopped: as after a crash

        Greylisting again = context.start(Greylisting.in(file).build());
        assertThat(attempt(again)).isEqualTo(PASS);
        assertThat(attempt(again, "203.0.113.9", "carol@example.net", "alice@example.org"))
                .isEqualTo(PASS);
        assertThat(context.events).isEmpty();
        again.stop();
        stage.stop();
    }

    @Test
    void theFileTellsNobodyWhoWroteToWhom() throws IOException {
        Path file = directory.resolve("greylist");
        Greylisting stage = context.start(Greylisting.in(file).build());
        attempt(stage);
        stage.stop();
        assertThat(Files.readAllLines(file)).hasSize(2).element(1).asString().matches("T [0-9a-f]{32} \\d+ 0");
    }

    @Test
    void aLastLineThatWasCutShortIsNoDamage() throws IOException {
        Path file = directory.resolve("greylist");
        Greylisting stage = context.start(Greylisting.in(file).build());
        attempt(stage);
        stage.stop();
        Files.writeString(file, "T 0123", StandardOpenOption.APPEND);
        pass(Duration.ofMinutes(1));

        Greylisting again = context.start(Greylisting.in(file).build());
        assertThat(attempt(again)).isEqualTo(PASS);
        assertThat(context.events).isEmpty();
        again.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000\u0001\u0002", "hikyaku-greylist 1\nT zz 1 1\n", "hikyaku-greylist 2\n", ""})
    void aDamagedFileIsSetAside(String content) throws IOException {
        Path file = directory.resolve("greylist");
        Files.writeString(file, content);
        Greylisting stage = context.start(Greylisting.in(file).build());

        assertThat(context.events).singleElement().isInstanceOf(MailEvent.InternalError.class);
        assertThat(directory.resolve("greylist.damaged")).hasContent(content);
        assertThat(attempt(stage)).isEqualTo(WAIT);
        stage.stop();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void whatStoodBeforeTheDamageCounts() throws IOException {
        Path file = directory.resolve("greylist");
        Greylisting stage = context.start(Greylisting.in(file).build());
        attempt(stage);
        stage.stop();
        Files.writeString(file, "T broken\n", StandardOpenOption.APPEND);
        pass(Duration.ofMinutes(1));

        Greylisting again = context.start(Greylisting.in(file).build());
        assertThat(attempt(again)).isEqualTo(PASS);
        assertThat(context.events).hasSize(1);
        again.stop();
    }

    @Test
    void memoryAndFileAreBounded() throws IOException {
        Path file = directory.resolve("greylist");
        Greylisting stage = context.start(Greylisting.in(file).maxEntries(50).build());
        attempt(stage);
        pass(Duration.ofMinutes(1));
        assertThat(attempt(stage)).isEqualTo(PASS);
        for (int i = 0; i < 5000; i++) {
            attempt(stage, "203.0.113.9", "x" + i + "@example.net", "bob@example.org");
        }

        assertThat(attempt(stage))
                .as("those who came back outlive those who try")
                .isEqualTo(PASS);
        assertThat(Files.size(file)).isLessThan(100_000);
        stage.stop();
    }

    @Test
    void aClockThatGoesBackwardsStartsTheWaitAnew() {
        Greylisting stage = context.start(Greylisting.inMemory().build());
        attempt(stage);
        pass(Duration.ofHours(-5));
        assertThat(attempt(stage)).isEqualTo(WAIT);
        pass(Duration.ofMinutes(1));
        assertThat(attempt(stage)).isEqualTo(PASS);
    }

    @Test
    void whoIsTrustedDoesNotWait() {
        Greylisting stage = context.start(Greylisting.inMemory().build());
        assertThat(attempt(stage, "127.0.0.1", "carol@example.net", "bob@example.org"))
                .isEqualTo(PASS);
    }

    @Test
    void whatNobodyCouldPassIsRefusedAtOnce() {
        assertThatThrownBy(
                        () -> Greylisting.inMemory().delay(Duration.ofHours(24)).build())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Greylisting.inMemory().networkAfter(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Greylisting.inMemory().life(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
