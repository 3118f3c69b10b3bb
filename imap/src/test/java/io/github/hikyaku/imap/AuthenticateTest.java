package io.github.hikyaku.imap;

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

/** SCRAM and tokens within AUTHENTICATE (RFC 3501 §6.2.2, RFC 4959). */
class AuthenticateTest {
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
                .advertisedMechanisms(List.of("SCRAM-SHA-256"))
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
    void announcesWhatCanWork() {
        assertThat(fixture.connect(TlsMode.STARTTLS).read())
                .contains(" LOGINDISABLED AUTH=SCRAM-SHA-256 AUTH=SCRAM-SHA-1 IDLE ");
        assertThat(fixture.connect(TlsMode.IMPLICIT).read())
                .contains(" SASL-IR AUTH=OAUTHBEARER AUTH=XOAUTH2 AUTH=SCRAM-SHA-256 AUTH=SCRAM-SHA-1 AUTH=PLAIN"
                        + " AUTH=LOGIN IDLE ");
        assertThat(connect(TlsMode.STARTTLS).exchange("a AUTHENTICATE OAUTHBEARER\r\n"))
                .startsWith("a NO [PRIVACYREQUIRED] ");
        assertThat(connect(TlsMode.IMPLICIT).exchange("a AUTHENTICATE SCRAM-SHA-256-PLUS\r\n"))
                .startsWith("a NO [CANNOT] ");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void logsInByScram(boolean initialResponse) throws Exception {
        SessionHarness session = connect(TlsMode.STARTTLS);
        ScramClient client = client("bob", "secret");
        String first = encoded(client.clientFirstMessage());
        if (!initialResponse) {
            assertThat(session.exchange("a AUTHENTICATE SCRAM-SHA-256\r\n")).isEqualTo("+ \r\n");
        }
        client.serverFirstMessage(
                decoded(session.exchange(initialResponse ? "a AUTHENTICATE SCRAM-SHA-256 " + first : first)));
        client.serverFinalMessage(decoded(session.exchange(encoded(client.clientFinalMessage()))));

        assertThat(session.exchange("\r\n")).startsWith("a OK [CAPABILITY ");
        assertThat(fixture.events)
                .anyMatch(e ->
                        e instanceof MailEvent.LoggedIn in && in.mechanism().equals("SCRAM-SHA-256"));
    }

    @Test
    void aClientThatDoesNotBelieveTheServerCancels() throws Exception {
        SessionHarness session = connect(TlsMode.STARTTLS);
        ScramClient client = client("bob", "secret");
        client.serverFirstMessage(
                decoded(session.exchange("a AUTHENTICATE SCRAM-SHA-256 " + encoded(client.clientFirstMessage()))));
        session.exchange(encoded(client.clientFinalMessage()));

        assertThat(session.exchange("*\r\n")).startsWith("a BAD ");
        assertThat(session.exchange("b SELECT INBOX\r\n")).startsWith("b BAD ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob", "nobody"})
    void aLoginThatFailsIsToldInTheSameWords(String name) throws Exception {
        SessionHarness session = connect(TlsMode.STARTTLS);
        ScramClient client = client(name, "guessed");
        client.serverFirstMessage(
                decoded(session.exchange("a AUTHENTICATE SCRAM-SHA-256 " + encoded(client.clientFirstMessage()))));

        assertThat(session.exchange(encoded(client.clientFinalMessage())))
                .isEqualTo("a NO [AUTHENTICATIONFAILED] Wrong name or password\r\n");
    }

    @Test
    void logsInByToken() {
        assertThat(connect(TlsMode.IMPLICIT)
                        .exchange(
                                "a AUTHENTICATE OAUTHBEARER " + encoded("n,a=bob@example.org,\1auth=Bearer good\1\1")))
                .startsWith("a OK [CAPABILITY ");
        assertThat(connect(TlsMode.IMPLICIT)
                        .exchange("a AUTHENTICATE XOAUTH2 " + encoded("user=bob\1auth=Bearer good\1\1")))
                .startsWith("a OK [CAPABILITY ");
    }

    @Test
    void tellsWhyATokenIsRefusedBeforeItFails() {
        SessionHarness session = connect(TlsMode.IMPLICIT);

        assertThat(decoded(session.exchange("a AUTHENTICATE OAUTHBEARER " + encoded("n,,\1auth=Bearer old\1\1"))))
                .isEqualTo("{\"status\":\"invalid_token\"}");
        assertThat(session.exchange("AQ==\r\n")).isEqualTo("a NO [AUTHENTICATIONFAILED] Wrong name or password\r\n");
        assertThat(fixture.events)
                .filteredOn(MailEvent.LoginRefused.class::isInstance)
                .hasSize(1);
        assertThat(session.exchange("b NOOP\r\n")).startsWith("b OK ");
    }
}
