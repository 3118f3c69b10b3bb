package io.github.hikyaku.account.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.AccountQuota;
import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.account.CachedAccounts;
import io.github.hikyaku.account.LoginResult;
import io.github.hikyaku.account.Resolution;
import io.github.hikyaku.account.Secrets;
import io.github.hikyaku.address.MailAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LdapAccountsTest {
    private static final String PEOPLE = "ou=people," + Directory.BASE;

    /** How a secret is checked. */
    enum Way {
        BIND(b -> b),
        TEMPLATE(b -> b.userDn("uid=%n," + PEOPLE)),
        FETCH(b -> b.compareSecrets("userPassword")),
        COMPARE(b -> b.compareByServer("userPassword"));

        final UnaryOperator<LdapAccounts.Builder> choice;

        Way(UnaryOperator<LdapAccounts.Builder> choice) {
            this.choice = choice;
        }
    }

    private final Directory directory = Directory.plain()
            .user("alice", "wonderland", "mail", "alice@example.org", "mailAlternateAddress", "info@example.org")
            .user("bob", "builder", "mail", "Bob@Example.org", "mailAlternateAddress", "info@example.org");
    private final List<LdapAccounts> opened = new ArrayList<>();
    private LdapAccounts accounts = accounts(b -> b);

    private LdapAccounts accounts(UnaryOperator<LdapAccounts.Builder> choice) {
        LdapAccounts made = choice.apply(LdapAccounts.builder(directory.url())
                        .base(PEOPLE)
                        .searchAs(Directory.SEARCHER, Directory.SEARCHER_SECRET)
                        .aliasAttributes("mailAlternateAddress"))
                .build();
        opened.add(made);
        return made;
    }

    @BeforeEach
    void forget() {
        directory.log.clear();
    }

    @AfterEach
    void close() {
        opened.forEach(LdapAccounts::close);
        directory.close();
    }

    // ---- logins

    @ParameterizedTest
    @EnumSource(Way.class)
    void aLoginIsAcceptedByEachWay(Way way) {
        accounts = accounts(way.choice);

        assertThat(accepted("alice", "wonderland").id().value()).isEqualTo("alice@example.org");
        assertThat(accepted("bob", "builder").id().value()).isEqualTo("bob@example.org");
        assertThat(accepted("alice@example.org", "wonderland").address()).hasToString("alice@example.org");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aWrongSecretAndAnUnknownNameAreRefusedByEachWay(Way way) {
        accounts = accounts(way.choice);

        for (String login : List.of("alice", "nobody", "info@example.org", "alice@elsewhere.example@x", "*", "")) {
            assertThat(accounts.login(login, "wrong")).isInstanceOf(LoginResult.Refused.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void anEmptySecretNeverReachesTheDirectory(Way way) {
        accounts = accounts(way.choice);

        assertThat(accounts.login("alice", "")).isInstanceOf(LoginResult.Refused.class);
        assertThat(accounts.login("nobody", "")).isInstanceOf(LoginResult.Refused.class);
        assertThat(directory.log).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void anUnknownNameIsAsMuchWorkAsAWrongSecret(Way way) {
        accounts = accounts(way.choice);
        accounts.login("alice", "warm-up");

        List<String> wrong = requests("alice");
        List<String> unknown = requests("nobody");

        assertThat(unknown).isEqualTo(wrong).isNotEmpty();
    }

    private List<String> requests(String login) {
        directory.log.clear();
        accounts.login(login, "wrong");
        return directory.log.stream()
                .flatMap(line -> Stream.of("BIND REQUEST", "SEARCH REQUEST", "COMPARE REQUEST")
                        .filter(line::contains))
                .filter(request -> !request.isEmpty())
                .toList();
    }

    @Test
    void theServerComparesIfAskedTo() {
        accounts = accounts(Way.COMPARE.choice);
        accepted("alice", "wonderland");

        assertThat(directory.count("COMPARE REQUEST")).isEqualTo(1);
        assertThat(directory.count(" BIND REQUEST")).isEqualTo(1); // the searcher's
    }

    @Test
    void fetchedSecretsAreOfAnyFormThatIsKnown() {
        directory.user("carol", Secrets.argon2id("hashed"), "mail", "carol@example.org");
        directory.user("dave", "{ROT13}frperg", "mail", "dave@example.org");
        accounts = accounts(Way.FETCH.choice);

        accepted("carol", "hashed");
        assertThat(accounts.login("dave", "secret")).isInstanceOf(LoginResult.Refused.class);
        assertThat(accounts.login("dave", "{ROT13}frperg")).isInstanceOf(LoginResult.Refused.class);
    }

    @Test
    void aNameOfTwoIsNobodys() {
        directory.user("alias", "x", "mail", "alice@example.org");

        assertThat(accounts.login("alice@example.org", "wonderland")).isInstanceOf(LoginResult.Refused.class);
        assertThat(accounts.find("alice@example.org")).isEmpty();
        assertThat(accounts.find("alice")).isPresent();
    }

    @Test
    void aFilterSaysWhoHasAnAccount() {
        directory.user("carol", "x", "mail", "carol@example.org", "title", "guest");
        accounts = accounts(b -> b.filter("(!(title=guest))"));

        assertThat(accounts.login("carol", "x")).isInstanceOf(LoginResult.Refused.class);
        assertThat(accounts.resolve(MailAddress.of("carol@example.org"))).isInstanceOf(Resolution.Unknown.class);
        accounts = accounts(b -> b.filter("(!(title=guest))").userDn("uid=%n," + PEOPLE));
        assertThat(accounts.login("carol", "x")).isInstanceOf(LoginResult.Refused.class);
    }

    @Test
    void templatesMayAskForSomethingElse() {
        accounts = accounts(b -> b.loginFilter("(&(uid=%n)(mail=*@%d))").addressFilter("(uid=%n)"));

        accepted("alice@example.org", "wonderland");
        assertThat(accounts.login("alice@elsewhere.example", "wonderland")).isInstanceOf(LoginResult.Refused.class);
        assertThat(resolved("bob@elsewhere.example")).containsExactly("bob@example.org");
    }

    // ---- hostile names

    static Stream<String> hostileNames() {
        return Stream.of(
                "*",
                "a*",
                "alice)(uid=*",
                "*)(objectClass=*",
                "(",
                ")",
                "\\",
                "\\2a",
                "alice\0",
                "\0",
                "alice,ou=x",
                "alice+uid=bob",
                "alice\"",
                "al<ice",
                "al>ice",
                "#alice",
                "al;ice",
                "al=ice",
                " alice",
                "alice ",
                " ",
                "a/b",
                "alice\r\n",
                "zo\u00eb",
                "\ud800",
                "x".repeat(10_240),
                "alice," + PEOPLE,
                "%u",
                "uid=alice," + PEOPLE);
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void aHostileNameIsARefusedName(String name) {
        for (Way way : Way.values()) {
            LdapAccounts asked = accounts(way.choice);
            assertThat(asked.login(name, "guess")).as("%s", way).isInstanceOf(LoginResult.Refused.class);
        }
        // Spaces around a value do not count in LDAP (RFC 4518 §2.6.1); all else is nobody.
        if (!name.strip().equals("alice")) {
            assertThat(accounts.find(name)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a*(b)\\c", "a,b+c\"d<e>f;g=h", "#hash", "sl/ash", "zo\u00eb", "in ner"})
    void aNameThatLooksHostileMayBeSomebodys(String name) {
        directory.user(name, "secret", "mail", "somebody@example.org");

        for (Way way : Way.values()) {
            accounts = accounts(way.choice);
            assertThat(accepted(name, "secret").id().value()).isEqualTo("somebody@example.org");
            assertThat(accounts.login(name, "wrong")).isInstanceOf(LoginResult.Refused.class);
        }
    }

    @Test
    void aHostileAddressIsAnUnknownAddress() {
        for (String local : List.of("*", "a*", "x)(mail=*", "(", "\\")) {
            assertThat(accounts.resolve(MailAddress.of(local, "example.org"))).isInstanceOf(Resolution.Unknown.class);
        }
    }

    // ---- addresses and what goes with an account

    @Test
    void mailGoesToAllWhoHaveTheAddress() {
        assertThat(resolved("ALICE@example.org")).containsExactly("alice@example.org");
        assertThat(resolved("info@example.org")).containsExactlyInAnyOrder("alice@example.org", "bob@example.org");
        assertThat(resolved("nobody@example.org")).isEmpty();
        assertThat(accounts.find("alice").orElseThrow().addresses())
                .containsExactlyInAnyOrder(MailAddress.of("alice@example.org"), MailAddress.of("info@example.org"));
    }

    @Test
    void aUserNameIsAnAddressInTheDomains() {
        directory.user("carol", "x");
        accounts = accounts(b -> b.domains("Example.ORG", "example.net"));

        assertThat(resolved("carol@example.net")).containsExactly("carol@example.org");
        assertThat(resolved("alice@example.net")).containsExactly("alice@example.org");
        assertThat(resolved("carol@example.com")).isEmpty();
    }

    @Test
    void anEntryWithoutAnAddressIsNoAccount() {
        directory.user("carol", "x").user("dave", "x", "mail", "no address");

        assertThat(accounts.login("carol", "x")).isInstanceOf(LoginResult.Refused.class);
        assertThat(accounts.login("dave", "x")).isInstanceOf(LoginResult.Refused.class);
    }

    @Test
    void theOrderOfAddressesDoesNotMatter() {
        directory.user("carol", "x", "mail", "z@example.org", "mail", "c@example.org");

        assertThat(accepted("carol", "x").id().value()).isEqualTo("c@example.org");
    }

    @Test
    void attributesSayQuotaDirectoryAndName() {
        directory.user(
                "carol",
                "x",
                "mail",
                "carol@example.org",
                "mailQuota",
                "1000000S,20C",
                "mailMessageStore",
                "/srv/mail/carol",
                "cn",
                "Carol");
        directory.user("dave", "x", "mail", "dave@example.org", "mailQuota", "lots");
        accounts = accounts(b -> b.quotaAttribute("mailQuota")
                .mailRootAttribute("mailMessageStore")
                .displayNameAttribute("cn"));

        Account carol = accepted("carol", "x");
        assertThat(carol.quota()).contains(new AccountQuota(OptionalLong.of(1_000_000), OptionalLong.of(20)));
        assertThat(carol.mailRoot()).contains(Path.of("/srv/mail/carol"));
        assertThat(carol.displayName()).contains("Carol");
        assertThat(accepted("alice", "wonderland").quota()).contains(AccountQuota.UNLIMITED);
        assertThat(accepted("dave", "x").quota()).isEmpty();
    }

    @Test
    void mailForMoreAccountsThanAllowedIsPutOff() {
        accounts = accounts(b -> b.mostAccounts(1));

        assertThatThrownBy(() -> accounts.resolve(MailAddress.of("info@example.org")))
                .isInstanceOf(AccountsUnavailableException.class)
                .hasMessageContaining("info@example.org");
    }

    // ---- the pool, and the cache before it

    @Test
    void manySearchesTakeOneConnection() {
        for (int i = 0; i < 100; i++) {
            accounts.find("alice");
        }

        assertThat(directory.count("SEARCH REQUEST")).isEqualTo(100);
        assertThat(directory.count(" BIND REQUEST")).isEqualTo(1);
    }

    @Test
    void aThousandLoginsByWayOfACacheAreOneSearchAndOneBind() {
        CachedAccounts cached = CachedAccounts.of(accounts);
        for (int i = 0; i < 1_000; i++) {
            assertThat(cached.login("alice", "wonderland")).isInstanceOf(LoginResult.Accepted.class);
        }

        assertThat(directory.count("SEARCH REQUEST")).isEqualTo(1);
        assertThat(directory.count(" BIND REQUEST")).isEqualTo(2); // the searcher's and the user's
    }

    // ---- the builder

    @Test
    void wrongChoicesFailAtOnce() {
        for (String url : List.of("", "http://x", "ldap://", "ldap://h/dc=x", "ldap://h?x", "h:389", "ldap:// h")) {
            assertThatThrownBy(() -> LdapAccounts.builder(url)).isInstanceOf(IllegalArgumentException.class);
        }
        LdapAccounts.Builder builder = LdapAccounts.builder("ldap://127.0.0.1");
        List<Runnable> wrong = List.of(
                LdapAccounts::builder,
                () -> builder.base(""),
                () -> builder.base("no name"),
                () -> builder.searchAs("", "x"),
                () -> builder.searchAs("cn=x", ""),
                () -> builder.filter("objectClass=*"),
                () -> builder.loginFilter("(uid=%x)"),
                () -> builder.userDn("uid=%x,dc=example"),
                () -> builder.mailAttribute("mail)(uid=*"),
                () -> builder.timeout(Duration.ZERO),
                () -> builder.connections(0));
        wrong.forEach(call -> assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class));
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("base");
        assertThatThrownBy(() -> LdapAccounts.builder("ldaps://a.example", "ldap://b.example")
                        .base("dc=example")
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in clear");
    }

    private Account accepted(String login, String secret) {
        LoginResult result = accounts.login(login, secret);
        assertThat(result).isInstanceOf(LoginResult.Accepted.class);
        return ((LoginResult.Accepted) result).account();
    }

    private List<String> resolved(String address) {
        return accounts.resolve(MailAddress.of(address)) instanceof Resolution.Local local
                ? local.accounts().stream().map(a -> a.id().value()).toList()
                : List.of();
    }
}
