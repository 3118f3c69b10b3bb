package io.github.hikyaku.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.client.ScramClient;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.engine.memory.SessionHarness;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.sasl.SaslMechanisms;
import io.github.hikyaku.sasl.TokenResult;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SCRAM and tokens within AUTH (RFC 5034). */
class Pop3SaslTest {
    private final Fixture fixture = new Fixture();

    @BeforeEach
    void users() {
        fixture.accounts = Accounts.inMemory().user("bob@example.org", "secret");
        fixture.mechanisms = SaslMechanisms.standard(token ->
                token.equals("good") ? new TokenResult.Valid("bob@example.org") : new TokenResult.Invalid("old"));
        fixture.plaintextAuth = false;
    }

    private SessionHarness connect(TlsMode tls) {
        SessionHarness session = fixture.connect(tls);
        session.read();
        return session;
    }

    private static ScramClient client(String name, String secret) {
        return ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-1"))
                .username(name)
                .password(secret.toCharArray())
                .build();
    }

    private static String encoded(Object text) {
        return Base64.getEncoder().encodeToString(text.toString().getBytes(StandardCharsets.UTF_8)) + "\r\n";
    }

    private static String decoded(String reply) {
        assertThat(reply).startsWith("+ ").endsWith("\r\n");
        return new String(Base64.getDecoder().decode(reply.substring(2).strip()), StandardCharsets.UTF_8);
    }

    @Test
    void offersWhatCanWork() {
        assertThat(connect(TlsMode.STARTTLS).exchange("CAPA\r\n")).contains("\r\nSASL SCRAM-SHA-256 SCRAM-SHA-1\r\n");
        assertThat(connect(TlsMode.IMPLICIT).exchange("CAPA\r\n"))
                .contains("\r\nSASL OAUTHBEARER XOAUTH2 SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN\r\n");
        assertThat(connect(TlsMode.IMPLICIT).exchange("AUTH SCRAM-SHA-1-PLUS\r\n"))
                .startsWith("-ERR [AUTH] No such mechanism");
        assertThat(connect(TlsMode.STARTTLS).exchange("AUTH OAUTHBEARER\r\n"))
                .isEqualTo("-ERR [AUTH] Use STLS first\r\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void logsInByScram(boolean initialResponse) throws Exception {
        SessionHarness session = connect(TlsMode.STARTTLS);
        ScramClient client = client("bob", "secret");
        String first = encoded(client.clientFirstMessage());
        if (!initialResponse) {
            assertThat(session.exchange("AUTH SCRAM-SHA-1\r\n")).isEqualTo("+ \r\n");
        }
        client.serverFirstMessage(decoded(session.exchange(initialResponse ? "AUTH SCRAM-SHA-1 " + first : first)));
        client.serverFinalMessage(decoded(session.exchange(encoded(client.clientFinalMessage()))));

        assertThat(session.exchange("\r\n")).isEqualTo("+OK 0 messages, 0 octets\r\n");
        assertThat(fixture.events)
                .anyMatch(e ->
                        e instanceof MailEvent.LoggedIn in && in.mechanism().equals("SCRAM-SHA-1"));
    }

    @Test
    void aClientThatDoesNotBelieveTheServerCancels() throws Exception {
        SessionHarness session = connect(TlsMode.STARTTLS);
        ScramClient client = client("bob", "secret");
        client.serverFirstMessage(
                decoded(session.exchange("AUTH SCRAM-SHA-1 " + encoded(client.clientFirstMessage()))));
        session.exchange(encoded(client.clientFinalMessage()));

        assertThat(session.exchange("*\r\nSTAT\r\n")).isEqualTo("-ERR Cancelled\r\n-ERR Log in first\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob", "nobody"})
    void aLoginThatFailsIsToldInTheSameWords(String name) throws Exception {
        SessionHarness session = connect(TlsMode.STARTTLS);
        ScramClient client = client(name, "guessed");
        client.serverFirstMessage(
                decoded(session.exchange("AUTH SCRAM-SHA-1 " + encoded(client.clientFirstMessage()))));

        assertThat(session.exchange(encoded(client.clientFinalMessage())))
                .isEqualTo("-ERR [AUTH] Wrong name or password\r\n");
    }

    @Test
    void logsInByToken() {
        assertThat(connect(TlsMode.IMPLICIT)
                        .exchange("AUTH OAUTHBEARER " + encoded("n,a=bob@example.org,\1auth=Bearer good\1\1")))
                .startsWith("+OK 0 messages");
        assertThat(connect(TlsMode.IMPLICIT).exchange("AUTH XOAUTH2 " + encoded("user=bob\1auth=Bearer good\1\1")))
                .as("the first session has the maildrop")
                .startsWith("-ERR [IN-USE] ");
    }

    @Test
    void tellsWhyATokenIsRefusedBeforeItFails() {
        SessionHarness session = connect(TlsMode.IMPLICIT);

        assertThat(decoded(session.exchange("AUTH OAUTHBEARER " + encoded("n,,\1auth=Bearer old\1\1"))))
                .isEqualTo("{\"status\":\"invalid_token\"}");
        assertThat(fixture.events).hasSize(1).allMatch(MailEvent.LoginRefused.class::isInstance);
        assertThat(session.exchange("AQ==\r\n")).isEqualTo("-ERR [AUTH] Wrong name or password\r\n");
        assertThat(fixture.events)
                .filteredOn(MailEvent.LoginRefused.class::isInstance)
                .hasSize(1);
        assertThat(session.exchange("STAT\r\n")).startsWith("-ERR Log in first");
    }
}
