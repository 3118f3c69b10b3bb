package io.github.hikyaku.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InMemoryScramTest {
    private final AtomicLong iterations = new AtomicLong();
    private final InMemoryAccounts accounts = new InMemoryAccounts(new InMemoryScram((hash, secret, salt, count) -> {
                iterations.addAndGet(count);
                return ScramKeys.derive(hash, secret, salt, count);
            }))
            .user("alice@example.org", "wonderland")
            .user("bob@example.org", "builder");

    private static String salt(ScramLogin login) {
        return HexFormat.of().formatHex(login.keys().salt());
    }

    private String salt(String login) {
        return salt(accounts.scram(login, ScramHash.SHA_256));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "nobody"})
    void aNameHasOneSaltHoweverItIsWritten(String name) {
        assertThat(salt(name + "@example.org"))
                .isEqualTo(salt(name))
                .isEqualTo(salt(name.toUpperCase(Locale.ROOT)))
                .isEqualTo(salt(name + "@EXAMPLE.org"))
                .isNotEqualTo(salt("bob"))
                .isNotEqualTo(salt(accounts.scram(name, ScramHash.SHA_1)))
                .isNotEqualTo(salt(name + "@example.net"))
                .hasSize(32);
    }

    @Test
    void anUnknownNameLooksLikeAUsersAndStaysItWhenItBecomesOne() {
        ScramLogin before = accounts.scram("carol", ScramHash.SHA_256);
        accounts.user("carol@example.org", "secret");
        ScramLogin after = accounts.scram("carol", ScramHash.SHA_256);

        assertThat(before.account()).isEmpty();
        assertThat(after.account()).isPresent();
        assertThat(salt(before)).isEqualTo(salt(after));
        assertThat(before.keys().iterations())
                .isEqualTo(after.keys().iterations())
                .isEqualTo(4096);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "bob@example.org", "nobody", "", "no name \u0000"})
    void everyNameCostsTheSameWorkEachTime(String login) {
        accounts.userWithHash("dan@example.org", Secrets.scram(ScramHash.SHA_256, "secret"));
        accounts.userWithHash("eve@example.org", Secrets.argon2id("secret"));
        for (int i = 0; i < 3; i++) {
            accounts.scram(login, ScramHash.SHA_256);
        }

        assertThat(iterations).hasValue(3 * 4096);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dan", "eve", "alice"})
    void everyUserCostsTheSameWorkInAMixedDirectory(String login) {
        accounts.userWithHash("dan@example.org", Secrets.scram(ScramHash.SHA_256, "secret"));
        accounts.userWithHash("eve@example.org", Secrets.argon2id("secret"));
        accounts.scram(login, ScramHash.SHA_256);

        assertThat(iterations).hasValue(4096);
    }

    @Test
    void usersWithStoredKeysCostNothingAndNorDoesNobody() {
        InMemoryAccounts stored = new InMemoryAccounts(new InMemoryScram((hash, secret, salt, count) -> {
                    throw new AssertionError("derives");
                }))
                .userWithHash("dan@example.org", Secrets.scram(ScramHash.SHA_256, "secret"));

        ScramKeys dan = stored.scram("dan", ScramHash.SHA_256).keys();
        ScramKeys nobody = stored.scram("nobody", ScramHash.SHA_256).keys();

        assertThat(nobody.salt()).hasSameSizeAs(dan.salt()).isNotEqualTo(dan.salt());
        assertThat(nobody.iterations()).isEqualTo(dan.iterations());
        assertThat(stored.scram("nobody", ScramHash.SHA_256).keys().salt()).isEqualTo(nobody.salt());
    }

    @Test
    void isOfferedWhileEverybodyHasKeys() {
        assertThat(accounts.scramHashes()).containsExactlyInAnyOrder(ScramHash.values());

        accounts.userWithHash("dan@example.org", Secrets.scram(ScramHash.SHA_256, "secret"));
        assertThat(accounts.scramHashes()).containsExactly(ScramHash.SHA_256);

        accounts.userWithHash("eve@example.org", Secrets.argon2id("secret"));
        assertThat(accounts.scramHashes()).isEmpty();

        accounts.changeSecret("eve@example.org", "given in plain");
        assertThat(accounts.scramHashes()).containsExactly(ScramHash.SHA_256);

        accounts.remove("dan@example.org");
        assertThat(accounts.scramHashes()).containsExactlyInAnyOrder(ScramHash.values());
    }

    @Test
    void decoysOutliveTheServerWithTheirSecret() {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) 7);

        ScramKeys one = new ScramDecoys(secret)
                .login("nobody", ScramHash.SHA_1, 8192, 12)
                .keys();
        ScramKeys two = new ScramDecoys(secret)
                .login("nobody", ScramHash.SHA_1, 8192, 12)
                .keys();

        assertThat(one.salt()).hasSize(12).isEqualTo(two.salt());
        assertThat(one.storedKey()).isEqualTo(two.storedKey()).isNotEqualTo(one.serverKey());
        assertThat(ScramDecoys.random()
                        .login("nobody", ScramHash.SHA_1, 8192, 12)
                        .keys()
                        .salt())
                .isNotEqualTo(one.salt());
    }
}
