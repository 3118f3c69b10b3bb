package io.github.hikyaku.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class SecretCheckerTest {
    private static final String SSHA256 = "{SSHA256}dnZfjWoJjCJ6CsMB1NmpUIiaLJLgRJjFM5LTM4aqQgtzYWx0";

    private final SecretChecker checker = new SecretChecker();

    @Test
    void aSecretMatchesItsForm() {
        String stored = Secrets.argon2id("wonderland");

        assertThat(checker.matches(stored, "wonderland")).isTrue();
        assertThat(checker.matches(stored, "other")).isFalse();
        assertThatThrownBy(() -> checker.matches("{ROT13}x", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> checker.inUse("{ROT13}x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsRefusedCostsAsMuchAsTheCostliestFormInUse() {
        checker.inUse(Secrets.argon2id("wonderland"));

        Duration unknown = time(() -> {
            checker.spend("guess");
            return false;
        });
        Duration cheap = time(() -> checker.matches(SSHA256, "guess"));
        Duration digestAlone = time(() -> new SecretChecker().matches(SSHA256, "guess"));

        assertThat(unknown).isGreaterThan(digestAlone.multipliedBy(3));
        assertThat(cheap).isGreaterThan(digestAlone.multipliedBy(3));
    }

    /** The best of some, which a busy machine does not spoil. */
    private static Duration time(BooleanSupplier refusal) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 7; i++) {
            long begin = System.nanoTime();
            assertThat(refusal.getAsBoolean()).isFalse();
            best = Math.min(best, System.nanoTime() - begin);
        }
        return Duration.ofNanos(best);
    }
}
