package io.github.hikyaku.sasl;

import static io.github.hikyaku.sasl.Context.challenge;
import static io.github.hikyaku.sasl.Context.failed;
import static io.github.hikyaku.sasl.Context.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.client.ScramClient;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.InMemoryAccounts;
import io.github.hikyaku.account.ScramHash;
import io.github.hikyaku.account.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SCRAM against the client of another project, and what a client may get wrong. */
class ScramExchangeTest {
    private static final byte[] BINDING = {1, 2, 3, ',', 'p', '='};

    private final InMemoryAccounts accounts = Accounts.inMemory()
            .user("alice@example.org", "wonderland")
            .user("\"a,b=c\"@example.org", "comma")
            .user("zo\u00eb@example.org", "caf\u00e9");

    private final SaslMechanism plain = SaslMechanisms.scram(ScramHash.SHA_256);

    private static ScramClient client(String mechanism, String name, String secret) {
        return client(mechanism, name, secret, "");
    }

    private static ScramClient client(String mechanism, String name, String secret, String identity) {
        var builder = ScramClient.builder()
                .advertisedMechanisms(List.of(mechanism))
                .username(name)
                .password(secret.toCharArray());
        if (!identity.isEmpty()) {
            builder.authzid(identity);
        }
        if (mechanism.endsWith("-PLUS")) {
            builder.channelBinding("tls-server-end-point", BINDING);
        }
        return builder.build();
    }

    private SaslExchange bound(String binding, byte[] data) {
        return new ScramExchange(
                new ScramMechanism(ScramHash.SHA_256, Set.of(ChannelBinding.TLS_SERVER_END_POINT)),
                Context.of(accounts),
                () -> "servernonce",
                type -> type.typeName().equals(binding) ? Optional.of(data) : Optional.empty());
    }

    /** Runs a dialogue to its end; when it is done the client has checked that the server knows the keys. */
    private static SaslStep run(SaslExchange server, ScramClient client) throws Exception {
        return run(server, client, last -> last);
    }

    private static SaslStep run(SaslExchange server, ScramClient client, UnaryOperator<String> change)
            throws Exception {
        SaslStep first = server.respond(utf8(client.clientFirstMessage().toString()));
        if (!(first instanceof SaslStep.Challenge)) {
            return first;
        }
        client.serverFirstMessage(challenge(first));
        SaslStep last =
                server.respond(utf8(change.apply(client.clientFinalMessage().toString())));
        if (last instanceof SaslStep.Done done) {
            client.serverFinalMessage(new String(done.additionalData(), StandardCharsets.US_ASCII));
        }
        return last;
    }

    @ParameterizedTest
    @EnumSource(ScramHash.class)
    void logsInByEveryHashFunction(ScramHash hash) throws Exception {
        SaslExchange server = SaslMechanisms.scram(hash).start(Context.of(accounts));

        assertThat(Context.account(run(server, client(hash.mechanism(), "alice", "wonderland"))))
                .isEqualTo("alice@example.org");
    }

    @ParameterizedTest
    @CsvSource({"'a,b=c@example.org', comma", "zo\u00eb, caf\u00e9", "ALICE@example.org, wonderland"})
    void takesNamesOfAllKinds(String name, String secret) throws Exception {
        assertThat(run(plain.start(Context.of(accounts)), client("SCRAM-SHA-256", name, secret)))
                .isInstanceOf(SaslStep.Done.class);
    }

    @Test
    void logsInByStoredKeys() throws Exception {
        InMemoryAccounts stored =
                Accounts.inMemory().userWithHash("alice@example.org", Secrets.scram(ScramHash.SHA_256, "wonderland"));

        assertThat(run(plain.start(Context.of(stored)), client("SCRAM-SHA-256", "alice", "wonderland")))
                .isInstanceOf(SaslStep.Done.class);
        assertThat(run(plain.start(Context.of(stored)), client("SCRAM-SHA-256", "alice", "wrong")))
                .isEqualTo(new SaslStep.Failed(false, "alice", "wrong secret"));
    }

    @Test
    void aWrongSecretAndAnUnknownNameFailAtTheSamePoint() throws Exception {
        assertThat(run(plain.start(Context.of(accounts)), client("SCRAM-SHA-256", "alice", "wrong")))
                .isEqualTo(new SaslStep.Failed(false, "alice", "wrong secret"));
        assertThat(run(plain.start(Context.of(accounts)), client("SCRAM-SHA-256", "nobody", "wonderland")))
                .isEqualTo(new SaslStep.Failed(false, "nobody", "no such user"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "nobody"})
    void everyNameIsChallengedAlike(String name) {
        String one = challenge(plain.start(Context.of(accounts)).respond(utf8("n,,n=" + name + ",r=abc")));
        String two = challenge(plain.start(Context.of(accounts)).respond(utf8("n,,n=" + name + ",r=abc")));

        assertThat(one).matches("r=abc[A-Za-z0-9+/]{24},s=[A-Za-z0-9+/]{22}==,i=4096");
        assertThat(one.split(",")[1]).isEqualTo(two.split(",")[1]);
        assertThat(one.split(",")[0]).isNotEqualTo(two.split(",")[0]);
    }

    @Test
    void theAuthorizationIdentityIsAnotherNameOfTheSameAccountOrNone() throws Exception {
        assertThat(run(
                        plain.start(Context.of(accounts)),
                        client("SCRAM-SHA-256", "alice", "wonderland", "Alice@example.org")))
                .isInstanceOf(SaslStep.Done.class);
        assertThat(run(plain.start(Context.of(accounts)), client("SCRAM-SHA-256", "alice", "wonderland", "zo\u00eb")))
                .isEqualTo(new SaslStep.Failed(false, "alice", "may not act as zo\u00eb"));
    }

    @Test
    void bindsToTheChannel() throws Exception {
        SaslExchange server = bound("tls-server-end-point", BINDING);

        assertThat(run(server, client("SCRAM-SHA-256-PLUS", "alice", "wonderland")))
                .isInstanceOf(SaslStep.Done.class);
    }

    @Test
    void refusesAnotherChannel() throws Exception {
        SaslExchange server = bound("tls-server-end-point", new byte[] {4, 5, 6});

        assertThat(failed(run(server, client("SCRAM-SHA-256-PLUS", "alice", "wonderland")))
                        .reason())
                .isEqualTo("the channel binding is another one");
    }

    @Test
    void refusesABindingThatCannotBeHad() throws Exception {
        SaslExchange server = bound("tls-exporter", BINDING);

        assertThat(failed(run(server, client("SCRAM-SHA-256-PLUS", "alice", "wonderland")))
                        .reason())
                .isEqualTo("there is no channel binding tls-server-end-point here");
    }

    /** RFC 5802 §6: what the client's flag means depends on what was offered. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "n,,n=alice,r=abc; SCRAM-SHA-256 SCRAM-SHA-256-PLUS; true",
                "y,,n=alice,r=abc; SCRAM-SHA-256; true",
                "y,,n=alice,r=abc; SCRAM-SHA-256 SCRAM-SHA-256-PLUS; false",
                "y,,n=alice,r=abc; SCRAM-SHA-256 SCRAM-SHA-1-PLUS; false",
                "p=tls-unique,,n=alice,r=abc; SCRAM-SHA-256 SCRAM-SHA-256-PLUS; false"
            })
    void noticesThatSomebodyTookChannelBindingOutOfTheOffer(String message, String offered, boolean goesOn) {
        SaslStep step = plain.start(Context.of(accounts, offered.split(" "))).respond(utf8(message));

        assertThat(step instanceof SaslStep.Challenge).isEqualTo(goesOn);
        assertThat(step instanceof SaslStep.Failed failed && !failed.malformed())
                .isEqualTo(!goesOn);
    }

    @ParameterizedTest
    @ValueSource(strings = {"n,,n=alice,r=abc", "y,,n=alice,r=abc"})
    void thePlusFormIsNotUsedWithoutBinding(String message) {
        assertThat(failed(bound("tls-server-end-point", BINDING).respond(utf8(message)))
                        .malformed())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n",
                "n,",
                "n,,",
                "n,,n=alice",
                "n,,r=abc,n=alice",
                "n,,n=,r=abc",
                "n,,n=al=ice,r=abc",
                "n,,n=alice=2c,r=abc",
                "n,,n=alice,r=",
                "n,,n=alice,r=a\u00e4c",
                "n,,n=alice,r=a bc",
                "n,,m=ext,n=alice,r=abc",
                "n,a=,n=alice,r=abc",
                "n,b=x,n=alice,r=abc",
                "x,,n=alice,r=abc",
                "p=,,n=alice,r=abc",
                "p=no spaces,,n=alice,r=abc",
                "n,,n=al\0ice,r=abc"
            })
    void whatIsNoFirstMessageIsMalformed(String message) {
        assertThat(failed(plain.start(Context.of(accounts)).respond(utf8(message)))
                        .malformed())
                .isTrue();
    }

    @Test
    void whatIsNotUtf8IsMalformed() {
        byte[] message = "n,,n=al\u00e9,r=abc".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(failed(plain.start(Context.of(accounts)).respond(message)).malformed())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "c=biws", "c=biws,r=abc", "c=biws,p=AAAA", "r=abc,c=biws,p=AAAA", "c=!,r=abc,p=AAAA"})
    void whatIsNoLastMessageIsMalformed(String message) {
        SaslExchange server = plain.start(Context.of(accounts));
        server.respond(utf8("n,,n=alice,r=abc"));

        assertThat(failed(server.respond(utf8(message))).malformed()).isTrue();
    }

    @Test
    void aProofForAnotherDialogueIsRefused() throws Exception {
        assertThat(failed(run(
                                plain.start(Context.of(accounts)),
                                client("SCRAM-SHA-256", "alice", "wonderland"),
                                last -> last.replaceFirst(",r=[^,]*", ",r=replayed")))
                        .reason())
                .isEqualTo("the nonce is another one");
        assertThat(failed(run(
                                plain.start(Context.of(accounts)),
                                client("SCRAM-SHA-256", "alice", "wonderland"),
                                last -> last.replaceFirst("c=biws", "c=eSws")))
                        .reason())
                .isEqualTo("the channel binding is another one");
        assertThat(failed(run(
                                plain.start(Context.of(accounts)),
                                client("SCRAM-SHA-256", "alice", "wonderland"),
                                last -> last.replaceFirst("p=.*", "p=AAAA")))
                        .reason())
                .isEqualTo("wrong secret");
    }
}
