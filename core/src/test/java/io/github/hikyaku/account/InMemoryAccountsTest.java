package io.github.hikyaku.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.storage.AccountId;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InMemoryAccountsTest {
    private final InMemoryAccounts accounts = Accounts.inMemory()
            .user("alice@example.org", "wonderland")
            .user("bob@example.org", "builder")
            .user("bob@example.net", "other")
            .alias("postmaster@example.org", "alice@example.org");

    @ParameterizedTest
    @ValueSource(strings = {"alice@example.org", "ALICE@EXAMPLE.ORG", "alice", "Alice"})
    void takesAUsersAddressOrItsLocalPartAsLogin(String login) {
        assertThat(accounts.login(login, "wonderland"))
                .isInstanceOfSatisfying(
                        LoginResult.Accepted.class,
                        accepted -> assertThat(accepted.account().id()).isEqualTo(new AccountId("alice@example.org")));
        assertThat(accounts.find(login)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "alice@example.org, builder",
        "alice@example.org, ''",
        "alice@example.net, wonderland",
        "bob, builder",
        "bob, other",
        "postmaster@example.org, wonderland",
        "nobody, wonderland",
        "'', ''"
    })
    void refusesWhatIsWrongOrAmbiguous(String login, String secret) {
        assertThat(accounts.login(login, secret)).isInstanceOf(LoginResult.Refused.class);
    }

    @Test
    void takesALocalPartAgainOnceItsNamesakeIsGone() {
        accounts.remove("bob@example.net");

        assertThat(accounts.login("bob", "builder")).isInstanceOf(LoginResult.Accepted.class);
        assertThat(accounts.login("bob@example.net", "other")).isInstanceOf(LoginResult.Refused.class);
    }

    @Test
    void resolvesWhateverTheCase() {
        assertThat(resolved("Alice@Example.ORG")).containsExactly("alice@example.org");
        assertThat(resolved("\"alice\"@example.org")).containsExactly("alice@example.org");
        assertThat(resolved("POSTMASTER@example.org")).containsExactly("alice@example.org");
        assertThat(accounts.resolve(MailAddress.of("carol@example.org"))).isEqualTo(new Resolution.Unknown());
        assertThat(accounts.resolve(MailAddress.of("alice@example.net"))).isEqualTo(new Resolution.Unknown());
    }

    @Test
    void resolvesAliasesOfAliasesToEachAccountOnce() {
        accounts.alias("both@example.org", "alice@example.org", "bob@example.org")
                .alias("all@example.org", "both@example.org", "postmaster@example.org", "bob@example.net");

        assertThat(resolved("all@example.org"))
                .containsExactlyInAnyOrder("alice@example.org", "bob@example.org", "bob@example.net");
    }

    @Test
    void knowsWhichAddressesAnAccountMaySendAs() {
        accounts.alias("team@example.org", "postmaster@example.org", "bob@example.org");
        assertThat(accounts.find("alice").orElseThrow().addresses())
                .extracting(MailAddress::toString)
                .containsExactlyInAnyOrder("alice@example.org", "postmaster@example.org", "team@example.org");

        accounts.remove("postmaster@example.org");
        assertThat(accounts.find("alice").orElseThrow().addresses())
                .extracting(MailAddress::toString)
                .containsExactly("alice@example.org");
    }

    @Test
    void keepsAnAliasForAUserWhoComesBack() {
        accounts.remove("alice@example.org");
        assertThat(accounts.resolve(MailAddress.of("postmaster@example.org"))).isEqualTo(new Resolution.Unknown());

        accounts.user("alice@example.org", "back");
        assertThat(resolved("postmaster@example.org")).containsExactly("alice@example.org");
        assertThat(accounts.find("alice").orElseThrow().addresses()).hasSize(2);
    }

    @Test
    void changesASecretWhileItRuns() {
        accounts.changeSecret("Alice@example.org", "looking-glass");

        assertThat(accounts.login("alice", "wonderland")).isInstanceOf(LoginResult.Refused.class);
        assertThat(accounts.login("alice", "looking-glass")).isInstanceOf(LoginResult.Accepted.class);
        assertThat(accounts.find("alice").orElseThrow().addresses()).hasSize(2);
    }

    @Test
    void comparesSecretsInOneUnicodeForm() {
        accounts.user("zoe@example.org", "caf\u00e9");

        assertThat(accounts.login("zoe", "cafe\u0301")).isInstanceOf(LoginResult.Accepted.class);
    }

    @Test
    void comparesNamesInOneUnicodeForm() {
        accounts.user("zo\u00eb@example.org", "secret");

        assertThat(accounts.find("ZOE\u0308@example.org")).isPresent();
        assertThat(accounts.find("\uff5ao\u00eb")).as("full-width").isPresent();
        assertThat(accounts.find("zoe")).isEmpty();
    }

    @Test
    void isChangedByManyThreadsAtOnce() throws Exception {
        List<FutureTask<Boolean>> changes = IntStream.range(0, 4)
                .mapToObj(domain -> new FutureTask<>(() -> {
                    for (int i = 0; i < 200; i++) {
                        accounts.user("user" + i + "@d" + domain + ".example", "secret")
                                .alias("alias" + i + "@d" + domain + ".example", "alice@example.org");
                    }
                    return true;
                }))
                .toList();
        changes.forEach(change -> new Thread(change).start());
        for (FutureTask<Boolean> change : changes) {
            assertThat(change.get(20, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(accounts.find("alice").orElseThrow().addresses()).hasSize(2 + 4 * 200);
        assertThat(accounts.find("user7")).as("four users have this name").isEmpty();
        assertThat(accounts.login("user7@d3.example", "secret")).isInstanceOf(LoginResult.Accepted.class);
    }

    @Test
    void failsAtTheCallThatIsWrong() {
        assertThatThrownBy(() -> accounts.user("ALICE@example.org", "x")).hasMessageContaining("as a user");
        assertThatThrownBy(() -> accounts.user("postmaster@example.org", "x")).hasMessageContaining("as an alias");
        assertThatThrownBy(() -> accounts.user("alice", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> accounts.user("eve@example.org", "")).hasMessageContaining("empty");
        assertThatThrownBy(() -> accounts.alias("x@example.org", "y@example.org"))
                .hasMessageContaining("y@example.org");
        assertThatThrownBy(() -> accounts.alias("x@example.org")).hasMessageContaining("nowhere");
        assertThatThrownBy(() -> accounts.changeSecret("x@example.org", "s")).hasMessageContaining("no user");
        assertThatThrownBy(() -> accounts.userWithHash("x@example.org", "{CLEAR}x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private List<String> resolved(String address) {
        Resolution.Local local = (Resolution.Local) accounts.resolve(MailAddress.of(address));
        return local.accounts().stream().map(a -> a.id().value()).toList();
    }
}
