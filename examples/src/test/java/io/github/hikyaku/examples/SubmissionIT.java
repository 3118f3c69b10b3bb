package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.HOGE;
import static io.github.hikyaku.examples.ExampleServer.HOST;
import static io.github.hikyaku.examples.ExampleServer.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.server.MailServer;
import io.github.hikyaku.smtp.Smtp;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import jakarta.mail.Message;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a user's mail between his mail program and the mailbox, and what does not get so far (RFC 6409). */
class SubmissionIT extends WithExampleServer {
    private static final int NO_SENDER = 23;
    private static final int NO_DATA = 26;

    private static final String OLD_LETTER =
            "Subject: old\\nBcc: secret@example.net,\\n hidden@example.net\\n\\nBcc: text\\n";

    private Program swaks(Object... arguments) {
        return Program.of(dir, "swaks", "--server", server.address("submission"), "--helo", "client.example.com")
                .with("-tls", "--to", FUGA)
                .with(arguments);
    }

    private static Object[] login() {
        return new Object[] {"--auth", "PLAIN", "--auth-user", HOGE, "--auth-password", SECRET};
    }

    /** Fuga's first letter. */
    private String received() {
        byte[] octets = Curl.to(server, dir, "pop3s", "/1").run().ok().octets();
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    @Test
    void aLetterOfAnOldMailProgramIsCompletedAndItsBccIsGone() {
        swaks("--from", HOGE, "--data", OLD_LETTER).with(login()).run().ok();

        String letter = received();
        String header = letter.substring(0, letter.indexOf("\r\n\r\n") + 2);
        assertThat(header)
                .containsPattern("\r\nDate: \\w{3}, \\d{1,2} \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d \\+0000\r\n")
                .containsPattern("\r\nMessage-ID: <[^@ ]+@localhost>\r\n")
                .contains("\r\nFrom: hoge@example.com\r\n", "\r\nSubject: old\r\n")
                .doesNotContain("Bcc", "hidden@example.net");
        assertThat(letter).contains("\r\n\r\nBcc: text\r\n");
    }

    @Test
    void nobodySendsAsSomebodyElse() {
        assertThat(swaks("--from", FUGA).with(login()).run().exit(NO_SENDER).lines())
                .anyMatch(line -> line.startsWith("<~* 550 5.7.1 You may not send as <fuga@example.com>"));
        assertThat(swaks("--from", HOGE, "--h-From", "Fuga <" + FUGA + ">")
                        .with(login())
                        .run()
                        .exit(NO_DATA)
                        .lines())
                .anyMatch(line -> line.startsWith("<~* 550 5.7.1 ") && line.contains("the field From"));
        assertThat(swaks("--from", HOGE, "--h-From", HOGE + ", " + FUGA)
                        .with(login())
                        .run()
                        .exit(NO_DATA)
                        .lines())
                .anyMatch(line -> line.startsWith("<~* 550 5.7.1 "));
    }

    @Test
    void severalAuthorsGetOneSenderWhereAnybodyMaySendAsAnybody() throws Exception {
        restartServer("--store", "memory", "--sender-policy", "any");
        Angus angus = new Angus(server);
        MimeMessage message = new MimeMessage(angus.session());
        message.addFrom(InternetAddress.parse("boss@example.net, " + HOGE));
        message.setRecipients(Message.RecipientType.TO, FUGA);
        message.setText("Ours.\r\n");
        angus.send("submissions", message);

        assertThat(received())
                .contains("\r\nSender: hoge@example.com\r\n")
                .contains("\r\nFrom: boss@example.net, hoge@example.com\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Subject: one\\nSubject: two\\n\\nx\\n", "Subject: x\\nTo: bob at example.com\\n\\nx\\n"})
    void whatCannotBeRepairedIsRefusedAndTheFieldNamed(String letter) {
        assertThat(swaks("--from", HOGE, "--data", letter)
                        .with(login())
                        .run()
                        .exit(NO_DATA)
                        .lines())
                .anyMatch(line -> line.matches("<~\\* 554 5\\.\\d\\.\\d The field (Subject|To) .*"));
    }

    @Test
    void theClientIsHiddenWhereItIsWished() {
        restartServer("--store", "memory", "--hide-client");

        swaks("--from", HOGE).with(login()).run().ok();
        assertThat(received())
                .contains("\r\nReceived: by localhost with ESMTPSA id ")
                .doesNotContain("client.example.com", HOST);
    }

    @Test
    void aUserSendsSoManyMessagesAnHour() {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (MailServer strict = MailServer.builder()
                .hostname("localhost")
                .localDomains("example.com")
                .accounts(Accounts.inMemory().user(HOGE, SECRET).user(FUGA, SECRET))
                .ownStore(MemoryMailStore.create())
                .limits(limits -> limits.submission(submission -> submission.messagesPerHour(2)))
                .serve(Smtp.submission().bind(here).port(0).plaintextAuth(true))
                .start()) {
            Program swaks = Program.of(dir, "swaks", "--server", HOST + ":" + strict.port("submission"))
                    .with("--from", HOGE, "--to", FUGA)
                    .with(login());
            swaks.run().ok();
            swaks.run().ok();

            assertThat(swaks.run().exit(NO_SENDER).lines())
                    .anyMatch(line -> line.matches("<\\*\\* 452 4\\.7\\.1 You may send no more than 2 messages an hour;"
                            + " try again in 6[01] minutes"));
        }
    }

    @Test
    void whoHasReadHisMailMaySendWithoutALoginWhereItIsWished() {
        restartServer("--store", "memory", "--pop-before-smtp", 10);
        List<String> before = swaks("--from", FUGA).run().exit(NO_SENDER).lines();
        assertThat(before).anyMatch(line -> line.startsWith("<~* 530 5.7.0 "));

        Curl.to(server, dir, "pop3s", "/").run().ok();
        swaks("--from", FUGA).run().ok();
        swaks("--from", HOGE).run().exit(NO_SENDER);

        assertThat(received()).contains(" with ESMTPS id ");
    }

    @Test
    void whoHasReadHisMailLogsInNeverthelessByDefault() {
        Curl.to(server, dir, "pop3s", "/").run().ok();

        swaks("--from", FUGA).run().exit(NO_SENDER);
    }
}
