package io.github.hikyaku.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** SCRAM by a directory that is made of others. */
class ScramOfOthersTest {
    private final InMemoryAccounts staff = Accounts.inMemory().user("alice@example.org", "wonderland");
    private final InMemoryAccounts guests = Accounts.inMemory().user("bob@example.net", "builder");

    private static String account(ScramLogin login) {
        return login.account().map(account -> account.id().value()).orElse("nobody");
    }

    @Test
    void aCacheAsksItsDirectory() {
        CachedAccounts cache = CachedAccounts.of(staff);

        assertThat(cache.scramHashes()).isEqualTo(staff.scramHashes());
        assertThat(account(cache.scram("alice", ScramHash.SHA_256))).isEqualTo("alice@example.org");
        assertThat(account(cache.scram("carol", ScramHash.SHA_256))).isEqualTo("nobody");
    }

    @Test
    void theDirectoryThatKnowsTheNameAnswers() {
        Accounts both = Accounts.firstOf(staff, guests);

        assertThat(account(both.scram("alice", ScramHash.SHA_256))).isEqualTo("alice@example.org");
        assertThat(account(both.scram("bob", ScramHash.SHA_256))).isEqualTo("bob@example.net");
        ScramLogin nobody = both.scram("carol", ScramHash.SHA_256);
        assertThat(account(nobody)).isEqualTo("nobody");
        assertThat(both.scram("carol", ScramHash.SHA_256).keys().salt())
                .isEqualTo(nobody.keys().salt());
    }

    @Test
    void isOfferedWhereAllDirectoriesCan() {
        guests.userWithHash("dan@example.net", Secrets.scram(ScramHash.SHA_1, "secret"));

        assertThat(Accounts.firstOf(staff, guests).scramHashes()).containsExactly(ScramHash.SHA_1);
    }

    @Test
    void aCheckerRefusesTheEmptySecretWhateverIsStored() {
        assertThat(new SecretChecker().matches("{SSHA}hUSFdMSsGZFmI4fRkF8JhDvRf7QBAgME", ""))
                .isFalse();
    }
}
