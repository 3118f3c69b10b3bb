package io.github.hikyaku.account.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.account.LoginResult;
import io.github.hikyaku.account.ldap.Directory.Listening;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.tls.TestCertificates;
import io.github.hikyaku.tls.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A directory that is away, slow, or not the one it should be, is never a reason to say that there is no such user. */
@Timeout(60)
class LdapFaultsTest {
    /** The answer to a connection's first request: TLS may begin. */
    private static final byte[] STARTTLS_ACCEPTED = {0x30, 0x0c, 2, 1, 1, 0x78, 7, 0x0a, 1, 0, 4, 0, 4, 0};

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T closing(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    private static LdapAccounts.Builder builder(String... urls) {
        return LdapAccounts.builder(urls)
                .base("ou=people," + Directory.BASE)
                .searchAs(Directory.SEARCHER, Directory.SEARCHER_SECRET)
                .timeout(Duration.ofSeconds(20))
                .plaintext();
    }

    private static Directory filled(Directory directory) {
        return directory.user("alice", "wonderland", "mail", "alice@example.org");
    }

    private static void assertAway(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(AccountsUnavailableException.class);
    }

    // ---- servers that are away

    @Test
    void noCallSaysAnythingOfUsersWhileTheDirectoryIsAway() {
        LdapAccounts accounts =
                closing(builder("ldap://127.0.0.1:" + freePort()).build());

        assertAway(() -> accounts.login("alice", "wonderland"));
        assertAway(() -> accounts.find("alice"));
        assertAway(() -> accounts.resolve(MailAddress.of("alice@example.org")));
    }

    @Test
    void theNextServerIsAskedAndTheDeadOneLeftAlone() throws Exception {
        SilentServer dead = closing(new SilentServer(true, new byte[0]));
        Directory alive = closing(filled(Directory.plain()));
        LdapAccounts accounts = closing(builder(dead.url(), alive.url()).build());

        for (int i = 0; i < 5; i++) {
            assertThat(accounts.login("alice", "wonderland")).isInstanceOf(LoginResult.Accepted.class);
        }
        assertThat(dead.accepted).hasSize(1);
    }

    @Test
    void theOnlyServerIsAskedInSpiteOfItsFailure() {
        int port = freePort();
        LdapAccounts accounts = closing(builder("ldap://127.0.0.1:" + port)
                .retryAfter(Duration.ofMinutes(10))
                .build());
        assertAway(() -> accounts.find("alice"));

        closing(filled(Directory.plainAt(port)));

        assertThat(accounts.find("alice")).isPresent();
    }

    @Test
    void aConnectionThatTheServerGaveUpIsReplaced() {
        Directory first = filled(Directory.plain());
        int port = first.port();
        LdapAccounts accounts = closing(builder(first.url()).build());
        assertThat(accounts.find("alice")).isPresent();

        first.close();
        closing(filled(Directory.plainAt(port)));

        assertThat(accounts.find("alice")).isPresent();
    }

    @Test
    void aWrongSearcherIsAMatterOfTheDirectoryNotOfTheUser() {
        Directory directory = closing(filled(Directory.plain()));
        LdapAccounts accounts = closing(
                builder(directory.url()).searchAs(Directory.SEARCHER, "wrong").build());

        assertAway(() -> accounts.login("alice", "wonderland"));
    }

    @Test
    void aWrongBaseOrFilterIsAMatterOfTheDirectoryNotOfTheUser() {
        Directory directory = closing(filled(Directory.plain()));
        LdapAccounts noBase = closing(
                builder(directory.url()).base("ou=nowhere," + Directory.BASE).build());
        LdapAccounts noFilter =
                closing(builder(directory.url()).filter("(&(uid=x)").build());

        assertAway(() -> noBase.find("alice"));
        assertAway(() -> noFilter.find("alice"));
    }

    // ---- servers that are slow

    @ParameterizedTest
    @EnumSource(LdapAccountsTest.Way.class)
    void aServerThatDoesNotAnswerIsGivenUp(LdapAccountsTest.Way way) throws Exception {
        SilentServer silent = closing(new SilentServer(false, new byte[0]));
        LdapAccounts accounts = closing(way.choice
                .apply(builder(silent.url()))
                .timeout(Duration.ofMillis(300))
                .build());

        long begin = System.nanoTime();
        assertAway(() -> accounts.login("alice", "wonderland"));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @EnumSource(
            value = Listening.class,
            names = {"LDAPS", "STARTTLS"})
    void aHandshakeThatDoesNotEndIsGivenUp(Listening how) throws Exception {
        boolean startTls = how == Listening.STARTTLS;
        SilentServer silent = closing(new SilentServer(false, startTls ? STARTTLS_ACCEPTED : new byte[0]));
        LdapAccounts.Builder builder =
                startTls ? builder(silent.url()).startTls() : builder("ldaps://127.0.0.1:" + silent.port());
        LdapAccounts accounts = closing(builder.timeout(Duration.ofMillis(500)).build());

        assertAway(() -> accounts.find("alice"));
    }

    @Test
    void whoWaitsCanBeInterrupted() throws Exception {
        SilentServer silent = closing(new SilentServer(false, new byte[0]));
        LdapAccounts accounts = closing(builder(silent.url()).build());
        FutureTask<Boolean> login = new FutureTask<>(() -> {
            assertAway(() -> accounts.login("alice", "wonderland"));
            return true;
        });
        Thread thread = new Thread(login);
        thread.start();
        Awaitility.await().until(() -> !silent.accepted.isEmpty());
        thread.interrupt();

        assertThat(login.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoFindsNoConnectionFreeDoesNotWaitForEver() throws Exception {
        SilentServer silent = closing(new SilentServer(false, new byte[0]));
        LdapAccounts accounts = closing(builder(silent.url())
                .connections(1)
                .timeout(Duration.ofMillis(500))
                .build());
        List<FutureTask<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            calls.add(new FutureTask<>(() -> {
                assertAway(() -> accounts.find("alice"));
                return true;
            }));
        }
        calls.forEach(call -> new Thread(call).start());

        for (FutureTask<Boolean> call : calls) {
            assertThat(call.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    // ---- TLS

    @ParameterizedTest
    @EnumSource(
            value = Listening.class,
            names = {"LDAPS", "STARTTLS"})
    void tlsIsSpokenWithWhomTheHostTrusts(Listening how) {
        Tls tls = Tls.selfSigned("localhost");
        Directory directory = closing(filled(Directory.with(how, tls.context())));
        LdapAccounts accounts = closing(
                secured(directory, how).tls(TestCertificates.trusting(tls)).build());

        assertThat(accounts.login("alice", "wonderland")).isInstanceOf(LoginResult.Accepted.class);
        assertThat(accounts.login("alice", "wrong")).isInstanceOf(LoginResult.Refused.class);
        assertThat(accounts.find("alice")).isPresent();
    }

    @ParameterizedTest
    @EnumSource(
            value = Listening.class,
            names = {"LDAPS", "STARTTLS"})
    void anotherNameInTheCertificateIsRefused(Listening how) {
        TestCertificates.Contexts tls = TestCertificates.namedTest();
        Directory directory = closing(filled(Directory.with(how, tls.server())));
        LdapAccounts accounts =
                closing(secured(directory, how).tls(tls.client()).build());

        assertAway(() -> accounts.login("alice", "wonderland"));
        assertThat(directory.count("BIND REQUEST")).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Listening.class,
            names = {"LDAPS", "STARTTLS"})
    void aCertificateThatNobodyTrustsIsRefused(Listening how) {
        Directory directory =
                closing(filled(Directory.with(how, Tls.selfSigned("localhost").context())));
        LdapAccounts accounts = closing(secured(directory, how).build());

        assertAway(() -> accounts.login("alice", "wonderland"));
        assertThat(directory.count("BIND REQUEST")).isZero();
    }

    @Test
    void aServerWithoutStartTlsIsNotTrustedWithASecret() {
        Directory directory = closing(filled(Directory.plain()));
        LdapAccounts accounts = closing(builder(directory.url()).startTls().build());

        assertAway(() -> accounts.login("alice", "wonderland"));
        assertThat(directory.count("EXTENDED REQUEST")).isPositive();
        assertThat(directory.count("BIND REQUEST")).isZero();
    }

    private static LdapAccounts.Builder secured(Directory directory, Listening how) {
        LdapAccounts.Builder builder = builder(directory.url("localhost"));
        return how == Listening.STARTTLS ? builder.startTls() : builder;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
