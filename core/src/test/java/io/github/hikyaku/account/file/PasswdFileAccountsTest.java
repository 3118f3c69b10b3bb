package io.github.hikyaku.account.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.AccountQuota;
import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.account.LoginResult;
import io.github.hikyaku.account.Resolution;
import io.github.hikyaku.account.ScramHash;
import io.github.hikyaku.account.Secrets;
import io.github.hikyaku.address.MailAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswdFileAccountsTest {
    private static final String SHA512_CRYPT =
            "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1";

    @TempDir
    Path dir;

    private final List<FileProblem> problems = new ArrayList<>();

    private PasswdFileAccounts.Builder file(String... lines) throws IOException {
        return PasswdFileAccounts.builder(write("passwd", lines))
                .domains("example.org", "example.net")
                .problems(problems::add);
    }

    private Path write(String name, String... lines) throws IOException {
        return Files.writeString(dir.resolve(name), String.join("\n", lines) + "\n");
    }

    /** As an administrator's editor does it: whole and at once. */
    private void replace(String name, String... lines) throws IOException {
        Path other = write(name + ".new", lines);
        Files.move(other, dir.resolve(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    // ---- names

    @ParameterizedTest
    @CsvSource({
        "alice, wonderland, alice@example.org",
        "Alice@Example.ORG, wonderland, alice@example.org",
        "alice@example.net, wonderland, alice@example.org",
        "bob@elsewhere.example, builder, bob@elsewhere.example"
    })
    void aUserLogsInWithHisAddressOrWhatADomainCompletes(String login, String secret, String id) throws IOException {
        PasswdFileAccounts accounts = file("alice:{PLAIN}wonderland", "bob@elsewhere.example:{PLAIN}builder")
                .build();

        assertThat(accepted(accounts, login, secret).id().value()).isEqualTo(id);
        assertThat(accounts.find(login)).isPresent();
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "alice, wrong",
        "alice, ''",
        "bob, builder",
        "'', wonderland",
        "@example.org, wonderland",
        "carol, wonderland"
    })
    void allElseIsRefused(String login, String secret) throws IOException {
        PasswdFileAccounts accounts = file("alice:{PLAIN}wonderland", "bob@elsewhere.example:{PLAIN}builder")
                .build();

        assertThat(accounts.login(login, secret)).isInstanceOf(LoginResult.Refused.class);
    }

    @Test
    void mailGoesToAUsersAddressInEachDomain() throws IOException {
        PasswdFileAccounts accounts = file("alice:").build();

        assertThat(resolved(accounts, "Alice@example.net")).containsExactly("alice@example.org");
        assertThat(resolved(accounts, "alice@example.com")).isEmpty();
        assertThat(accounts.find("alice").orElseThrow().addresses())
                .containsExactlyInAnyOrder(MailAddress.of("alice@example.org"), MailAddress.of("alice@example.net"));
    }

    // ---- secrets

    @Test
    void secretsAreOfTheKnownFormsWithTheirSchemeOrWithout() throws IOException {
        PasswdFileAccounts accounts = file(
                        "argon:{ARGON2ID}" + Secrets.argon2id("secret"),
                        "bare:" + Secrets.argon2id("secret"),
                        "crypt:" + SHA512_CRYPT,
                        "named:{SHA512-CRYPT}" + SHA512_CRYPT,
                        "plain:{plain}secret:more")
                .build();

        assertThat(problems).isEmpty();
        for (String name : List.of("argon", "bare", "plain")) {
            assertThat(accounts.login(name, "secret")).isInstanceOf(LoginResult.Accepted.class);
        }
        for (String name : List.of("crypt", "named")) {
            assertThat(accounts.login(name, "Hello world!")).isInstanceOf(LoginResult.Accepted.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "!", "!!", "x", "!" + SHA512_CRYPT, "{ROT13}frperg", "secret", "{PLAIN}"})
    void withoutAUsableFormNobodyLogsInButMailIsDelivered(String field) throws IOException {
        PasswdFileAccounts accounts = file("alice:" + field).build();

        for (String guess : List.of("", field.isEmpty() ? "x" : field, "secret", "Hello world!", "*", "!")) {
            assertThat(accounts.login("alice", guess)).isInstanceOf(LoginResult.Refused.class);
        }
        assertThat(resolved(accounts, "alice@example.org")).hasSize(1);
    }

    @Test
    void aFormThatIsNotKnownIsToldWithoutTheSecret() throws IOException {
        file("alice:{ROT13}frperg", "bob:clear").build();

        assertThat(problems).hasSize(2);
        assertThat(problems.get(0).toString())
                .contains("line 1", "{ROT13}", "alice")
                .doesNotContain("frperg");
        assertThat(problems.get(1).toString()).contains("line 2", "bob").doesNotContain("clear");
    }

    @Test
    void secretsMayBeInAShadowFile() throws IOException {
        Path shadow = write("shadow", "root:*:19000:0:99999:7:::", "alice:" + SHA512_CRYPT + ":19000:0:99999:7:::");
        PasswdFileAccounts accounts = file(
                        "root:x:0:0:root:/root:/bin/bash",
                        "alice:x:1000:1000:Alice Liddell,,,:/home/alice:/bin/bash",
                        "bob:x:1001:1001::/home/bob:/bin/bash")
                .shadow(shadow)
                .minUid(1000)
                .build();

        assertThat(accepted(accounts, "alice", "Hello world!").displayName()).contains("Alice Liddell");
        assertThat(accounts.login("bob", "Hello world!")).isInstanceOf(LoginResult.Refused.class);
        assertThat(accounts.find("root")).isEmpty();
        assertThat(accounts.find("bob")).isPresent();
        assertThat(problems).isEmpty();
    }

    @Test
    void scramIsOfferedWhereAllWhoCanLogInHaveKeys() throws IOException {
        PasswdFileAccounts accounts = file("alice:" + scram("wonderland"), "bob:" + scram("builder"), "nobody:*")
                .build();

        assertThat(accounts.scramHashes()).containsExactly(ScramHash.SHA_256);
        assertThat(accounts.scram("alice", ScramHash.SHA_256).account()).isPresent();
        assertThat(accounts.scram("nobody", ScramHash.SHA_256).account()).isEmpty();
        assertThat(accounts.scram("carol", ScramHash.SHA_256).keys().salt())
                .isEqualTo(accounts.scram("carol", ScramHash.SHA_256).keys().salt());
        assertThat(accounts.login("alice", "wonderland")).isInstanceOf(LoginResult.Accepted.class);

        replace("passwd", "alice:" + scram("wonderland"), "bob:{PLAIN}builder");
        accounts.find("bob");
        assertThat(accounts.scramHashes()).isEmpty();
    }

    // ---- what goes with an account

    @Test
    void extraFieldsSayQuotaAndDirectory() throws IOException {
        PasswdFileAccounts accounts = file(
                        "alice:*:1000:1000::/home/alice::userdb_quota_rule=*:bytes=1G:messages=10 userdb_mail=maildir:~/Maildir:LAYOUT=fs",
                        "bob:*:1001:1001::/home/bob::userdb_quota_rule=*:storage=100 userdb_home=/srv/bob userdb_mail=maildir:%h/mail/%d/%n",
                        "carol:*::::::userdb_quota_storage_size=5M userdb_mail_path=/srv/%u",
                        "dave:*::::::nologin userdb_quota_rule=*:bytes=0")
                .build();

        assertThat(problems).isEmpty();
        assertThat(account(accounts, "alice").quota())
                .contains(new AccountQuota(OptionalLong.of(1L << 30), OptionalLong.of(10)));
        assertThat(account(accounts, "alice").mailRoot()).contains(Path.of("/home/alice/Maildir"));
        assertThat(account(accounts, "bob").quota()).contains(AccountQuota.octets(100 * 1024));
        assertThat(account(accounts, "bob").mailRoot()).contains(Path.of("/srv/bob/mail/example.org/bob"));
        assertThat(account(accounts, "carol").quota()).contains(AccountQuota.octets(5 << 20));
        assertThat(account(accounts, "carol").mailRoot()).contains(Path.of("/srv/carol@example.org"));
        assertThat(account(accounts, "dave").quota()).contains(AccountQuota.UNLIMITED);
        assertThat(account(accounts, "dave").mailRoot()).isEmpty();
    }

    @Test
    void whatALineDoesNotSayTheHostMay() throws IOException {
        PasswdFileAccounts accounts = file("alice:*:1000:1000::/home/alice:", "bob:*")
                .quota(AccountQuota.octets(7))
                .mailRoot("%h/Maildir")
                .build();

        assertThat(account(accounts, "alice").mailRoot()).contains(Path.of("/home/alice/Maildir"));
        assertThat(account(accounts, "alice").quota()).contains(AccountQuota.octets(7));
        assertThat(account(accounts, "bob").mailRoot()).isEmpty();
        assertThat(problems).singleElement().satisfies(p -> assertThat(p.line()).isEqualTo(2));
    }

    @ParameterizedTest
    @CsvSource({
        "alice, userdb_quota_rule=*:bytes=lots",
        "alice, userdb_quota_rule=INBOX:bytes=5",
        "alice, userdb_quota_rule=*:bytes=99999999999999999999",
        "alice, userdb_mail=mbox:~/mail",
        "alice, userdb_mail=maildir:mail",
        "alice, userdb_mail=maildir:/srv/../etc",
        "alice, userdb_mail=maildir:~/Maildir",
        "alice, userdb_mail=maildir:/srv/%q",
        "alice, userdb_mail=maildir:/srv/%",
        "a/../../etc, userdb_mail=maildir:/srv/%n"
    })
    void whatCannotBeUsedIsToldAndTheAccountStays(String user, String field) throws IOException {
        PasswdFileAccounts accounts = file(user + ":*::::::" + field).build();

        assertThat(problems).hasSize(1);
        assertThat(account(accounts, user).quota()).isEmpty();
        assertThat(account(accounts, user).mailRoot()).isEmpty();
    }

    // ---- aliases

    @Test
    void aliasesLeadToUsersAndToEachOther() throws IOException {
        Path aliases = write(
                "aliases",
                "# comment",
                "postmaster: root",
                "root: alice,",
                "   bob",
                "\"info\": Alice@example.org",
                "loop: pool, bob",
                "pool: loop",
                "shop@example.net: bob",
                "lost: nobody, |/usr/bin/vacation, /dev/null, :include:/etc/list, x@elsewhere.example",
                "alice: bob",
                "no colon");
        PasswdFileAccounts accounts = file("alice:*", "bob:*").aliases(aliases).build();

        assertThat(resolved(accounts, "postmaster@example.net"))
                .containsExactly("alice@example.org", "bob@example.org");
        assertThat(resolved(accounts, "INFO@example.org")).containsExactly("alice@example.org");
        assertThat(resolved(accounts, "pool@example.org")).containsExactly("bob@example.org");
        assertThat(resolved(accounts, "shop@example.net")).containsExactly("bob@example.org");
        assertThat(resolved(accounts, "shop@example.org")).isEmpty();
        assertThat(resolved(accounts, "lost@example.org")).isEmpty();
        assertThat(resolved(accounts, "alice@example.org")).containsExactly("alice@example.org");
        assertThat(accounts.find("alice").orElseThrow().addresses())
                .contains(MailAddress.of("info@example.org"), MailAddress.of("postmaster@example.net"));
        assertThat(problems).extracting(FileProblem::line).contains(9, 10, 11).doesNotContain(1, 2, 3, 4, 5);
    }

    // ---- changes

    @Test
    void aChangedFileCountsWithTheNextCall() throws IOException {
        PasswdFileAccounts accounts = file("alice:{PLAIN}wonderland").build();

        replace("passwd", "alice:{PLAIN}looking-glass", "bob:{PLAIN}builder");

        assertThat(accounts.login("alice", "wonderland")).isInstanceOf(LoginResult.Refused.class);
        assertThat(accounts.login("alice", "looking-glass")).isInstanceOf(LoginResult.Accepted.class);
        assertThat(accounts.login("bob", "builder")).isInstanceOf(LoginResult.Accepted.class);
    }

    @Test
    void aChangedAliasesFileCountsToo() throws IOException {
        Path aliases = write("aliases", "info: alice");
        PasswdFileAccounts accounts = file("alice:*", "bob:*").aliases(aliases).build();
        replace("aliases", "info: bob", "sales: bob");

        assertThat(resolved(accounts, "info@example.org")).containsExactly("bob@example.org");
    }

    @Test
    void aVersionThatCannotBeUsedIsToldOnceAndTheFormerOneStays() throws IOException {
        PasswdFileAccounts accounts = file("alice:{PLAIN}wonderland").build();

        for (String broken : List.of("", "\n\n", "garbage\u0001\n", "no colon at all")) {
            replace("passwd", broken);
            assertThat(accounts.login("alice", "wonderland")).isInstanceOf(LoginResult.Accepted.class);
            problems.removeIf(problem -> problem.line() > 0);
            assertThat(accounts.find("alice")).isPresent();
            assertThat(problems)
                    .singleElement()
                    .satisfies(p -> assertThat(p.what()).contains("stays in use"));
            problems.clear();
        }
        Files.delete(dir.resolve("passwd"));
        assertThat(accounts.find("alice")).isPresent();
        assertThat(problems).singleElement().satisfies(p -> assertThat(p.what()).contains("cannot be read"));

        write("passwd", "bob:{PLAIN}builder");
        assertThat(accounts.find("alice")).isEmpty();
        assertThat(accounts.find("bob")).isPresent();
    }

    @Test
    void aFileThatIsNotThereFailsTheStart() {
        assertThatThrownBy(
                        () -> PasswdFileAccounts.builder(dir.resolve("nowhere")).build())
                .isInstanceOf(AccountsUnavailableException.class)
                .hasMessageContaining("nowhere");
    }

    // ---- hostile files

    @Test
    void badLinesAreToldAndSkipped() throws IOException {
        PasswdFileAccounts accounts = file(
                        "alice:{PLAIN}wonderland",
                        ":{PLAIN}x",
                        "no colon",
                        "   ",
                        "two@at@signs:{PLAIN}x",
                        ".dot:{PLAIN}x",
                        "a b:{PLAIN}x",
                        "x".repeat(65) + ":{PLAIN}x",
                        "alice:{PLAIN}second",
                        "nul\u0000byte:{PLAIN}x",
                        "long:" + "x".repeat(20_000),
                        "bob:{PLAIN}builder")
                .build();

        assertThat(accounts.login("alice", "wonderland")).isInstanceOf(LoginResult.Accepted.class);
        assertThat(accounts.login("alice", "second")).isInstanceOf(LoginResult.Refused.class);
        assertThat(accounts.login("bob", "builder")).isInstanceOf(LoginResult.Accepted.class);
        assertThat(problems)
                .extracting(FileProblem::line)
                .contains(2, 3, 8, 9, 10, 11)
                .doesNotContain(1, 4, 12);
    }

    @Test
    void noOctetsWhateverBringTheReaderDown() throws IOException {
        Random random = new Random(42);
        for (int i = 0; i < 200; i++) {
            byte[] octets = new byte[random.nextInt(2_000)];
            for (int j = 0; j < octets.length; j++) {
                octets[j] = random.nextInt(3) == 0
                        ? (byte) ":@\n\r\"%,= *~{}$".charAt(random.nextInt(14))
                        : (byte) random.nextInt(256);
            }
            Path noise = Files.write(dir.resolve("noise"), octets);
            PasswdFileAccounts.builder(noise)
                    .domains("example.org")
                    .aliases(noise)
                    .shadow(noise)
                    .mailRoot("/srv/%n")
                    .problems(problems::add)
                    .build()
                    .login("x", "y");
        }
        assertThat(problems).isNotEmpty().allSatisfy(p -> assertThat(p.what()).doesNotContain("\n"));
    }

    @Test
    void aFileFullOfProblemsTellsAHundredOfThem() throws IOException {
        Files.writeString(dir.resolve("passwd"), "no colon\n".repeat(100_000) + "alice:*\n", StandardCharsets.UTF_8);
        PasswdFileAccounts accounts = PasswdFileAccounts.builder(dir.resolve("passwd"))
                .domains("example.org")
                .problems(problems::add)
                .build();

        assertThat(problems).hasSize(101);
        assertThat(accounts.find("alice")).isPresent();
    }

    /** As Dovecot has it: RFC 5803 has colons, which separate fields here. */
    private static String scram(String secret) {
        String[] parts = Secrets.scram(ScramHash.SHA_256, secret).split("\\$", 3);
        return "{SCRAM-SHA-256}" + (parts[1] + ":" + parts[2]).replace(':', ',');
    }

    private static Account accepted(PasswdFileAccounts accounts, String login, String secret) {
        LoginResult result = accounts.login(login, secret);
        assertThat(result).isInstanceOf(LoginResult.Accepted.class);
        return ((LoginResult.Accepted) result).account();
    }

    private static Account account(PasswdFileAccounts accounts, String login) {
        Optional<Account> found = accounts.find(login);
        assertThat(found).isPresent();
        return found.orElseThrow();
    }

    private static List<String> resolved(PasswdFileAccounts accounts, String address) {
        return accounts.resolve(MailAddress.of(address)) instanceof Resolution.Local local
                ? local.accounts().stream().map(a -> a.id().value()).toList()
                : List.of();
    }
}
