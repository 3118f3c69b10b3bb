package io.github.hikyaku.smtp.internal.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.InMemoryAccounts;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressFieldTest {
    private static final InMemoryAccounts ACCOUNTS =
            Accounts.inMemory().user("alice@example.org", "secret").user("root@intern", "secret");

    private static AddressField read(String value) {
        Optional<Account> alice = ACCOUNTS.find("alice@example.org");
        return new AddressField(value, new Domains("mx", ACCOUNTS, alice));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice@example.org",
                "Alice <alice@example.org>, bob@example.net",
                "\"A, B.\" <alice@example.org>",
                "Team: alice@example.org, bob@example.net;",
                "undisclosed-recipients:;",
                "alice@example.org (work)",
                "alice@example.com <alice@example.org>",
                "\"alice@work\" <alice@example.org>",
                "<@route.example:alice@example.org>",
                "\"two words\"@example.org",
                "alice@[192.0.2.1]",
                "root@intern, root@mx"
            })
    void isAddresses(String value) {
        AddressField field = read(value);
        assertThat(field.isUnreadable()).isFalse();
        assertThat(field.isUnqualified()).isFalse();
        assertThat(field.isCompleted()).isFalse();
        assertThat(field.isEmpty()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<>",
                "alice@",
                "@example.org",
                "alice@example..org",
                "two words",
                "two words@example.org",
                "alice at example.org",
                "alice@example.org bob@example.net",
                "alice@example.org <bob@example.net> <carol@example.com>",
                "alice@exam\ufffdple.org"
            })
    void isNoAddress(String value) {
        assertThat(read(value).isUnreadable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob", "Bob <bob>", "alice@localhost", "alice, bob"})
    void hasNoDomainAndNoneThatCouldBeAdded(String value) {
        assertThat(read(value).isUnqualified()).isTrue();
        assertThat(read(value).isUnreadable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "(nobody)", ",", ", ,"})
    void isEmpty(String value) {
        assertThat(read(value).isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alice | alice@example.org",
                "Alice <alice> | Alice <alice@example.org>",
                "alice, x@example.net | alice@example.org,~x@example.net",
                "Team: alice, \"A.\" <alice>; | Team:~alice@example.org,~\"A.\" <alice@example.org>;",
                "Team: alice;, alice | Team:~alice@example.org;,~alice@example.org",
                "=?utf-8?q?A=2E_B?= <alice> | =?utf-8?q?A=2E_B?= <alice@example.org>",
                "\"quote \\\" in it\" <alice> | \"quote \\\" in it\" <alice@example.org>"
            })
    void domainsAreAddedToLocalPartsThatExist(String value, String completed) {
        AddressField field = read(value);
        assertThat(field.isCompleted()).isTrue();
        assertThat(field.isUnqualified()).isFalse();
        assertThat(field.value()).isEqualTo(completed.replace("~", "\r\n "));
    }

    @Test
    void theDirectoryIsNotAskedForEver() {
        AddressField field = read("alice, ".repeat(1_001));
        assertThat(field.addresses()).hasSize(1_000);
        assertThat(field.isUnqualified()).isTrue();
    }
}
