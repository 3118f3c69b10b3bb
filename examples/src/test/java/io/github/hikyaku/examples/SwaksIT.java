package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.HOGE;
import static io.github.hikyaku.examples.ExampleServer.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What swaks is told that plays a mail program, another mail server, or somebody who tries. */
class SwaksIT extends WithExampleServer {
    private static final int NO_RECIPIENT = 24;
    private static final int NO_SENDER = 23;
    private static final int NO_DATA = 26;
    private static final int NO_LOGIN = 28;
    private static final int NO_TLS = 29;

    private Program swaks(String service, Object... arguments) {
        return Program.of(dir, "swaks", "--server", server.address(service), "--helo", "client.example.com")
                .with(arguments);
    }

    private static Object[] login(String mechanism) {
        return new Object[] {"--auth", mechanism, "--auth-user", HOGE, "--auth-password", SECRET};
    }

    @Test
    void theCommandOfTheReadmeIsAnswered250() {
        Program.Result result = Program.of(dir, "swaks", "--server", server.address("submission"), "-tls")
                .with("-au", HOGE, "-ap", SECRET, "--from", HOGE, "--to", FUGA)
                .run()
                .ok();

        assertThat(result.lines()).anyMatch(line -> line.startsWith("<~  250 2.0.0 "));
    }

    @ParameterizedTest
    @CsvSource({
        "submission, -tls, PLAIN",
        "submission, -tls, LOGIN",
        "submissions, -tlsc, PLAIN",
        "submissions, -tlsc, LOGIN"
    })
    void submitsWithTlsAndLogin(String service, String tls, String mechanism) {
        Program.Result result = swaks(service, tls, "--from", HOGE, "--to", FUGA)
                .with(login(mechanism))
                .run()
                .ok();

        assertThat(result.lines())
                .anyMatch(line -> line.startsWith("=== TLS started"))
                .anyMatch(line -> line.startsWith("<~  235 2.7.0 "))
                .anyMatch(line -> line.startsWith("<~  250 2.0.0 "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tlsv1_2", "tlsv1_3"})
    void submitsWithEitherVersionOfTls(String version) {
        Program.Result result = swaks("submission", "-tls", "--tls-protocol", version, "--from", HOGE, "--to", FUGA)
                .with(login("PLAIN"))
                .run()
                .ok();

        assertThat(result.text()).containsPattern("(?i)=== TLS started with cipher " + version.replace('_', '.'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tlsv1", "tlsv1_1"})
    void noOldVersionOfTlsIsSpoken(String version) {
        swaks("submission", "-tls", "--tls-protocol", version, "--from", HOGE, "--to", FUGA)
                .with(login("PLAIN"))
                .run()
                .exit(NO_TLS);
    }

    @Test
    void deliversToAnMxWithoutLogin() {
        Program.Result result = swaks("smtp", "--from", "somebody@elsewhere.example", "--to", FUGA)
                .run()
                .ok();

        assertThat(result.lines())
                .noneMatch(line -> line.contains("AUTH"))
                .anyMatch(line -> line.startsWith("<-  250 2.0.0 "));
    }

    @Test
    void deliversToAnMxWithTlsAndANullReversePath() {
        swaks("smtp", "-tls", "--from", "<>", "--to", HOGE + "," + FUGA).run().ok();
    }

    @Test
    void deliversInOnePipeline() {
        Program.Result result = swaks("smtp", "--pipeline", "--from", "somebody@elsewhere.example")
                .with("--to", HOGE + "," + FUGA)
                .run()
                .ok();

        assertThat(result.text())
                .containsSubsequence(
                        " -> MAIL FROM:<somebody@elsewhere.example>\n -> RCPT TO:<" + HOGE + ">\n -> RCPT TO:<" + FUGA
                                + ">\n -> DATA\n",
                        "<-  250 2.1.0 ",
                        "<-  250 2.1.5 ",
                        "<-  250 2.1.5 ",
                        "<-  354 ",
                        "<-  250 2.0.0 ");
    }

    @Test
    void nobodyRelaysThroughTheMx() {
        Program.Result result = swaks("smtp", "--from", HOGE, "--to", "somebody@elsewhere.example")
                .run()
                .exit(NO_RECIPIENT);

        assertThat(result.lines()).anyMatch(line -> line.startsWith("<** 550 5.7.1 "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "submission"})
    void anUnknownUserIsRefusedAtRcpt(String service) {
        Program program = swaks(service, "--from", HOGE, "--to", "nobody@example.com");
        Program.Result result = (service.equals("smtp")
                        ? program
                        : program.with("-tls").with(login("PLAIN")))
                .run()
                .exit(NO_RECIPIENT);

        assertThat(result.lines()).anyMatch(line -> line.matches("<[*~]\\* 550 5\\.1\\.1 .*"));
    }

    @Test
    void anUnknownUserDoesNotSpoilTheOtherRecipients() {
        Program.Result result = swaks("smtp", "--from", HOGE, "--to", "nobody@example.com," + FUGA)
                .run()
                .ok();

        assertThat(result.lines())
                .anyMatch(line -> line.startsWith("<** 550 5.1.1 "))
                .anyMatch(line -> line.startsWith("<-  250 2.0.0 "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN"})
    void aWrongPasswordIsRefused(String mechanism) {
        Program.Result result = swaks("submission", "-tls", "--from", HOGE, "--to", FUGA)
                .with("--auth", mechanism, "--auth-user", HOGE, "--auth-password", "guessed")
                .run()
                .exit(NO_LOGIN);

        assertThat(result.lines()).anyMatch(line -> line.startsWith("<~* 535 5.7.8 "));
    }

    @Test
    void submissionWithoutLoginIsRefused() {
        Program.Result result =
                swaks("submission", "-tls", "--from", HOGE, "--to", FUGA).run().exit(NO_SENDER);

        assertThat(result.lines()).anyMatch(line -> line.startsWith("<~* 530 5.7.0 "));
    }

    @Test
    void loginIsNotOfferedBeforeTls() {
        swaks("submission", "--from", HOGE, "--to", FUGA)
                .with(login("PLAIN"))
                .run()
                .exit(NO_LOGIN);
    }

    @Test
    void loginWithoutTlsIsOfferedWherePlaintextIsAllowed() {
        restartServer("--store", "memory", "--plaintext-auth");

        swaks("submission", "--from", HOGE, "--to", FUGA)
                .with(login("PLAIN"))
                .run()
                .ok();
    }

    @Test
    void aMessageAboveTheLimitIsRefusedAfterItCame() {
        restartServer("--store", "memory", "--max-message-size", 10_000);

        Program.Result result = swaks("smtp", "--from", HOGE, "--to", FUGA)
                .with("--body", "0123456789".repeat(2_000))
                .run()
                .exit(NO_DATA);

        assertThat(result.lines()).anyMatch(line -> line.startsWith("<** 552 5.3.4 "));
    }
}
