package io.github.hikyaku.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.defence.DnsList;
import io.github.hikyaku.defence.DnsLists;
import io.github.hikyaku.defence.Greylisting;
import io.github.hikyaku.defence.HeloCheck;
import io.github.hikyaku.defence.MessageForm;
import io.github.hikyaku.defence.ReverseDns;
import io.github.hikyaku.dns.ScriptedDns;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.server.MailServer;
import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server with its defences up, which treats the loopback network like any other. */
class OpenInternetTest {
    private final MemoryMailStore store = MemoryMailStore.create();
    private final List<MailEvent> events = new CopyOnWriteArrayList<>();
    private final ScriptedDns dns = new ScriptedDns();
    private volatile Instant now = Instant.parse("2026-03-04T05:06:07Z");
    private MailServer server;

    @TempDir
    private Path directory;

    private void start(UnaryOperator<MailServer.Builder> change) {
        server = change.apply(MailServer.builder()
                        .hostname("mx.example.org")
                        .localDomains("example.org")
                        .accounts(Accounts.inMemory().user("bob@example.org", "secret"))
                        .store(store)
                        .dns(dns)
                        .clock(() -> now)
                        .limits(l -> l.reception(r -> r.exempt(List.of())))
                        .eventLog(false)
                        .listener(events::add)
                        .serve(Smtp.mx().bind(InetAddress.getLoopbackAddress()).port(0)))
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    /** A client that waits for each reply. */
    private final class Client implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Client() throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), server.port("smtp"));
            socket.setSoTimeout(20_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        }

        Client write(String text) throws IOException {
            socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return this;
        }

        /** The last line of a reply. */
        String reply() throws IOException {
            String line = in.readLine();
            while (line != null && line.length() > 3 && line.charAt(3) == '-') {
                line = in.readLine();
            }
            return String.valueOf(line);
        }

        String say(String command) throws IOException {
            return write(command).reply();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private String newest() throws IOException {
        Mailbox inbox = store.open(new AccountId("bob@example.org")).open(MailboxName.INBOX);
        try (InputStream content = inbox.content(inbox.status().uidNext() - 1).open()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void whoTalksBeforeTheGreetingIsTurnedAway() throws Exception {
        start(builder -> builder.limits(l -> l.reception(r -> r.greetingDelay(Duration.ofSeconds(1)))));
        try (Client bot = new Client()) {
            assertThat(bot.say("HELO bot")).startsWith("554 5.5.1 ");
            assertThat(bot.reply()).isEqualTo("null");
        }
        try (Client client = new Client()) {
            assertThat(client.reply()).startsWith("220 ");
            assertThat(client.say("EHLO client.example.net")).startsWith("250 ");
        }
    }

    @Test
    void whoConnectsTooOftenIsTurnedAwayForAMinute() throws Exception {
        start(builder -> builder.limits(l -> l.reception(r -> r.connectionsPerMinute(2))));
        for (int i = 0; i < 2; i++) {
            try (Client client = new Client()) {
                assertThat(client.reply()).startsWith("220 ");
            }
        }
        try (Client client = new Client()) {
            assertThat(client.reply()).startsWith("421 4.7.0 mx.example.org ");
        }
        now = now.plusSeconds(120);
        try (Client client = new Client()) {
            assertThat(client.reply()).startsWith("220 ");
        }
    }

    private void startWithAllStages() {
        start(builder -> builder.stage("helo", HeloCheck.builder().trusted().build())
                .stage("reverse-dns", ReverseDns.builder().trusted().build())
                .stage(
                        "lists",
                        DnsLists.builder()
                                .list(DnsList.blocking("bl.example"), DnsList.allowing("wl.example"))
                                .trusted()
                                .build())
                .stage(
                        "greylist",
                        Greylisting.in(directory.resolve("greylist")).trusted().build())
                .stage("form", MessageForm.builder().trusted().build()));
    }

    @Test
    void aMailServerThatTriesAgainGetsThroughAllStages() throws Exception {
        dns.name("127.0.0.1", "client.example.net").address("client.example.net", "127.0.0.1");
        startWithAllStages();
        try (Client client = new Client()) {
            client.reply();
            client.say("EHLO client.example.net");
            client.say("MAIL FROM:<carol@example.net>");
            assertThat(client.say("RCPT TO:<bob@example.org>"))
                    .isEqualTo("451 4.7.1 Greylisted: try again in 60 seconds");
        }
        now = now.plusSeconds(60);
        try (Client client = new Client()) {
            client.reply();
            client.say("EHLO client.example.net");
            client.say("MAIL FROM:<carol@example.net>");
            assertThat(client.say("RCPT TO:<bob@example.org>")).startsWith("250 ");
            client.say("DATA");
            assertThat(client.say("From: carol@example.net\r\nSubject: a\r\nSubject: b\r\n\r\ntext\r\n."))
                    .startsWith("250 ");
        }
        assertThat(newest())
                .contains("Authentication-Results: mx.example.org; iprev=pass policy.iprev=127.0.0.1"
                        + " (client.example.net)\r\n")
                .contains("X-Message-Form: 2 Subject fields\r\n");
    }

    @Test
    void aClientOnAListIsRefusedInsteadOfGreeted() throws Exception {
        dns.address("1.0.0.127.bl.example", "127.0.0.2");
        startWithAllStages();
        try (Client client = new Client()) {
            assertThat(client.reply()).isEqualTo("554 mx.example.org 127.0.0.1 is listed by bl.example");
        }
        assertThat(events)
                .anyMatch(event -> event instanceof MailEvent.StageRefused refused
                        && refused.stage().equals("lists")
                        && refused.point().equals("connect"));
    }
}
