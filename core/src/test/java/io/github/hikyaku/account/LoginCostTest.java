package io.github.hikyaku.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** That a login which fails costs the same work whoever's it is, counted and not timed. */
class LoginCostTest {
    private final AtomicLong work = new AtomicLong();

    /** A form whose checks are counted, as are those of its decoys. */
    private final class Counted implements SecretHash {
        private final long cost;

        Counted(long cost) {
            this.cost = cost;
        }

        @Override
        public boolean matches(String secret) {
            work.addAndGet(cost);
            return secret.equals("secret");
        }

        @Override
        public long cost() {
            return cost;
        }

        @Override
        public SecretHash decoy() {
            Counted counted = this;
            return new SecretHash() {
                @Override
                public boolean matches(String secret) {
                    counted.matches(secret);
                    return false;
                }

                @Override
                public long cost() {
                    return cost;
                }

                @Override
                public SecretHash decoy() {
                    return this;
                }
            };
        }
    }

    private static final long COSTLY = 1_000_000;

    private final InMemoryAccounts accounts =
            Accounts.inMemory().add("alice@example.org", new Counted(COSTLY)).user("bob@example.org", "secret");

    private long costOf(String login, String secret) {
        work.set(0);
        assertThat(accounts.login(login, secret)).isInstanceOf(LoginResult.Refused.class);
        return work.get();
    }

    @Test
    void anUnknownNameCostsWhatAWrongSecretDoes() {
        assertThat(costOf("alice", "wrong")).isEqualTo(COSTLY);
        assertThat(costOf("nobody", "wrong")).isEqualTo(COSTLY);
        assertThat(costOf("nobody", "secret")).isEqualTo(COSTLY);
        assertThat(costOf("bob", "wrong"))
                .as("whose own form costs next to nothing")
                .isEqualTo(COSTLY);
    }

    @Test
    void whatIsNoSecretCostsTheSame() {
        assertThat(costOf("alice", "")).isEqualTo(COSTLY);
        assertThat(costOf("nobody", "")).isEqualTo(COSTLY);
        assertThat(costOf("alice", "x".repeat(5_000))).isEqualTo(COSTLY);
        assertThat(costOf("nobody", "x".repeat(5_000))).isEqualTo(COSTLY);
    }
}
