package io.github.hikyaku.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.server.MailServer;
import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import io.github.hikyaku.tls.Tls;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mail program sends to the server over sockets, and what it sent is in the mailbox when it has its answer. */
class EndToEndTest {
    private static final int CONNECTIONS = 5;

    private final MemoryMailStore store = MemoryMailStore.create();
    private final List<MailEvent> events = new CopyOnWriteArrayList<>();
    private MailServer server;

    @BeforeEach
    void start() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        server = MailServer.builder()
                .hostname("mx.example.org")
                .localDomains("example.org")
                .accounts(Accounts.inMemory()
                        .user("alice@example.org", "secret")
                        .user("bob@example.org", "hunter2")
                        .alias("postmaster@example.org", "alice@example.org"))
                .store(store)
                .tls(Tls.selfSigned("localhost"))
                .limits(l -> l.maxMessageSize(3_000_000).maxConnectionsPerAddress(CONNECTIONS))
                .eventLog(false)
                .listener(events::add)
                .serve(
                        Smtp.mx().bind(loopback).port(0),
                        Smtp.submission().bind(loopback).port(0),
                        Smtp.submissions().bind(loopback).port(0))
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
        store.close();
    }

    private Properties properties(String service) {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", server.address(service).getHostString());
        properties.put("mail.smtp.port", String.valueOf(server.port(service)));
        properties.put("mail.smtp.localhost", "client.example.net");
        properties.put("mail.smtp.ssl.trust", "*");
        properties.put("mail.smtp.ssl.checkserveridentity", "false");
        properties.put("mail.smtp.timeout", "20000");
        properties.put("mail.smtp.connectiontimeout", "20000");
        return properties;
    }

    private Properties loggingIn(String service) {
        Properties properties = properties(service);
        properties.put("mail.smtp.auth", "true");
        if (service.equals("submissions")) {
            properties.put("mail.smtp.ssl.enable", "true");
        } else {
            properties.put("mail.smtp.starttls.enable", "true");
            properties.put("mail.smtp.starttls.required", "true");
        }
        return properties;
    }

    private static MimeMessage message(Session session, String text, String... recipients) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom("carol@example.net");
        for (String recipient : recipients) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(recipient));
        }
        message.setSubject("Hello");
        message.setText(text);
        message.saveChanges();
        return message;
    }

    private void send(Properties properties, String user, String secret, String text, String... recipients)
            throws MessagingException {
        Session session = Session.getInstance(properties);
        MimeMessage message = message(session, text, recipients);
        if (user != null) {
            message.setFrom(user);
        }
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect(user, secret);
            transport.sendMessage(message, message.getAllRecipients());
        }
    }

    private String newest(String account) throws IOException {
        Mailbox inbox = store.open(new AccountId(account)).open(MailboxName.INBOX);
        long uid = inbox.status().uidNext() - 1;
        try (InputStream in = inbox.content(uid).open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void anotherServerDeliversToAUser() throws Exception {
        send(properties("smtp"), null, null, "plain", "bob@example.org");

        assertThat(newest("bob@example.org"))
                .startsWith("Return-Path: <carol@example.net>\r\nReceived: from client.example.net ([127.0.0.1])")
                .contains("\tby mx.example.org with ESMTP id ")
                .contains("\r\nSubject: Hello\r\n")
                .endsWith("\r\n\r\nplain\r\n");
        assertThat(events).hasAtLeastOneElementOfType(MailEvent.MessageAccepted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"submission", "submissions"})
    void aUserSubmitsOverTls(String service) throws Exception {
        send(loggingIn(service), "alice@example.org", "secret", "..\n.\nsubmitted", "bob@example.org");

        assertThat(newest("bob@example.org"))
                .contains(" with ESMTPSA id ")
                .endsWith("\r\n\r\n..\r\n.\r\nsubmitted\r\n");
        assertThat(events).hasAtLeastOneElementOfType(MailEvent.TlsEstablished.class);
        assertThat(events).filteredOn(MailEvent.LoggedIn.class::isInstance).hasSize(1);
    }

    @Test
    void twoUsersGetOneMessageAndPostmasterNeedsNoDomain() throws Exception {
        send(properties("smtp"), null, null, "both", "bob@example.org", "Alice@EXAMPLE.org");

        assertThat(newest("bob@example.org")).endsWith("both\r\n").doesNotContain("for <");
        assertThat(newest("alice@example.org")).endsWith("both\r\n");
        assertThat(dialogue("smtp", "HELO a\r\nMAIL FROM:<>\r\nRCPT TO:<Postmaster>\r\nQUIT\r\n"))
                .contains("\r\n250 2.1.5 ");
    }

    @ParameterizedTest
    @ValueSource(ints = {200_000, 2_500_000})
    void aLargeMessageArrivesWhole(int size) throws Exception {
        String text = "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 \r\n".repeat(size / 68);
        send(loggingIn("submissions"), "alice@example.org", "secret", text, "bob@example.org");

        assertThat(newest("bob@example.org")).endsWith("\r\n\r\n" + text);
    }

    @Test
    void aMessageThatIsTooBigIsRefusedAtMailOrAfterwards() throws Exception {
        String text = "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 \r\n".repeat(50_000);
        assertThatThrownBy(() -> send(properties("smtp"), null, null, text, "bob@example.org"))
                .isInstanceOfSatisfying(
                        SMTPSendFailedException.class,
                        e -> assertThat(e.getReturnCode()).isEqualTo(552));
        assertThat(dialogue("smtp", "EHLO a\r\nMAIL FROM:<> SIZE=3000001\r\nQUIT\r\n"))
                .contains("\r\n552 5.3.4 ");
    }

    @Test
    void anUnknownUserIsRefusedAtOnceAndTheOthersAreServed() {
        assertThatThrownBy(() -> send(properties("smtp"), null, null, "x", "nobody@example.org"))
                .isInstanceOf(SendFailedException.class)
                .satisfies(e -> assertThat(((MessagingException) e).getNextException())
                        .isInstanceOfSatisfying(
                                SMTPAddressFailedException.class,
                                failed -> assertThat(failed.getReturnCode()).isEqualTo(550)));
    }

    @Test
    void nobodyRelaysThroughTheServer() throws Exception {
        assertThat(dialogue("smtp", "HELO a\r\nMAIL FROM:<>\r\nRCPT TO:<eve@example.com>\r\nQUIT\r\n"))
                .contains("\r\n550 5.7.1 ");
    }

    @Test
    void aWrongSecretIsRefused() {
        assertThatThrownBy(() -> send(loggingIn("submission"), "alice@example.org", "wrong", "x", "bob@example.org"))
                .isInstanceOf(AuthenticationFailedException.class)
                .hasMessageContaining("535 5.7.8");
        assertThat(events).hasAtLeastOneElementOfType(MailEvent.LoginRefused.class);
    }

    @Test
    void aHundredMessagesGoThroughOneConnection() throws Exception {
        Session session = Session.getInstance(properties("smtp"));
        MimeMessage message = message(session, "one of many", "bob@example.org");
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect();
            for (int i = 0; i < 100; i++) {
                transport.sendMessage(message, message.getAllRecipients());
            }
        }
        Mailbox inbox = store.open(new AccountId("bob@example.org")).open(MailboxName.INBOX);
        assertThat(inbox.status().messages()).isEqualTo(100);
    }

    @Test
    void aClientThatClosesItsSideStillGetsItsReplies() throws Exception {
        assertThat(
                        dialogue(
                                "smtp",
                                "HELO a\r\nMAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\nSubject: x\r\n\r\n.\r\nQUIT\r\n"))
                .endsWith("221 2.0.0 Bye\r\n");
        assertThat(newest("bob@example.org")).endsWith("Subject: x\r\n\r\n");
    }

    @Test
    void httpGetsNothing() throws Exception {
        assertThat(dialogue("smtp", "GET / HTTP/1.1\r\nHost: mx\r\n\r\n")).doesNotContain("500 ");
    }

    @Test
    void aConnectionTooManyIsToldWhy() throws Exception {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port("smtp"));
                open.add(socket);
                assertThat(firstLine(socket)).isEqualTo("220 mx.example.org ESMTP");
            }
            try (Socket another = new Socket(InetAddress.getLoopbackAddress(), server.port("smtp"))) {
                assertThat(firstLine(another))
                        .isEqualTo("421 4.3.2 mx.example.org Too many connections, try again later");
            }
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    private static String firstLine(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    }

    /** Sends all at once, half-closes, and reads to the end. */
    private String dialogue(String service, String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port(service))) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (SocketException reset) {
            return "";
        }
    }
}
