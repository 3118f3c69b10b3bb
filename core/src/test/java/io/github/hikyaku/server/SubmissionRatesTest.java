package io.github.hikyaku.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.engine.SubmissionLimits;
import io.github.hikyaku.server.SubmissionRates.Excess;
import io.github.hikyaku.storage.AccountId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SubmissionRatesTest {
    private static final AccountId ALICE = new AccountId("alice");
    private static final AccountId BOB = new AccountId("bob");

    private Instant now = Instant.parse("2026-03-04T05:06:07Z");
    private final SubmissionRates rates = new SubmissionRates(
            SubmissionLimits.defaults().with(l -> l.messagesPerHour(3).recipientsPerHour(10)), () -> now);

    @Test
    void soManyMessagesWithinAnHourAndNoMore() {
        for (int i = 0; i < 3; i++) {
            assertThat(rates.take(ALICE, 1)).isEmpty();
            now = now.plus(Duration.ofMinutes(10));
        }
        assertThat(rates.take(ALICE, 1))
                .contains(new Excess("submission.messagesPerHour", 3, Duration.ofSeconds(30 * 60 + 53)));
        assertThat(rates.take(BOB, 1)).as("each account counts by itself").isEmpty();
    }

    @Test
    void theWindowSlides() {
        for (int minute = 0; minute < 600; minute++) {
            rates.take(ALICE, 1);
            now = now.plus(Duration.ofMinutes(1));
        }
        // 10 hours of trying each minute: three at once, and three more each time the oldest leave
        now = Instant.parse("2026-03-05T05:00:00Z");
        int taken = 0;
        for (int minute = 0; minute < 61 * 5; minute++) {
            taken += rates.take(ALICE, 1).isEmpty() ? 1 : 0;
            now = now.plus(Duration.ofMinutes(1));
        }
        assertThat(taken).isEqualTo(15);
    }

    @Test
    void theWaitThatIsToldIsLongEnoughAndNoLonger() {
        rates.take(ALICE, 6);
        now = now.plusSeconds(600);
        rates.take(ALICE, 4);
        Duration wait = rates.check(ALICE, 5).orElseThrow().retryAfter();

        now = now.plus(wait).minusSeconds(1);
        assertThat(rates.check(ALICE, 5)).isPresent();
        now = now.plusSeconds(1);
        assertThat(rates.check(ALICE, 5)).isEmpty();
    }

    @Test
    void recipientsCountTogetherOverMessages() {
        assertThat(rates.take(ALICE, 9)).isEmpty();
        assertThat(rates.take(ALICE, 2)).map(Excess::limit).contains("submission.recipientsPerHour");
        assertThat(rates.take(ALICE, 1)).as("what was refused did not count").isEmpty();
    }

    @Test
    void moreThanAnHourAllowsIsNeverTaken() {
        assertThat(rates.take(ALICE, 11)).map(Excess::retryAfter).contains(Duration.ofHours(1));
    }

    @Test
    void checkingCountsNothing() {
        for (int i = 0; i < 10; i++) {
            assertThat(rates.check(ALICE, 10)).isEmpty();
        }
    }

    @Test
    void aClockThatIsSetBackOpensNothing() {
        for (int i = 0; i < 3; i++) {
            rates.take(ALICE, 1);
        }
        now = now.minus(Duration.ofDays(1));
        assertThat(rates.take(ALICE, 1)).isPresent();
    }

    @Test
    void theAccountThatHasBeenSilentLongestIsForgottenFirst() {
        for (int i = 0; i < 3; i++) {
            rates.take(ALICE, 1);
            rates.take(BOB, 1);
        }
        for (int i = 0; i < SubmissionRates.MAX_ACCOUNTS - 1; i++) {
            rates.take(new AccountId("user" + i), 1);
        }
        assertThat(rates.check(BOB, 1)).isPresent();
        assertThat(rates.check(ALICE, 1)).isEmpty();
    }
}
