package io.github.hikyaku.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.message.MailChange;
import io.github.hikyaku.pipeline.Verdict;
import io.github.hikyaku.server.MailServer;
import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody sends mail to another server through this one, by whatever form of an address, alias or stage. */
class NoRelayTest {
    private final MemoryMailStore store = MemoryMailStore.create();
    private final List<MailEvent> events = new CopyOnWriteArrayList<>();
    private MailServer server;

    @BeforeEach
    void start() {
        MailAddress eve = MailAddress.of("eve@example.com");
        server = MailServer.builder()
                .hostname("mx.example.org")
                .localDomains("example.org")
                .accounts(Accounts.inMemory()
                        .user("bob@example.org", "secret")
                        .alias("sales@example.org", "bob@example.org"))
                .store(store)
                .eventLog(false)
                .listener(events::add)
                .stage("careless", mail -> switch (mail.subject()) {
                    case "redirect" -> Verdict.redirect(eve);
                    case "add" -> Verdict.change(new MailChange.AddRecipient(ForwardPath.of(eve)));
                    case "percent" -> Verdict.redirect(MailAddress.of("eve%example.com@example.org"));
                    default -> Verdict.accept();
                })
                .serve(Smtp.mx().bind(InetAddress.getLoopbackAddress()).port(0))
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    private List<String> dialogue(String... lines) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port("smtp"))) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write((String.join("\r\n", lines) + "\r\nQUIT\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<eve@example.com>",
                "<EVE@Example.COM>",
                "<eve@[192.0.2.77]>",
                "<eve@[IPv6:2001:db8::1]>",
                // source routes (RFC 5321 appendix C)
                "<@example.org:eve@example.com>",
                "<@mx.example.org,@example.org:eve@example.com>",
                "<@example.org:eve%example.com@example.org>",
                // the percent hack and bang paths
                "<eve%example.com@example.org>",
                "<eve%example.com%example.org@example.org>",
                "<bob%example.com@example.org>",
                "<sales%example.com@example.org>",
                "<eve%example.com@[127.0.0.1]>",
                "<example.com!eve@example.org>",
                "<example.com!bob@example.org>",
                "<example.org!example.com!eve>",
                // an address within a local part
                "<\"eve@example.com\"@example.org>",
                "<\"bob@example.com\"@example.org>",
                "<\"@example.org:eve\"@example.com>",
                "<\"eve@example.com\">",
                "<\"bob\\@example.org\"@example.com>",
                "<eve@example.com@example.org>",
                "<bob@example.org@example.com>",
                "<eve+example.com@example.org>",
                "<eve=example.com@example.org>",
                "<eve#example.com@example.org>",
                // domains that only begin or end like ours
                "<bob@example.org.example.com>",
                "<bob@evil-example.org>",
                "<bob@sub.example.org>",
                "<bob@example.org.>",
                "<bob@example.org\u0000.example.com>",
                "<bob@example.org(.example.com)>",
                "<bob@example.com\\@example.org>",
                "<bob>,<eve@example.com>",
                // programs and files
                "<\"|/bin/sh\"@example.org>",
                "<|/bin/sh@example.org>",
                "<\"/var/mail/root\"@example.org>",
                "<\":include:/etc/passwd\"@example.org>"
            })
    void isRefusedAtRcpt(String path) throws Exception {
        assertThat(dialogue("HELO client.example.net", "MAIL FROM:<carol@example.net>", "RCPT TO:" + path, "DATA"))
                .element(3)
                .asString()
                .startsWith("5");
        assertThat(events).noneMatch(MailEvent.RecipientAccepted.class::isInstance);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "<bob@example.org>",
                "<\"bob\"@example.org>",
                "<@example.com:bob@example.org>",
                "<sales@example.org>",
                "<bob@[127.0.0.1]>"
            })
    void whatMeansAUserOfOursIsAccepted(String path) throws Exception {
        assertThat(dialogue("HELO client.example.net", "MAIL FROM:<carol@example.net>", "RCPT TO:" + path))
                .element(3)
                .asString()
                .startsWith("250 2.1.5 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redirect", "add", "percent"})
    void aStageThatNamesAnotherServersAddressIsAnErrorOfTheHost(String subject) throws Exception {
        assertThat(send(subject)).startsWith("451 4.3.0 ");
        assertThat(events)
                .anyMatch(event -> event instanceof MailEvent.InternalError error
                        && error.where().equals("stage careless"));
        assertThat(events).noneMatch(MailEvent.MessageAccepted.class::isInstance);
        assertThat(store.open(new AccountId("bob@example.org"))
                        .open(MailboxName.INBOX)
                        .status()
                        .messages())
                .isZero();
    }

    @Test
    void otherMailOfTheSameKindArrives() throws Exception {
        assertThat(send("hello")).startsWith("250 2.0.0 ");
    }

    private String send(String subject) throws IOException {
        List<String> replies = dialogue(
                "HELO client.example.net",
                "MAIL FROM:<carol@example.net>",
                "RCPT TO:<sales@example.org>",
                "DATA",
                "Subject: " + subject,
                "",
                ".");
        assertThat(replies).element(4).asString().startsWith("354 ");
        return replies.get(5);
    }
}
