package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.HOGE;
import static io.github.hikyaku.examples.ExampleServer.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What curl can do with mail: send over SMTP, list, search, fetch and append over IMAP, list and retrieve over POP3. */
class CurlIT extends WithExampleServer {
    private static final int LOGIN_DENIED = 67;
    private static final int UPLOAD_FAILED = 25;
    private static final int SEND_ERROR = 55;
    private static final int SELECT_FAILED = 67;
    private static final int WEIRD_REPLY = 8;

    private Program curl(String service, String path) {
        return Curl.to(server, dir, service, path);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(Files.createTempFile(dir, "letter", ".eml"), text);
    }

    @Nested
    class OverSmtp {
        private Program send(String service, String to) throws IOException {
            return curl(service, "/client.example.com")
                    .with("--user", HOGE + ":" + SECRET)
                    .with("--mail-from", HOGE, "--mail-rcpt", to, "--upload-file", file(Letter.PLAIN));
        }

        @ParameterizedTest
        @ValueSource(strings = {"submission", "submissions"})
        void submitsALetterThatArrivesAsItWas(String service) throws IOException {
            send(service, FUGA).run().ok();

            Letter.assertIsPlain(curl("imap", "/INBOX;MAILINDEX=1").run().ok().octets());
        }

        @ParameterizedTest
        @ValueSource(strings = {"PLAIN", "LOGIN"})
        void logsInByEachMechanism(String mechanism) throws IOException {
            send("submission", FUGA)
                    .with("--login-options", "AUTH=" + mechanism)
                    .run()
                    .ok();
        }

        @Test
        void sendsToSeveralRecipients() throws IOException {
            send("submission", FUGA).with("--mail-rcpt", HOGE).run().ok();

            Letter.assertIsPlain(curl("pop3", "/1").run().ok().octets());
            Letter.assertIsPlain(curl("pop3", "/1")
                    .with("--user", HOGE + ":" + SECRET)
                    .run()
                    .ok()
                    .octets());
        }

        @Test
        void anUnknownRecipientIsRefused() throws IOException {
            assertThat(send("submission", "nobody@example.com")
                            .run()
                            .exit(SEND_ERROR)
                            .errors())
                    .contains("550");
        }

        @Test
        void aWrongPasswordIsRefused() throws IOException {
            send("submission", FUGA).with("--user", HOGE + ":guessed").run().exit(LOGIN_DENIED);
        }

        @Test
        void aSizeAboveTheLimitIsRefusedBeforeItIsSent() throws IOException {
            restartServer("--store", "memory", "--max-message-size", 1_000);

            Program.Result result = curl("submission", "/client.example.com")
                    .with("--mail-from", HOGE, "--mail-rcpt", FUGA, "--verbose")
                    .with("--upload-file", file(Letter.about("size") + "0123456789\r\n".repeat(100)))
                    .run()
                    .exit(SEND_ERROR);

            assertThat(result.errors())
                    .containsPattern("MAIL FROM:<\\S+> SIZE=1\\d{3}")
                    .contains("552 5.3.4 ");
        }
    }

    @Nested
    class OverImap {
        private void append(String mailbox, String letter) throws IOException {
            curl("imap", "/" + mailbox)
                    .with("--upload-file", file(letter))
                    .run()
                    .ok();
        }

        private Program.Result request(String path, String command) {
            return curl("imap", path).with("--request", command).run().ok();
        }

        @Test
        void listsMailboxes() {
            request("", "CREATE work/2025");

            assertThat(curl("imaps", "").run().ok().lines())
                    .anyMatch(line -> line.matches("\\* LIST \\([^)]*\\) \"[./]\" INBOX"))
                    .anyMatch(line -> line.matches("\\* LIST \\([^)]*\\) \"[./]\" work/2025"));
        }

        @Test
        void appendsALetterThatCanBeFetchedAsItWas() throws IOException {
            append("INBOX", Letter.PLAIN);

            assertThat(curl("imap", "/INBOX;MAILINDEX=1").run().ok().octets())
                    .asString()
                    .isEqualTo(Letter.PLAIN);
            assertThat(curl("imap", "/INBOX;UID=1").run().ok().octets())
                    .asString()
                    .isEqualTo(Letter.PLAIN);
        }

        @Test
        void appendsALargeLetter() throws IOException {
            String large = Letter.about("size") + "0123456789 0123456789 0123456789\r\n".repeat(100_000);

            append("INBOX", large);

            assertThat(curl("imaps", "/INBOX;MAILINDEX=1").run().ok().octets())
                    .asString()
                    .isEqualTo(large);
        }

        @Test
        void fetchesSections() throws IOException {
            append("INBOX", Letter.PLAIN);

            assertThat(section("HEADER.FIELDS%20(SUBJECT%20x-folded)"))
                    .isEqualTo("Subject: The runners are back\nX-Folded: one\n\ttwo \n\n");
            assertThat(section("1.MIME"))
                    .isEqualTo("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n");
            assertThat(section("1"))
                    .isEqualTo(".\n..\n.leading dot, trailing spaces  \nQUIT\nFrom here on: 飛脚 – grüße\n");
            assertThat(section("2")).isEqualTo("AAECAwQFBgcICQoLDA0ODw==");
            assertThat(section("2;PARTIAL=4.6")).isEqualTo("AwQFBg");
        }

        private String section(String section) {
            return curl("imap", "/INBOX;MAILINDEX=1;SECTION=" + section)
                    .run()
                    .ok()
                    .text();
        }

        @Test
        void searches() throws IOException {
            append("INBOX", Letter.about("runners"));
            append("INBOX", Letter.about("letters"));

            assertThat(curl("imap", "/INBOX?SUBJECT%20letters").run().ok().text())
                    .isEqualTo("* SEARCH 2\n");
            assertThat(curl("imap", "/INBOX?TEXT%20nowhere").run().ok().text()).isEqualTo("* SEARCH\n");
            assertThat(request("/INBOX", "UID SEARCH OR SUBJECT runners SMALLER 1")
                            .text())
                    .isEqualTo("* SEARCH 1\n");
        }

        @Test
        void changesFlagsAndExpunges() throws IOException {
            append("INBOX", Letter.about("runners"));
            append("INBOX", Letter.about("letters"));

            assertThat(request("/INBOX", "STORE 1 +FLAGS (\\Deleted $Done)").text())
                    .contains("* 1 FETCH (FLAGS (")
                    .contains("\\Deleted")
                    .contains("$Done");
            assertThat(request("/INBOX", "EXPUNGE").text()).contains("* 1 EXPUNGE");
            assertThat(curl("imap", "/INBOX;MAILINDEX=1").run().ok().octets())
                    .asString()
                    .isEqualTo(Letter.about("letters"));
        }

        @Test
        void tellsTheStatusOfAMailbox() throws IOException {
            // curl appends a letter as seen.
            append("INBOX", Letter.about("runners"));

            assertThat(request("", "STATUS INBOX (MESSAGES UIDNEXT UNSEEN)").text())
                    .contains("* STATUS INBOX (MESSAGES 1 UIDNEXT 2 UNSEEN 0)");
        }

        @Test
        void aMailboxThatIsNotThereIsSaidToBeMissing() throws IOException {
            curl("imap", "/nowhere;MAILINDEX=1").run().exit(SELECT_FAILED);
            curl("imap", "/nowhere")
                    .with("--upload-file", file(Letter.PLAIN))
                    .run()
                    .exit(UPLOAD_FAILED);
        }

        @Test
        void aWrongPasswordIsRefused() {
            curl("imaps", "").with("--user", FUGA + ":guessed").run().exit(LOGIN_DENIED);
        }

        @ParameterizedTest
        @ValueSource(strings = {"PLAIN", "LOGIN"})
        void logsInByEachMechanism(String mechanism) {
            curl("imap", "").with("--login-options", "AUTH=" + mechanism).run().ok();
            curl("imap", "")
                    .with("--login-options", "AUTH=" + mechanism, "--sasl-ir")
                    .run()
                    .ok();
        }
    }

    @Nested
    class OverPop3 {
        @Test
        void listsAndRetrieves() throws Exception {
            submit(Letter.about("runners"));
            submit(Letter.PLAIN);

            assertThat(curl("pop3", "/").run().ok().text()).matches("1 \\d+\n2 \\d+\n");
            assertThat(curl("pop3s", "/2").with("--list-only").run().ok().text())
                    .isEmpty();
            Letter.assertIs(
                    Letter.about("runners"), curl("pop3", "/1").run().ok().octets());
            Letter.assertIsPlain(curl("pop3s", "/2").run().ok().octets());
        }

        @Test
        void theScanListingTellsTheSizeThatIsRetrieved() throws Exception {
            submit(Letter.PLAIN);

            int octets = curl("pop3", "/1").run().ok().octets().length;

            assertThat(curl("pop3", "/").run().ok().text()).isEqualTo("1 " + octets + "\n");
        }

        @Test
        void readsTheTop() throws Exception {
            submit(Letter.PLAIN);

            assertThat(curl("pop3", "/").with("--request", "TOP 1 2").run().ok().text())
                    .endsWith("boundary=\"=_b\"\n\npreamble\n--=_b\n");
        }

        @Test
        void uniqueIdsStayTheSame() throws Exception {
            submit(Letter.about("runners"));
            submit(Letter.about("letters"));

            String ids = uidl();
            curl("pop3", "/1").with("--request", "DELE", "--list-only").run().ok();

            assertThat(ids).matches("1 \\S+\n2 \\S+\n");
            assertThat(uidl().substring(2))
                    .isEqualTo(ids.lines().toList().get(1).substring(2) + "\n");
        }

        private String uidl() {
            return curl("pop3", "/").with("--request", "UIDL").run().ok().text();
        }

        @Test
        void aMessageThatIsNotThereIsRefused() {
            curl("pop3", "/1").run().exit(WEIRD_REPLY);
        }

        @Test
        void aWrongPasswordIsRefused() {
            curl("pop3", "/").with("--user", FUGA + ":guessed").run().exit(LOGIN_DENIED);
        }

        @ParameterizedTest
        @ValueSource(strings = {"PLAIN", "LOGIN"})
        void logsInByEachMechanism(String mechanism) {
            curl("pop3", "/").with("--login-options", "AUTH=" + mechanism).run().ok();
            curl("pop3", "/")
                    .with("--login-options", "AUTH=" + mechanism, "--sasl-ir")
                    .run()
                    .ok();
        }
    }
}
