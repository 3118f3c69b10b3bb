package io.github.hikyaku.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** mpop takes fuga's mail from the server; it pipelines its commands where the server says that it may. */
class MpopIT extends WithExampleServer {
    @ParameterizedTest
    @CsvSource({"pop3, user", "pop3, plain", "pop3, login", "pop3s, user", "pop3s, plain", "pop3s, login"})
    void takesAllMessagesByEachWayToLogIn(String service, String mechanism) throws Exception {
        for (int i = 1; i <= 5; i++) {
            submit(Letter.about("letter " + i));
        }
        Mpop mpop = new Mpop(server, dir, service, mechanism);

        mpop.fetch("--keep=off");

        assertThat(mpop.messages()).hasSize(5);
        try (RawClient client = imap()) {
            assertThat(client.imap("s", "SELECT INBOX")).contains("* 0 EXISTS");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void pipelinesOrNot(String pipelining) throws Exception {
        submit(Letter.about("runners"));
        submit(Letter.about("letters"));
        Mpop mpop = new Mpop(server, dir, "pop3", "plain");

        mpop.fetch("--pipelining=" + pipelining, "--keep=on");

        assertThat(mpop.messages()).hasSize(2);
    }

    @Test
    void takesOnlyWhatIsNewIfItKeepsMessagesOnTheServer() throws Exception {
        submit(Letter.about("runners"));
        Mpop mpop = new Mpop(server, dir, "pop3s", "plain");
        mpop.fetch("--keep=on");
        submit(Letter.about("letters"));

        mpop.fetch("--keep=on");
        mpop.fetch("--keep=on");

        assertThat(mpop.messages()).hasSize(2);
    }

    @Test
    void seesTheCapabilities() throws Exception {
        String info =
                new Mpop(server, dir, "pop3", "plain").fetch("--serverinfo").text();

        assertThat(info).contains("PIPELINING").contains("TOP").contains("UIDL").contains("STLS");
    }
}
