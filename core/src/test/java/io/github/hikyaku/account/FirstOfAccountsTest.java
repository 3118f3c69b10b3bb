package io.github.hikyaku.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.address.MailAddress;
import org.junit.jupiter.api.Test;

class FirstOfAccountsTest {
    private final CountingAccounts first =
            new CountingAccounts(Accounts.inMemory().user("alice@example.org", "of the first"));
    private final CountingAccounts second = new CountingAccounts(
            Accounts.inMemory().user("alice@example.org", "of the second").user("bob@example.org", "builder"));
    private final Accounts accounts = Accounts.firstOf(first, second);

    @Test
    void theFirstThatKnowsANameAnswers() {
        assertThat(accounts.login("alice@example.org", "of the first")).isInstanceOf(LoginResult.Accepted.class);
        assertThat(accounts.login("alice@example.org", "of the second")).isInstanceOf(LoginResult.Refused.class);
        assertThat(accounts.login("bob@example.org", "builder")).isInstanceOf(LoginResult.Accepted.class);
        assertThat(accounts.find("bob@example.org")).isPresent();
        assertThat(accounts.resolve(MailAddress.of("bob@example.org"))).isInstanceOf(Resolution.Local.class);
    }

    @Test
    void whatNobodyKnowsIsUnknown() {
        assertThat(accounts.login("carol", "x")).isInstanceOf(LoginResult.Refused.class);
        assertThat(accounts.find("carol")).isEmpty();
        assertThat(accounts.resolve(MailAddress.of("carol@example.org"))).isInstanceOf(Resolution.Unknown.class);
    }

    @Test
    void aDirectoryThatIsAwayMayBeTheOneThatKnows() {
        first.away = true;

        assertThatThrownBy(() -> accounts.login("bob@example.org", "builder"))
                .isInstanceOf(AccountsUnavailableException.class);
        assertThatThrownBy(() -> accounts.find("bob@example.org")).isInstanceOf(AccountsUnavailableException.class);
        assertThatThrownBy(() -> accounts.resolve(MailAddress.of("bob@example.org")))
                .isInstanceOf(AccountsUnavailableException.class);
    }

    @Test
    void aLaterOneIsNotNeededForWhatAnEarlierKnows() {
        second.away = true;

        assertThat(accounts.login("alice@example.org", "of the first")).isInstanceOf(LoginResult.Accepted.class);
        assertThat(accounts.login("alice@example.org", "wrong")).isInstanceOf(LoginResult.Refused.class);
        assertThat(accounts.resolve(MailAddress.of("alice@example.org"))).isInstanceOf(Resolution.Local.class);
    }

    @Test
    void aWrongSecretIsAsMuchWorkAsAnUnknownName() {
        accounts.login("bob@example.org", "wrong");
        int wrongSecret = first.asked.getAndSet(0) + second.asked.getAndSet(0);
        accounts.login("carol@example.org", "wrong");
        int unknownName = first.asked.get() + second.asked.get();

        assertThat(wrongSecret).isEqualTo(unknownName);
    }

    @Test
    void anEmptyListIsRefused() {
        assertThatThrownBy(Accounts::firstOf).isInstanceOf(IllegalArgumentException.class);
    }
}
