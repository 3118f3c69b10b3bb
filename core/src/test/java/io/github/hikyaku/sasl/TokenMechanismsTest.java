package io.github.hikyaku.sasl;

import static io.github.hikyaku.sasl.Context.account;
import static io.github.hikyaku.sasl.Context.failed;
import static io.github.hikyaku.sasl.Context.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.account.Accounts;
import java.net.URI;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenMechanismsTest {
    private final Accounts accounts =
            Accounts.inMemory().user("user@example.com", "secret").user("other@example.com", "secret");

    private final SaslMechanism bearer = SaslMechanisms.oauthBearer(new Tokens());
    private final SaslMechanism google = SaslMechanisms.xoauth2(new Tokens());

    private static final class Tokens implements TokenVerifier {
        @Override
        public TokenResult verify(String token) {
            return switch (token) {
                case "vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg==" -> new TokenResult.Valid("user@example.com");
                case "strangers" -> new TokenResult.Valid("stranger@example.net");
                case "narrow" -> new TokenResult.Invalid("insufficient_scope", "for reading calendars");
                default -> new TokenResult.Invalid("expired");
            };
        }

        @Override
        public Optional<String> scope() {
            return Optional.of("mail \"all\"");
        }

        @Override
        public Optional<URI> openIdConfiguration() {
            return Optional.of(URI.create("https://id.example.com/.well-known/openid-configuration"));
        }
    }

    private static SaslStep.Rejected rejected(SaslStep step) {
        assertThat(step).isInstanceOf(SaslStep.Rejected.class);
        return (SaslStep.Rejected) step;
    }

    private SaslStep bearer(String message) {
        return bearer.start(Context.of(accounts)).respond(utf8(message));
    }

    private SaslStep google(String message) {
        return google.start(Context.of(accounts)).respond(utf8(message));
    }

    /** RFC 7628 §4.1, the message of SMTP and IMAP clients. */
    @Test
    void takesTheMessageOfTheRfc() {
        byte[] message = Base64.getDecoder()
                .decode(
                        "bixhPXVzZXJAZXhhbXBsZS5jb20sAWhvc3Q9c2VydmVyLmV4YW1wbGUuY29tAXBvcnQ9MTQzAWF1dGg9QmVhcmVyIHZGOWRm"
                                + "dDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2c9PQEB");

        assertThat(account(bearer.start(Context.of(accounts)).respond(message))).isEqualTo("user@example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"n,,", "y,,", "n,a=user@example.com,", "n,a=user,", "n,a=USER@example.com,"})
    void takesTheTokensOwnerByEachOfHisNames(String header) {
        assertThat(account(bearer(header + "\1auth=bearer vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg==\1\1")))
                .isEqualTo("user@example.com");
    }

    @Test
    void doesNotTakeATokenForSomebodyElse() {
        SaslStep.Rejected step =
                rejected(bearer("n,a=other@example.com,\1auth=Bearer vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg==\1\1"));

        assertThat(step.failure())
                .isEqualTo(new SaslStep.Failed(false, "user@example.com", "may not act as other@example.com"));
    }

    @ParameterizedTest
    @CsvSource({
        "old, invalid_token, expired",
        "narrow, insufficient_scope, for reading calendars",
        "strangers, invalid_token, no such user"
    })
    void tellsTheClientWhyATokenIsRefused(String token, String status, String reason) {
        SaslStep.Rejected step = rejected(bearer("n,a=user@example.com,\1auth=Bearer " + token + "\1\1"));

        assertThat(step.challenge())
                .asString()
                .isEqualTo("{\"status\":\"" + status + "\",\"scope\":\"mail \\\"all\\\"\","
                        + "\"openid-configuration\":\"https://id.example.com/.well-known/openid-configuration\"}");
        assertThat(step.failure().malformed()).isFalse();
        assertThat(step.failure().reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"n,,\1\1", "n,,\1auth=\1\1", "n,,\1auth=Basic dXNlcg==\1\1", "n,,\1auth=Bearer a b\1\1"})
    void answersWithoutATokenWhereOneIsToBeHad(String message) {
        assertThat(rejected(bearer(message)).challenge()).asString().contains("openid-configuration");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n,,",
                "n,,\1",
                "p=tls-exporter,,\1auth=Bearer x\1\1",
                "n\1auth=Bearer x\1\1",
                "n,a=,x\1auth=Bearer x\1\1",
                "n,b=user,\1auth=Bearer x\1\1",
                "n,,\1auth=Bearer x\1",
                "n,,\1auth=Bearer x",
                "n,,\1auth\1\1",
                "n,,\1=x\1\1"
            })
    void whatIsNoClientResponseIsMalformed(String message) {
        assertThat(failed(bearer(message)).malformed()).isTrue();
    }

    @Test
    void xoauth2TakesATokenForItsOwner() {
        assertThat(account(google("user=user@example.com\1auth=Bearer vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg==\1\1")))
                .isEqualTo("user@example.com");
        assertThat(rejected(google(
                                "user=other@example.com\1auth=Bearer vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg==\1\1"))
                        .failure()
                        .reason())
                .isEqualTo("may not act as other@example.com");
    }

    @Test
    void xoauth2TellsTheClientWhyATokenIsRefused() {
        assertThat(rejected(google("user=user@example.com\1auth=Bearer old\1\1"))
                        .challenge())
                .asString()
                .isEqualTo("{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"mail \\\"all\\\"\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "user=user",
                "user=\1auth=Bearer x\1\1",
                "user=user\1auth=Bearer x\1",
                "user=user\1auth=Basic x\1\1"
            })
    void whatIsNoXoauth2MessageIsMalformed(String message) {
        assertThat(failed(google(message)).malformed()).isTrue();
    }

    @Test
    void tokensAreAsGoodAsSecretsToWhoReadsThem() {
        assertThat(bearer.isPlaintext()).isTrue();
        assertThat(google.isPlaintext()).isTrue();
    }
}
