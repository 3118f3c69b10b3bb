package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.HOGE;
import static io.github.hikyaku.examples.ExampleServer.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** swaks submits a letter with TLS and a login, and every mail program reads that very letter, octet for octet. */
@ParameterizedClass
@EnumSource(Store.class)
class VeryMessageIT extends WithExampleServer {
    @Parameter
    Store store;

    @BeforeEach
    void hogeSubmitsTheLetterByStartTls() throws IOException {
        restartServer("--store", store.flag(dir));
        // swaks ends the last line itself.
        Path letter = Files.writeString(dir.resolve("letter.eml"), Letter.PLAIN.replaceFirst("\r\n\\z", ""));
        Program.Result result = Program.of(dir, "swaks", "--server", server.address("submission"), "-tls")
                .with("-au", HOGE, "-ap", SECRET, "--from", HOGE, "--to", FUGA, "--data", "@" + letter)
                .run()
                .ok();
        assertThat(result.lines()).anyMatch(line -> line.startsWith("<~  250 2.0.0 "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "imaps"})
    void curlReadsItOverImap(String service) {
        Letter.assertIsPlain(
                Curl.to(server, dir, service, "/INBOX;MAILINDEX=1").run().ok().octets());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pop3", "pop3s"})
    void curlReadsItOverPop3(String service) {
        Letter.assertIsPlain(Curl.to(server, dir, service, "/1").run().ok().octets());
    }

    @ParameterizedTest
    @ValueSource(strings = {"imap", "imaps"})
    void mbsyncReadsIt(String service) throws IOException {
        Mbsync mbsync = new Mbsync(server, dir, service);

        mbsync.sync();

        List<Path> messages = mbsync.messages("INBOX");
        assertThat(messages).hasSize(1);
        // mbsync marks what it has copied by a header field of its own.
        String text =
                Files.readString(messages.get(0), StandardCharsets.ISO_8859_1).replaceFirst("X-TUID: \\S+\n", "");
        Letter.assertIsPlainWithNativeLines(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pop3", "pop3s", "imap", "imaps"})
    void fetchmailReadsIt(String service) throws IOException {
        Fetchmail fetchmail = new Fetchmail(server, dir, service);

        fetchmail.fetch();

        assertThat(fetchmail.messages()).hasSize(1);
        Letter.assertIsPlainWithNativeLines(
                Files.readAllBytes(fetchmail.messages().get(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pop3", "pop3s"})
    void mpopReadsIt(String service) throws IOException {
        Mpop mpop = new Mpop(server, dir, service, "plain");

        mpop.fetch();

        assertThat(mpop.messages()).hasSize(1);
        Letter.assertIsPlainWithNativeLines(Files.readAllBytes(mpop.messages().get(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pop3", "pop3s", "imap", "imaps"})
    void pythonReadsIt(String client) throws IOException {
        Letter.assertIsPlain(Python.run(server, dir, "read_message.py", client).octets());
    }
}
