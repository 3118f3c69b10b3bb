package io.github.hikyaku.sasl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.account.LoginResult;
import io.github.hikyaku.account.Resolution;
import io.github.hikyaku.address.MailAddress;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaslMechanismsTest {
    private final Accounts accounts = Accounts.inMemory()
            .user("tim@example.org", "tanstaaftanstaaf")
            .user("kurt@example.org", "xipj3plmq")
            .user("ursel@example.org", "other");

    @Test
    void prefersWhatShowsTheSecretToNobody() {
        assertThat(SaslMechanisms.standard())
                .extracting(SaslMechanism::name)
                .containsExactly(
                        "SCRAM-SHA-256-PLUS",
                        "SCRAM-SHA-1-PLUS",
                        "SCRAM-SHA-256",
                        "SCRAM-SHA-1",
                        "EXTERNAL",
                        "PLAIN",
                        "LOGIN");
        assertThat(SaslMechanisms.standard(token -> new TokenResult.Invalid("no")))
                .extracting(SaslMechanism::name)
                .startsWith("OAUTHBEARER", "XOAUTH2")
                .hasSize(9);
    }

    @Test
    void offersWhatCanWork() {
        List<SaslMechanism> all = SaslMechanisms.standard(token -> new TokenResult.Invalid("no"));
        SaslOffer inPlaintext = new SaslOffer(all, accounts, "mx.example.org", Optional.empty(), false);
        SaslOffer byChoice = new SaslOffer(all, accounts, "mx.example.org", Optional.empty(), true);
        SaslOffer withoutKeys = new SaslOffer(all, new Away(), "mx.example.org", Optional.empty(), true);

        assertThat(inPlaintext.names()).containsExactly("SCRAM-SHA-256", "SCRAM-SHA-1");
        assertThat(inPlaintext.needsTls("PLAIN")).isTrue();
        assertThat(inPlaintext.needsTls("EXTERNAL")).isFalse();
        assertThat(inPlaintext.find("PLAIN")).isEmpty();
        assertThat(inPlaintext.find("SCRAM-SHA-1")).isPresent();
        assertThat(byChoice.names())
                .containsExactly("OAUTHBEARER", "XOAUTH2", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN");
        assertThat(byChoice.needsTls("PLAIN")).isFalse();
        assertThat(withoutKeys.names()).containsExactly("OAUTHBEARER", "XOAUTH2", "PLAIN", "LOGIN");
    }

    // The two examples of RFC 4616 §4.
    @Test
    void plainLogsInWithoutAnAuthorizationIdentity() {
        assertThat(login(plain(base64("AHRpbQB0YW5zdGFhZnRhbnN0YWFm")))).isEqualTo("tim@example.org");
    }

    @Test
    void plainRefusesToActAsSomebodyElse() {
        assertThat(plain(base64("VXJzZWwAS3VydAB4aXBqM3BsbXE=")))
                .isEqualTo(new SaslStep.Failed(false, "Kurt", "may not act as Ursel"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kurt@example.org", "Kurt", "KURT@EXAMPLE.ORG"})
    void plainTakesAnotherNameOfTheSameAccountAsAuthorizationIdentity(String name) {
        assertThat(login(plain((name + "\0kurt\0xipj3plmq").getBytes(UTF_8)))).isEqualTo("kurt@example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0tim\0wrong", "\0nobody\0tanstaaftanstaaf", "\0tim\0", "nobody\0tim\0tanstaaftanstaaf"})
    void plainRefusesWhatIsWrongAsALoginThatFailed(String message) {
        assertThat(plain(message.getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        SaslStep.Failed.class,
                        failed -> assertThat(failed.malformed()).isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tim", "\0tim", "\0\0secret", "\0tim\0sec\0ret", "\0t\u00eem\0secret"})
    void plainRefusesWhatIsNoPlainMessageAsMalformed(String message) {
        assertThat(plain(message.getBytes(ISO_8859_1)))
                .isInstanceOfSatisfying(
                        SaslStep.Failed.class,
                        failed -> assertThat(failed.malformed()).isTrue());
    }

    @Test
    void loginAsksForNameAndSecret() {
        SaslExchange exchange = SaslMechanisms.login().start(context(accounts));

        assertThat(challenge(exchange.respond(new byte[0]))).isEqualTo("Username:");
        assertThat(challenge(exchange.respond("tim".getBytes(UTF_8)))).isEqualTo("Password:");
        assertThat(login(exchange.respond("tanstaaftanstaaf".getBytes(UTF_8)))).isEqualTo("tim@example.org");
    }

    @Test
    void loginTakesTheNameAsInitialResponse() {
        SaslExchange exchange = SaslMechanisms.login().start(context(accounts));

        assertThat(challenge(exchange.respond("tim".getBytes(UTF_8)))).isEqualTo("Password:");
        assertThat(exchange.respond("wrong".getBytes(UTF_8)))
                .isEqualTo(new SaslStep.Failed(false, "tim", "wrong secret"));
    }

    @Test
    void loginRefusesAnEmptyNameAsMalformed() {
        SaslExchange exchange = SaslMechanisms.login().start(context(accounts));
        exchange.respond(new byte[0]);

        assertThat(exchange.respond(new byte[0]))
                .isInstanceOfSatisfying(
                        SaslStep.Failed.class,
                        failed -> assertThat(failed.malformed()).isTrue());
    }

    @Test
    void passesOnThatTheDirectoryIsAway() {
        Accounts away = new Away();

        assertThatThrownBy(() -> SaslMechanisms.plain().start(context(away)).respond("\0a\0b".getBytes(UTF_8)))
                .isInstanceOf(AccountsUnavailableException.class);
    }

    private SaslStep plain(byte[] message) {
        return SaslMechanisms.plain().start(context(accounts)).respond(message);
    }

    private static SaslContext context(Accounts accounts) {
        return new SaslContext(accounts, "mx.example.org", Optional.empty(), Set.of());
    }

    private static String challenge(SaslStep step) {
        return new String(((SaslStep.Challenge) step).octets(), UTF_8);
    }

    private static String login(SaslStep step) {
        return ((SaslStep.Done) step).account().id().value();
    }

    private static byte[] base64(String text) {
        return Base64.getDecoder().decode(text);
    }

    private static final class Away implements Accounts {
        @Override
        public LoginResult login(String login, String secret) {
            throw new AccountsUnavailableException("away", null);
        }

        @Override
        public Optional<Account> find(String login) {
            throw new AccountsUnavailableException("away", null);
        }

        @Override
        public Resolution resolve(MailAddress address) {
            throw new AccountsUnavailableException("away", null);
        }
    }
}
