package io.github.hikyaku.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.address.MailAddress;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class CachedAccountsTest {
    private static final String ALICE = "alice@example.org";
    private static final String SECRET = "wonderland-1865";

    private final InMemoryAccounts users =
            Accounts.inMemory().user(ALICE, SECRET).user("bob@example.org", "builder");
    private final CountingAccounts directory = new CountingAccounts(users);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final CachedAccounts accounts = CachedAccounts.builder(directory)
            .positive(Duration.ofMinutes(5))
            .negative(Duration.ofSeconds(10))
            .clock(() -> now)
            .build();

    @Test
    void aThousandLoginsAreOneQuestion() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(accounts.login(ALICE, SECRET)).isInstanceOf(LoginResult.Accepted.class);
        }

        assertThat(directory.asked).hasValue(1);
    }

    @Test
    void namesAndAddressesAreAskedForOnce() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(accounts.find(ALICE)).isPresent();
            assertThat(accounts.find("nobody")).isEmpty();
            assertThat(accounts.resolve(MailAddress.of(ALICE))).isInstanceOf(Resolution.Local.class);
            assertThat(accounts.resolve(MailAddress.of("nobody@example.org"))).isInstanceOf(Resolution.Unknown.class);
        }

        assertThat(directory.asked).hasValue(4);
    }

    @Test
    void anAcceptedLoginIsAskedForAgainAfterItsLife() {
        accounts.login(ALICE, SECRET);
        users.changeSecret(ALICE, "looking-glass");

        pass(Duration.ofMinutes(5).minusMillis(1));
        assertThat(accounts.login(ALICE, SECRET)).isInstanceOf(LoginResult.Accepted.class);
        pass(Duration.ofMillis(1));
        assertThat(accounts.login(ALICE, SECRET)).isInstanceOf(LoginResult.Refused.class);
    }

    @Test
    void anotherSecretIsNeverAcceptedBecauseOneWas() {
        accounts.login(ALICE, SECRET);

        assertThat(accounts.login(ALICE, SECRET + "x")).isInstanceOf(LoginResult.Refused.class);
        assertThat(accounts.login(ALICE, "")).isInstanceOf(LoginResult.Refused.class);
        assertThat(accounts.login(ALICE + SECRET, "")).isInstanceOf(LoginResult.Refused.class);
        assertThat(accounts.login("bob@example.org", SECRET)).isInstanceOf(LoginResult.Refused.class);
    }

    @Test
    void aChangedSecretIsAcceptedAtOnceUnlessItWasJustRefused() {
        accounts.login(ALICE, SECRET);
        users.changeSecret(ALICE, "looking-glass");
        assertThat(accounts.login(ALICE, "looking-glass")).isInstanceOf(LoginResult.Accepted.class);

        assertThat(accounts.login(ALICE, "jabberwock")).isInstanceOf(LoginResult.Refused.class);
        users.changeSecret(ALICE, "jabberwock");
        assertThat(accounts.login(ALICE, "jabberwock")).isInstanceOf(LoginResult.Refused.class);
        pass(Duration.ofSeconds(10));
        assertThat(accounts.login(ALICE, "jabberwock")).isInstanceOf(LoginResult.Accepted.class);
    }

    @Test
    void clearMakesChangesCountAtOnce() {
        accounts.login(ALICE, SECRET);
        accounts.find("carol@example.org");
        users.changeSecret(ALICE, "looking-glass").user("carol@example.org", "secret");

        accounts.clear();

        assertThat(accounts.login(ALICE, SECRET)).isInstanceOf(LoginResult.Refused.class);
        assertThat(accounts.find("carol@example.org")).isPresent();
    }

    @Test
    void anAnswerThatWasAskedForBeforeClearIsNotKept() {
        directory.before = () -> {
            directory.before = () -> {};
            accounts.clear();
        };

        accounts.find(ALICE);
        accounts.find(ALICE);

        assertThat(directory.asked).hasValue(2);
    }

    @Test
    void aDirectoryThatIsAwayIsAskedAgain() {
        directory.away = true;
        assertThatThrownBy(() -> accounts.login(ALICE, SECRET)).isInstanceOf(AccountsUnavailableException.class);
        directory.away = false;

        assertThat(accounts.login(ALICE, SECRET)).isInstanceOf(LoginResult.Accepted.class);
    }

    @Test
    void withoutStaleAnswersTheEndOfALifeIsTheEnd() {
        accounts.find(ALICE);
        directory.away = true;
        pass(Duration.ofMinutes(5));

        assertThatThrownBy(() -> accounts.find(ALICE)).isInstanceOf(AccountsUnavailableException.class);
    }

    @Test
    void aGoodAnswerServesLongerWhileTheDirectoryIsAway() {
        CachedAccounts stale = CachedAccounts.builder(directory)
                .positive(Duration.ofMinutes(5))
                .negative(Duration.ofSeconds(10))
                .staleFor(Duration.ofHours(1))
                .clock(() -> now)
                .build();
        stale.login(ALICE, SECRET);
        stale.find("nobody");
        directory.away = true;
        pass(Duration.ofMinutes(64));

        assertThat(stale.login(ALICE, SECRET)).isInstanceOf(LoginResult.Accepted.class);
        assertThatThrownBy(() -> stale.login(ALICE, "wrong")).isInstanceOf(AccountsUnavailableException.class);
        assertThatThrownBy(() -> stale.find("nobody")).isInstanceOf(AccountsUnavailableException.class);
        pass(Duration.ofMinutes(1));
        assertThatThrownBy(() -> stale.login(ALICE, SECRET)).isInstanceOf(AccountsUnavailableException.class);
    }

    @Test
    void manyWhoAskTheSameAtOnceAreOneQuestion() throws Exception {
        int waiting = 20;
        CountDownLatch askedOnce = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        directory.before = () -> {
            askedOnce.countDown();
            await(answer);
        };
        List<FutureTask<LoginResult>> logins = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < waiting; i++) {
            FutureTask<LoginResult> login = new FutureTask<>(() -> accounts.login(ALICE, SECRET));
            logins.add(login);
            threads.add(new Thread(login));
        }
        threads.forEach(Thread::start);
        await(askedOnce);
        Awaitility.await().until(() -> threads.stream().allMatch(CachedAccountsTest::isWaiting));
        answer.countDown();

        for (FutureTask<LoginResult> login : logins) {
            assertThat(login.get(10, TimeUnit.SECONDS)).isInstanceOf(LoginResult.Accepted.class);
        }
        assertThat(directory.asked).hasValue(1);
    }

    @Test
    void aFloodOfUnknownNamesDrivesNothingGoodOut() {
        CachedAccounts small =
                CachedAccounts.builder(directory).most(10).clock(() -> now).build();
        small.find(ALICE);
        for (int i = 0; i < 1_000; i++) {
            small.find("nobody" + i);
        }
        small.find("nobody999");
        directory.asked.set(0);

        small.find(ALICE);
        small.find("nobody999");
        assertThat(directory.asked).hasValue(0);
        small.find("nobody1");
        assertThat(directory.asked).hasValue(1);
    }

    @Test
    void aClockThatIsSetBackProlongsNoLife() {
        accounts.find(ALICE);
        pass(Duration.ofDays(-1));
        accounts.find(ALICE);

        assertThat(directory.asked).hasValue(2);
    }

    @Test
    void noSecretIsKeptInClear() throws Exception {
        accounts.login(ALICE, SECRET);
        accounts.login(ALICE, "guessed-secret");
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<String> texts = new ArrayList<>();
        Field logins = CachedAccounts.class.getDeclaredField("logins");
        logins.setAccessible(true);
        collect(logins.get(accounts), seen, texts);

        assertThat(seen).hasSizeGreaterThan(10);
        assertThat(texts).isNotEmpty().noneMatch(text -> text.contains(SECRET) || text.contains("guessed-secret"));
    }

    private static void collect(Object value, Set<Object> seen, List<String> texts) throws IllegalAccessException {
        // The clock of this test leads to the test itself.
        if (value == null || value.getClass().getName().contains("CachedAccountsTest") || !seen.add(value)) {
            return;
        }
        if (value instanceof CharSequence text) {
            texts.add(text.toString());
        } else if (value instanceof byte[] octets) {
            texts.add(new String(octets, StandardCharsets.UTF_8));
        } else if (value instanceof ByteBuffer buffer) {
            collect(buffer.array(), seen, texts);
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                collect(entry.getKey(), seen, texts);
                collect(entry.getValue(), seen, texts);
            }
        } else if (value instanceof Collection<?> all) {
            for (Object each : all) {
                collect(each, seen, texts);
            }
        } else if (value.getClass().getName().startsWith("io.github.hikyaku.account.")) {
            for (Field field : value.getClass().getDeclaredFields()) {
                field.setAccessible(true);
                collect(field.get(value), seen, texts);
            }
        }
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
