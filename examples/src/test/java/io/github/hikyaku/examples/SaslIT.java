package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.HOGE;
import static io.github.hikyaku.examples.ExampleServer.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mail programs log in in other ways than by sending a password. */
class SaslIT extends WithExampleServer {
    private static final int LOGIN_DENIED = 67;

    /** gsasl, the tool of GNU SASL, which binds SCRAM to the channel if it is not told to leave that. */
    @Nested
    class Gsasl {
        private Program gsasl(String service, String secret, Object... arguments) {
            return Program.of(dir, "gsasl", service.equals("submission") ? "--smtp" : "--" + service)
                    .with("localhost", server.port(service), "--x509-ca-file=" + server.certificate(dir))
                    .with("--authentication-id=" + FUGA, "--authorization-id=" + FUGA, "--password=" + secret)
                    .with(arguments);
        }

        @ParameterizedTest
        @CsvSource({"imap, SCRAM-SHA-256", "imap, SCRAM-SHA-1", "submission, SCRAM-SHA-256", "submission, SCRAM-SHA-1"})
        void logsInByScramAndTrustsTheServer(String service, String mechanism) {
            Program.Result result = gsasl(service, SECRET, "--no-cb", "--mechanism=" + mechanism)
                    .run()
                    .ok();

            assertThat(result.toString()).contains("Logged in", "(server trusted)");
        }

        @ParameterizedTest
        @ValueSource(strings = {"imap", "submission"})
        void isRefusedWithAWrongPassword(String service) {
            Program.Result result = gsasl(service, "guessed", "--no-cb", "--mechanism=SCRAM-SHA-256")
                    .run();

            assertThat(result.toString()).contains("Wrong name or").doesNotContain("Logged in");
        }

        /** The exporter that this needs came to the JDK with 25. */
        @ParameterizedTest
        @CsvSource({
            "imap, SCRAM-SHA-256-PLUS",
            "imap, SCRAM-SHA-1-PLUS",
            "submission, SCRAM-SHA-256-PLUS",
            "submission, SCRAM-SHA-1-PLUS"
        })
        void bindsToTheChannelWhereTheJdkCan(String service, String mechanism) {
            Program.Result result =
                    gsasl(service, SECRET, "--mechanism=" + mechanism).run();

            if (Runtime.version().feature() >= 25) {
                assertThat(result.ok().toString()).contains("Logged in", "(server trusted)");
            } else {
                assertThat(result.toString())
                        .containsPattern("504 5.5.4 |NO \\[CANNOT\\] ")
                        .doesNotContain("AUTH=" + mechanism);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"pop3, scram-sha-256", "pop3, scram-sha-1", "pop3s, scram-sha-256", "pop3s, scram-sha-1"})
    void mpopLogsInByScram(String service, String mechanism) throws Exception {
        submit(Letter.about("runners"));
        Mpop mpop = new Mpop(server, dir, service, mechanism);

        mpop.fetch("--keep=on");

        assertThat(mpop.messages()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"imap, SCRAM-SHA-256", "imaps, SCRAM-SHA-1"})
    void mbsyncLogsInByScram(String service, String mechanism) throws Exception {
        submit(Letter.about("runners"));
        Mbsync mbsync = new Mbsync(server, dir, service, mechanism);

        mbsync.sync();

        assertThat(mbsync.messages("INBOX")).hasSize(1);
    }

    /** curl, with a letter to send where the service takes some. */
    private Program curl(String service, String user) throws IOException {
        boolean sends = service.startsWith("submission");
        String scheme = sends ? service.replace("submission", "smtp") : service;
        Program curl = Program.of(dir, "curl", "--silent", "--show-error", "--max-time", 30, "--ssl-reqd")
                .with("--cacert", server.certificate(dir), "--user", user)
                .with(scheme + "://" + server.address(service) + "/");
        return sends
                ? curl.with("--mail-from", FUGA, "--mail-rcpt", FUGA)
                        .with("--upload-file", Files.writeString(dir.resolve("letter"), "Subject: hi\r\n\r\nhi\r\n"))
                : curl;
    }

    @Nested
    class Tokens {
        private Program withToken(String service, String mechanism, String token) throws IOException {
            restartServer("--store", "memory", "--token", "dG9r.ZW4=" + FUGA);
            return curl(service, FUGA).with("--login-options", "AUTH=" + mechanism, "--oauth2-bearer", token);
        }

        @ParameterizedTest
        @CsvSource({
            "imap, OAUTHBEARER",
            "imaps, XOAUTH2",
            "pop3, OAUTHBEARER",
            "pop3s, XOAUTH2",
            "submission, OAUTHBEARER",
            "submissions, XOAUTH2"
        })
        void letTheirOwnerIn(String service, String mechanism) throws IOException {
            withToken(service, mechanism, "dG9r.ZW4").run().ok();
            curl(service, FUGA)
                    .with("--login-options", "AUTH=" + mechanism, "--oauth2-bearer", "dG9r.ZW4", "--sasl-ir")
                    .run()
                    .ok();
        }

        @ParameterizedTest
        @CsvSource({
            "imap, OAUTHBEARER",
            "imap, XOAUTH2",
            "pop3, OAUTHBEARER",
            "pop3, XOAUTH2",
            "submission, OAUTHBEARER"
        })
        void letNobodyInWhenTheyAreWrong(String service, String mechanism) throws IOException {
            withToken(service, mechanism, "b2xk").run().exit(LOGIN_DENIED);
        }

        @Test
        void areNotOfferedUnlessTheServerKnowsSome() throws IOException {
            Program.Result result = curl("imap", FUGA)
                    .with("--verbose", "--oauth2-bearer", "dG9r")
                    .run();

            assertThat(result.errors()).contains("AUTH=PLAIN").doesNotContain("AUTH=OAUTHBEARER");
        }
    }

    @Nested
    class Certificates {
        private ClientCertificate certificate;

        private void trustIssuer() throws IOException {
            certificate = new ClientCertificate(dir, FUGA);
            restartServer("--store", "memory", "--client-ca", certificate.authority());
        }

        private Program external(String service, String user) throws IOException {
            return curl(service, user + ":").with("--login-options", "AUTH=EXTERNAL");
        }

        @ParameterizedTest
        @ValueSource(strings = {"imap", "imaps", "pop3", "pop3s", "submission", "submissions"})
        void letTheirOwnerIn(String service) throws IOException {
            trustIssuer();

            external(service, FUGA)
                    .with("--cert", certificate.certificate(), "--key", certificate.key())
                    .run()
                    .ok();
        }

        @Test
        void letNobodyElseIn() throws IOException {
            trustIssuer();

            external("imap", HOGE)
                    .with("--cert", certificate.certificate(), "--key", certificate.key())
                    .run()
                    .exit(LOGIN_DENIED);
        }

        @Test
        void areNotNeeded() throws IOException {
            trustIssuer();

            external("imap", FUGA).run().exit(LOGIN_DENIED);
            curl("imap", FUGA + ":" + SECRET).run().ok();
        }

        @Test
        void ofStrangersEndTheHandshake() throws IOException {
            trustIssuer();
            ClientCertificate forged = new ClientCertificate(Files.createDirectory(dir.resolve("forger")), FUGA);

            Program.Result result = external("imaps", FUGA)
                    .with("--cert", forged.certificate(), "--key", forged.key())
                    .run();

            assertThat(result.exitCode()).isNotZero();
            assertThat(result.errors()).containsIgnoringCase("alert");
        }
    }
}
