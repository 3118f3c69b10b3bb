package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.HOGE;
import static io.github.hikyaku.examples.ExampleServer.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.account.LoginResult;
import io.github.hikyaku.account.ldap.LdapAccounts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users of an OpenLDAP server send and read mail. */
class LdapIT {
    private static final int NO_RECIPIENT = 24;
    private static final int NO_LOGIN = 28;
    private static final String PEOPLE = "ou=people," + Slapd.BASE;

    @TempDir
    Path dir;

    private Slapd slapd;

    @BeforeEach
    void startSlapd() {
        slapd = Slapd.start(dir);
    }

    @AfterEach
    void stopSlapd() {
        slapd.close();
    }

    private ExampleServer server(String url, Object... more) {
        List<Object> flags = new ArrayList<>(List.of("--store", "memory", "--ldap", url, "--ldap-base", PEOPLE));
        flags.addAll(List.of("--ldap-bind-dn", Slapd.SEARCHER, "--ldap-bind-password", Slapd.SEARCHER_SECRET));
        flags.addAll(List.of("--ldap-filter", "(objectClass=inetOrgPerson)", "--ldap-quota", "mailQuota"));
        flags.addAll(List.of("--ldap-ca", slapd.certificate()));
        flags.addAll(List.of(more));
        return ExampleServer.start(flags.toArray());
    }

    private Program swaks(ExampleServer server, String secret, Object... more) {
        return Program.of(dir, "swaks", "--server", server.address("submission"), "-tls", "--auth", "PLAIN")
                .with("--from", HOGE, "--to", FUGA, "--auth-user", HOGE, "--auth-password", secret)
                .with(more);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldaps", "starttls", "template", "plain"})
    void aUserOfTheDirectorySubmitsAndAnotherReads(String way) {
        Object[] more = switch (way) {
            case "starttls" -> new Object[] {"--ldap-starttls"};
            case "template" -> new Object[] {"--ldap-user-dn", "uid=%n," + PEOPLE};
            default -> new Object[0];
        };
        String url = way.equals("ldaps") || way.equals("template") ? slapd.tlsUrl() : slapd.plainUrl();
        try (ExampleServer server = server(url, more)) {
            swaks(server, SECRET, "--header", "Subject: by " + way).run().ok();
            swaks(server, "wrong").run().exit(NO_LOGIN);

            Program.Result letter =
                    Curl.to(server, dir, "imaps", "/INBOX;MAILINDEX=1").run().ok();
            assertThat(letter.lines()).contains("Subject: by " + way);
        }
    }

    @Test
    void whoIsNotInTheDirectoryIsNoRecipient() {
        try (ExampleServer server = server(slapd.tlsUrl())) {
            Program.Result result =
                    swaks(server, SECRET, "--to", "nobody@example.com").run().exit(NO_RECIPIENT);

            assertThat(result.text()).contains("550 5.1.1 ");
        }
    }

    @Test
    void theDirectorysQuotaIsToldAtRcpt() {
        try (ExampleServer server = server(slapd.tlsUrl())) {
            swaks(server, SECRET).run().ok();
            Program.Result second = swaks(server, SECRET).run().exit(NO_RECIPIENT);

            assertThat(second.text()).contains("452 4.2.2 ");
        }
    }

    @Test
    void whileTheDirectoryIsAwayNobodyIsUnknown() {
        try (ExampleServer server = server(slapd.tlsUrl())) {
            slapd.stop();
            Program.Result login = swaks(server, SECRET).run().exit(NO_LOGIN);
            assertThat(login.text()).contains("454 4.7.0 ").doesNotContain("535");
            Program.Result recipient = Program.of(dir, "swaks", "--server", server.address("smtp"))
                    .with("--from", "somebody@elsewhere.example", "--to", FUGA)
                    .run()
                    .exit(NO_RECIPIENT);
            assertThat(recipient.text()).contains("451 4.3.0 ").doesNotContain("550");

            slapd.start();
            swaks(server, SECRET).run().ok();
        }
    }

    @Test
    void secretsAreFetchedAndComparedHere() {
        try (LdapAccounts accounts = LdapAccounts.builder(slapd.plainUrl())
                .base(PEOPLE)
                .searchAs(Slapd.SEARCHER, Slapd.SEARCHER_SECRET)
                .compareSecrets("userPassword")
                .build()) {
            assertThat(accounts.login("hoge", SECRET)).isInstanceOf(LoginResult.Accepted.class);
            assertThat(accounts.login("hoge", "wrong")).isInstanceOf(LoginResult.Refused.class);
        }
    }

    @Test
    void hostileNamesAreRefusedNames() {
        try (LdapAccounts bind = LdapAccounts.builder(slapd.plainUrl())
                        .base(PEOPLE)
                        .searchAs(Slapd.SEARCHER, Slapd.SEARCHER_SECRET)
                        .build();
                LdapAccounts template = LdapAccounts.builder(slapd.plainUrl())
                        .base(PEOPLE)
                        .userDn("uid=%u," + PEOPLE)
                        .build()) {
            Stream.of(
                            "*",
                            "hoge)(uid=*",
                            "\\",
                            "\0",
                            "hoge\0",
                            ",",
                            "+",
                            "\"",
                            "<>",
                            "#hoge",
                            ";",
                            "=",
                            "x".repeat(10_240))
                    .forEach(name -> {
                        assertThat(bind.login(name, SECRET)).as(name).isInstanceOf(LoginResult.Refused.class);
                        assertThat(template.login(name, SECRET)).as(name).isInstanceOf(LoginResult.Refused.class);
                    });
        }
    }

    @Test
    void anotherCertificateIsNotTrusted() {
        try (LdapAccounts accounts =
                LdapAccounts.builder(slapd.tlsUrl()).base(PEOPLE).build()) {
            assertThatThrownBy(() -> accounts.login("hoge", SECRET)).isInstanceOf(AccountsUnavailableException.class);
        }
    }
}
