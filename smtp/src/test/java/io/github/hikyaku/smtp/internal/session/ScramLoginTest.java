package io.github.hikyaku.smtp.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.client.ScramClient;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.engine.memory.SessionHarness;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.smtp.Smtp;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SCRAM within AUTH (RFC 4954), whose last word the server has before it says 235. */
class ScramLoginTest {
    private final TestServer server = new TestServer();
    private SessionHarness session;

    @BeforeEach
    void greet() {
        server.accounts = Accounts.inMemory().user("alice@example.org", "wonderland");
        session = server.connect(Smtp.submission());
        session.exchange("EHLO client.example.net\r\n");
    }

    private static ScramClient client(String name, String secret) {
        return ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256"))
                .username(name)
                .password(secret.toCharArray())
                .build();
    }

    private static String encoded(Object text) {
        return Base64.getEncoder().encodeToString(text.toString().getBytes(StandardCharsets.UTF_8)) + "\r\n";
    }

    private static String decoded(String reply) {
        assertThat(reply).startsWith("334 ").endsWith("\r\n");
        return new String(Base64.getDecoder().decode(reply.substring(4).strip()), StandardCharsets.UTF_8);
    }

    @Test
    void isOfferedWithoutTlsToo() {
        assertThat(session.exchange("EHLO client.example.net\r\n")).contains("AUTH SCRAM-SHA-256 SCRAM-SHA-1\r\n");
        session.exchange("STARTTLS\r\n");
        assertThat(session.exchange("EHLO client.example.net\r\n"))
                .contains("AUTH SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN\r\n");
        assertThat(session.exchange("AUTH SCRAM-SHA-256-PLUS\r\n")).startsWith("504 5.5.4 ");
        assertThat(session.exchange("AUTH EXTERNAL =\r\n")).startsWith("504 5.5.4 ");
    }

    @Test
    void theServersLastMessageIsAChallengeThatTheClientAcknowledges() throws Exception {
        ScramClient client = client("alice", "wonderland");
        client.serverFirstMessage(
                decoded(session.exchange("AUTH SCRAM-SHA-256 " + encoded(client.clientFirstMessage()))));
        client.serverFinalMessage(decoded(session.exchange(encoded(client.clientFinalMessage()))));

        assertThat(session.exchange("MAIL FROM:<alice@example.org>\r\n"))
                .as("is no acknowledgement")
                .startsWith("501 5.5.2 ");
        assertThat(session.exchange("MAIL FROM:<alice@example.org>\r\n")).startsWith("530 ");
    }

    @Test
    void logsInWithoutAnInitialResponse() throws Exception {
        ScramClient client = client("alice", "wonderland");
        assertThat(session.exchange("AUTH SCRAM-SHA-256\r\n")).isEqualTo("334 \r\n");
        client.serverFirstMessage(decoded(session.exchange(encoded(client.clientFirstMessage()))));
        client.serverFinalMessage(decoded(session.exchange(encoded(client.clientFinalMessage()))));

        assertThat(session.exchange("\r\n")).isEqualTo("235 2.7.0 Logged in\r\n");
        assertThat(server.events)
                .anyMatch(event -> event instanceof MailEvent.LoggedIn in
                        && in.mechanism().equals("SCRAM-SHA-256")
                        && in.account().equals("alice@example.org"));
        assertThat(session.exchange("MAIL FROM:<alice@example.org>\r\n")).startsWith("250 ");
    }

    @Test
    void aClientThatDoesNotBelieveTheServerCancels() throws Exception {
        ScramClient client = client("alice", "wonderland");
        client.serverFirstMessage(
                decoded(session.exchange("AUTH SCRAM-SHA-256 " + encoded(client.clientFirstMessage()))));
        session.exchange(encoded(client.clientFinalMessage()));

        assertThat(session.exchange("*\r\n")).startsWith("501 5.7.0 ");
        assertThat(server.events).noneMatch(MailEvent.LoggedIn.class::isInstance);
        assertThat(session.exchange("MAIL FROM:<alice@example.org>\r\n")).startsWith("530 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "nobody"})
    void aLoginThatFailsIsToldInTheSameWords(String name) throws Exception {
        ScramClient client = client(name, "guessed");
        client.serverFirstMessage(
                decoded(session.exchange("AUTH SCRAM-SHA-256 " + encoded(client.clientFirstMessage()))));

        assertThat(session.exchange(encoded(client.clientFinalMessage())))
                .isEqualTo("535 5.7.8 Wrong name or secret\r\n");
    }
}
