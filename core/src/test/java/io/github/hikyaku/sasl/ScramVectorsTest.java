package io.github.hikyaku.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.LoginResult;
import io.github.hikyaku.account.Resolution;
import io.github.hikyaku.account.ScramHash;
import io.github.hikyaku.account.ScramKeys;
import io.github.hikyaku.account.ScramLogin;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.mime.Json;
import io.github.hikyaku.storage.AccountId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dialogues of RFC 5802 and RFC 7677, and those made in their image for SHA-512 and channel binding. */
class ScramVectorsTest {
    private static final Account USER = new Account(
            new AccountId("user@example.org"),
            MailAddress.of("user@example.org"),
            Set.of(MailAddress.of("user@example.org")));

    static Stream<Map<String, String>> vectors() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(ScramVectorsTest.class.getResourceAsStream("/sasl/sasl-vectors.json"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            @SuppressWarnings("unchecked")
            List<Map<String, String>> scram =
                    (List<Map<String, String>>) Json.object(Json.parse(text)).get("scram");
            assertThat(scram).hasSize(5);
            return scram.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void goesAsWrittenDown(Map<String, String> vector) {
        ScramKeys keys = keys(vector);
        assertThat(keys.storedKey()).asBase64Encoded().isEqualTo(vector.get("stored_key"));
        assertThat(keys.serverKey()).asBase64Encoded().isEqualTo(vector.get("server_key"));

        SaslExchange exchange = exchange(vector, keys);
        assertThat(Context.challenge(exchange.respond(Context.utf8(vector.get("client_first")))))
                .isEqualTo(vector.get("server_first"));
        SaslStep.Done done = Context.done(exchange.respond(Context.utf8(vector.get("client_final"))));
        assertThat(done.account()).isEqualTo(USER);
        assertThat(done.additionalData()).asString().isEqualTo(vector.get("server_final"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void aChangedOctetOfTheLastMessageIsRefused(Map<String, String> vector) {
        byte[] last = Context.utf8(vector.get("client_final"));
        for (int i = 0; i < last.length; i++) {
            byte[] changed = last.clone();
            changed[i] = (byte) (changed[i] == 'A' ? 'B' : 'A');
            SaslExchange exchange = exchange(vector, keys(vector));
            exchange.respond(Context.utf8(vector.get("client_first")));

            // In the base64 of a proof the last digit has bits that say nothing.
            boolean sameProof = i < last.length - 4 ? false : sameProof(last, changed);
            assertThat(exchange.respond(changed) instanceof SaslStep.Done).isEqualTo(sameProof);
        }
    }

    private static boolean sameProof(byte[] one, byte[] other) {
        ScramMessage.Final first = ScramMessage.last(new String(one, StandardCharsets.UTF_8));
        ScramMessage.Final second = ScramMessage.last(new String(other, StandardCharsets.UTF_8));
        return second != null && Arrays.equals(Objects.requireNonNull(first).proof(), second.proof());
    }

    private static ScramKeys keys(Map<String, String> vector) {
        String[] attributes = vector.get("server_first").split(",");
        byte[] salt = Base64.getDecoder().decode(attributes[1].substring(2));
        int iterations = Integer.parseInt(attributes[2].substring(2));
        return ScramKeys.of(hash(vector), vector.get("password"), salt, iterations);
    }

    private static ScramHash hash(Map<String, String> vector) {
        return Arrays.stream(ScramHash.values())
                .filter(hash -> vector.get("mech").startsWith(hash.mechanism()))
                .reduce((shorter, longer) ->
                        longer.mechanism().length() > shorter.mechanism().length() ? longer : shorter)
                .orElseThrow();
    }

    private static SaslExchange exchange(Map<String, String> vector, ScramKeys keys) {
        boolean plus = vector.get("mech").endsWith("-PLUS");
        String clientNonce = vector.get("client_first").replaceFirst(".*,r=", "");
        String nonce = vector.get("server_first").replaceFirst("r=([^,]*),.*", "$1");
        return new ScramExchange(
                new ScramMechanism(hash(vector), plus ? Set.of(ChannelBinding.TLS_EXPORTER) : Set.of()),
                Context.of(new OneUser(vector.get("user"), keys)),
                () -> nonce.substring(clientNonce.length()),
                type -> plus && type.typeName().equals(vector.get("cb_type"))
                        ? Optional.of(HexFormat.of().parseHex(vector.get("cb_data_hex")))
                        : Optional.empty());
    }

    private record OneUser(String name, ScramKeys keys) implements Accounts {
        @Override
        public ScramLogin scram(String login, ScramHash hash) {
            assertThat(login).isEqualTo(name);
            return new ScramLogin(Optional.of(USER), keys);
        }

        @Override
        public LoginResult login(String login, String secret) {
            throw new AssertionError("no secret crosses the wire");
        }

        @Override
        public Optional<Account> find(String login) {
            return Optional.empty();
        }

        @Override
        public Resolution resolve(MailAddress address) {
            return new Resolution.Unknown();
        }
    }
}
