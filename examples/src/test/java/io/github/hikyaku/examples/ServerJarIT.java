package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.HOGE;
import static io.github.hikyaku.examples.ExampleServer.SECRET;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar that a user starts: what it says, how it ends, and that mail outlives it. */
class ServerJarIT {
    private static final List<String> SERVICES =
            List.of("smtp", "submission", "submissions", "pop3", "pop3s", "imap", "imaps");

    @TempDir
    Path dir;

    private Object[] everyService() {
        return SERVICES.stream()
                .flatMap(service -> List.of("--" + service, "0").stream())
                .toArray();
    }

    @Test
    void saysWhereEachServiceListensAndThatItIsReady() throws Exception {
        try (ServerJar server = ServerJar.start(dir, everyService())) {
            List<String> lines = server.lines();

            assertThat(lines).hasSize(SERVICES.size() + 1);
            for (int i = 0; i < SERVICES.size(); i++) {
                assertThat(lines.get(i)).matches("listening " + SERVICES.get(i) + " 127\\.0\\.0\\.1:\\d+");
                try (Socket socket = new Socket(ExampleServer.HOST, server.port(SERVICES.get(i)))) {
                    assertThat(socket.isConnected()).isTrue();
                }
            }
            assertThat(lines.get(SERVICES.size())).matches("ready in \\d+ ms");
            assertThat(dir.resolve("hikyaku-mail"))
                    .as("the Maildir below the working directory")
                    .isDirectory();
        }
    }

    @Test
    void aServiceMayListenSeveralTimes() throws Exception {
        try (ServerJar server = ServerJar.start(dir, "--store", "memory", "--imap", 0, "--imap", 0)) {
            assertThat(server.lines()).hasSize(3);
            assertThat(server.port("imap")).isNotEqualTo(server.port("imap-2"));
        }
    }

    @Test
    void endsCleanlyOnSigtermWithEveryPortClosed() throws Exception {
        try (ServerJar server = ServerJar.start(dir, everyService());
                RawClient client = RawClient.connect(server.port("imap"))) {
            assertThat(client.line()).startsWith("* OK ");

            assertThat(server.terminate()).isIn(0, 143);

            assertThat(client.line()).startsWith("* BYE ");
            client.assertClosed();
            for (String service : SERVICES) {
                int port = server.port(service);
                assertThatThrownBy(() -> new Socket(ExampleServer.HOST, port)).isInstanceOf(ConnectException.class);
            }
            assertThat(server.errors()).doesNotContain("Exception").doesNotContain("ERROR");
        }
    }

    @Test
    void mailSurvivesARestart() throws Exception {
        Object[] flags = {"--store", "maildir:" + dir.resolve("kept"), "--smtp", 0, "--imap", 0, "--plaintext-auth"};
        try (ServerJar server = ServerJar.start(dir, flags)) {
            deliver(server.port("smtp"), "250 2.0.0 ");
            server.terminate();
        }
        try (ServerJar server = ServerJar.start(dir, flags)) {
            assertThat(read(server.port("imap"))).contains("* 1 EXISTS").contains("Subject: runners");
        }
    }

    @Test
    void whatWasAnswered250SurvivesAKill() throws Exception {
        Object[] flags = {"--store", "maildir:" + dir.resolve("kept"), "--smtp", 0, "--imap", 0, "--plaintext-auth"};
        try (ServerJar server = ServerJar.start(dir, flags)) {
            deliver(server.port("smtp"), "250 2.0.0 ");
            deliver(server.port("smtp"), "250 2.0.0 ");
            server.kill();
        }
        try (ServerJar server = ServerJar.start(dir, flags)) {
            assertThat(read(server.port("imap"))).contains("* 2 EXISTS").contains("Subject: runners");
        }
    }

    @Test
    void aMessageBiggerThanItsMemoryGoesInAndOutOverTls() throws Exception {
        byte[] line = "0123456789 0123456789 0123456789 0123456789 0123456789 01234567\r\n".getBytes(US_ASCII);
        Path letter = dir.resolve("letter.eml");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(letter))) {
            out.write(Letter.about("weight").getBytes(US_ASCII));
            for (int i = 0; i < 45_000_000 / line.length; i++) {
                out.write(line);
            }
        }
        try (ServerJar server = ServerJar.start(dir, everyService())) {
            Program curl = Program.of(dir, "curl", "-sS", "-k", "--max-time", 40, "--user", FUGA + ":" + SECRET);
            curl.with("--user", HOGE + ":" + SECRET, "--mail-from", HOGE, "--mail-rcpt", FUGA)
                    .with("smtps://127.0.0.1:" + server.port("submissions"), "--upload-file", letter)
                    .run()
                    .ok();

            for (String url : List.of(
                    "imaps://127.0.0.1:" + server.port("imaps") + "/INBOX;UID=1",
                    "pop3s://127.0.0.1:" + server.port("pop3s") + "/1")) {
                Path read = dir.resolve("read.eml");
                curl.with(url, "--output", read).run().ok();
                assertEndsWith(read, letter);
            }
            assertThat(server.errors()).doesNotContain("OutOfMemory");
        }
    }

    /** That a file is another one behind trace fields. */
    private static void assertEndsWith(Path whole, Path end) throws IOException {
        try (InputStream actual = Files.newInputStream(whole);
                InputStream expected = Files.newInputStream(end)) {
            long trace = Files.size(whole) - Files.size(end);
            assertThat(trace).isBetween(1L, 1_000L);
            actual.skipNBytes(trace);
            byte[] piece = expected.readNBytes(1 << 16);
            while (piece.length > 0) {
                assertThat(Arrays.equals(actual.readNBytes(1 << 16), piece)).isTrue();
                piece = expected.readNBytes(1 << 16);
            }
        }
    }

    @Test
    void takesDomainsUsersLimitsAndACertificate() throws Exception {
        Program.of(dir, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", 2)
                .with("-subj", "/CN=mail.hoge.example", "-addext", "subjectAltName=IP:127.0.0.1")
                .with("-keyout", "key.pem", "-out", "chain.pem")
                .run()
                .ok();

        try (ServerJar server = ServerJar.start(
                dir,
                "--hostname",
                "mail.hoge.example",
                "--domain",
                "hoge.example",
                "--domain",
                "fuga.example",
                "--user",
                "a@hoge.example:pass:word",
                "--user",
                "b@fuga.example:b",
                "--max-message-size",
                20_000,
                "--cert",
                dir.resolve("chain.pem"),
                "--key",
                dir.resolve("key.pem"),
                "--store",
                "memory",
                "--no-fsync",
                "--bind",
                "127.0.0.1",
                "--submission",
                0,
                "--imaps",
                0)) {
            assertThat(server.lines()).hasSize(3);
            Program.of(dir, "curl", "-sS", "--cacert", dir.resolve("chain.pem"), "--user", "a@hoge.example:pass:word")
                    .with("imaps://127.0.0.1:" + server.port("imaps"))
                    .run()
                    .ok();
            try (RawClient client = RawClient.connect(server.port("submission"))) {
                assertThat(client.reply()).startsWith("220 mail.hoge.example ");
                assertThat(client.command("EHLO a.example")).contains("250-SIZE 20000\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--wrong",
                "--smtp x",
                "--cert x.pem",
                "--user @example.com:x",
                "--hostname not~a~name",
                "--domain not~a~name"
            })
    void aWrongFlagIsAnsweredWithOneLineAndExitCode2(String flags) {
        Program.Result result =
                ServerJar.program(dir, (Object[]) flags.split(" ")).run().exit(2);

        assertThat(result.errors()).startsWith("hikyaku-server: ").hasLineCount(1);
        assertThat(result.octets()).isEmpty();
    }

    @Test
    void aTakenPortIsNamedInOneLineWithExitCode1() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Program.Result result = ServerJar.program(
                            dir, "--store", "memory", "--smtp", 0, "--imap", taken.getLocalPort(), "--pop3", 0)
                    .run()
                    .exit(1);

            assertThat(result.errors())
                    .startsWith("hikyaku-server: ")
                    .contains("imap")
                    .contains(String.valueOf(taken.getLocalPort()))
                    .hasLineCount(1);
            assertThat(result.octets()).isEmpty();
        }
    }

    @Test
    void aCertificateThatIsNotThereIsNamedInOneLine() {
        Program.Result result = ServerJar.program(dir, "--cert", "missing.pem", "--key", "missing.key", "--imaps", 0)
                .run()
                .exit(1);

        assertThat(result.errors())
                .startsWith("hikyaku-server: ")
                .contains("missing.pem")
                .hasLineCount(1);
    }

    @Test
    void theDeliveryOnOneServerPrintsEachStepWithItsRole() {
        Program.Result result = Program.java(dir, "-cp", ServerJar.jar(), SameServerDelivery.class.getName())
                .run()
                .ok();

        assertThat(result.lines().stream().filter(line -> line.matches("M[A-Z]A .*")))
                .extracting(line -> line.substring(0, 3))
                .containsSubsequence("MUA", "MSA", "MTA", "MDA", "MSA", "MUA");
        assertThat(result.text()).contains("     | Subject: The runners\n").contains("     | Dear fuga, ");
    }

    private static void deliver(int port, String expected) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            client.reply();
            client.command("EHLO client.example.com");
            client.command("MAIL FROM:<" + HOGE + ">");
            client.command("RCPT TO:<" + FUGA + ">");
            client.command("DATA");
            client.raw(Letter.about("runners"));
            assertThat(client.command(".")).startsWith(expected);
        }
    }

    private static List<String> read(int port) throws IOException {
        try (RawClient client = RawClient.greeted(port)) {
            client.imap("a", "LOGIN " + FUGA + " " + SECRET);
            List<String> lines = client.imap("b", "SELECT INBOX");
            lines.addAll(client.imap("c", "FETCH 1:* BODY.PEEK[]"));
            return lines;
        }
    }
}
