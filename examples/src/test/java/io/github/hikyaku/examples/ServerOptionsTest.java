package io.github.hikyaku.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the example server makes of its flags. */
class ServerOptionsTest {
    @Test
    void withoutFlagsEveryServiceListensOnTheLoopbackInterfaceForTwoUsers() throws Exception {
        ServerOptions options = ServerOptions.parse();

        assertThat(options.listeners)
                .extracting(listener -> listener.name() + " " + listener.port())
                .containsExactly(
                        "smtp 2525",
                        "submission 2587",
                        "submissions 2465",
                        "pop3 2110",
                        "pop3s 2995",
                        "imap 2143",
                        "imaps 2993");
        assertThat(options.bind.isLoopbackAddress()).isTrue();
        assertThat(options.users).isEqualTo(Map.of("hoge@example.com", "secret", "fuga@example.com", "secret"));
        assertThat(options.maildir).contains(Path.of("hikyaku-mail"));
        assertThat(options.fsync).isTrue();
        assertThat(options.plaintextAuth).isFalse();
        assertThat(options.anySender).isFalse();
        assertThat(options.hideClient).isFalse();
        assertThat(options.popBeforeSmtp).isZero();
    }

    @Test
    void submissionIsAsItsFlagsSay() throws Exception {
        ServerOptions options =
                ServerOptions.parse("--sender-policy", "any", "--hide-client", "--pop-before-smtp", "20");

        assertThat(options.anySender).isTrue();
        assertThat(options.hideClient).isTrue();
        assertThat(options.popBeforeSmtp).isEqualTo(Duration.ofMinutes(20));
        assertThat(ServerOptions.parse("--sender-policy", "own").anySender).isFalse();
    }

    @Test
    void whereAListenerIsNamedNoOtherOneListens() throws Exception {
        ServerOptions options = ServerOptions.parse("--imap", "0", "--smtp", "25", "--imap", "143");

        assertThat(options.listeners)
                .extracting(listener -> listener.service() + " " + listener.name() + " " + listener.port())
                .containsExactly("imap imap 0", "smtp smtp 25", "imap imap-2 143");
    }

    @Test
    void aPasswordMayHaveColons() throws Exception {
        assertThat(ServerOptions.parse("--user", "a@b.example:x:y").users).isEqualTo(Map.of("a@b.example", "x:y"));
    }

    @Test
    void aTokenMayHaveEqualsSigns() throws Exception {
        assertThat(ServerOptions.parse("--token", "abc==hoge@example.com").tokens)
                .isEqualTo(Map.of("abc=", "hoge@example.com"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--wrong",
                "stray",
                "--smtp",
                "--smtp x",
                "--lmtp",
                "--proxy-from host",
                "--xclient-from 192.0.2.1/24",
                "--smtp 65536",
                "--smtp -1",
                "--store disk",
                "--store maildir:",
                "--user nobody",
                "--user a@b",
                "--user @b:c",
                "--cert x.pem",
                "--client-ca",
                "--token abc",
                "--token =hoge",
                "--token abc=",
                "--key x.pem",
                "--max-message-size 0",
                "--max-message-size big",
                "--bind not~an~address",
                "--sender-policy",
                "--sender-policy some",
                "--pop-before-smtp 0",
                "--pop-before-smtp 1441",
                "--",
                "--SMTP 25"
            })
    void aWrongFlagIsNamed(String flags) {
        String flag = flags.split(" ")[0];

        assertThatThrownBy(() -> ServerOptions.parse(flags.split(" ")))
                .isInstanceOf(ServerOptions.WrongOption.class)
                .hasMessageContaining(flag)
                .extracting(Throwable::getMessage)
                .asString()
                .hasLineCount(1);
    }

    @Test
    void stagesAskFiltersInTheOrderOfTheirFlags() throws Exception {
        ServerOptions options = ServerOptions.parse(
                "--stage", "milter=127.0.0.1:8891", "--stage", "rspamd=http://[::1]:11333", "--stage", "milter=mx:25");

        assertThat(options.stages.keySet()).containsExactly("milter", "rspamd", "milter-2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "clamd", "clamd=", "clamd=host", "clamd=host:x", "spamd=:783", "rspamd=host", "other=host:1"
            })
    void aStageThatIsNoneIsToldInOneLine(String value) {
        assertThatThrownBy(() -> ServerOptions.parse("--stage", value))
                .isInstanceOf(ServerOptions.WrongOption.class)
                .hasMessageStartingWith("--stage takes");
    }
}
