package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.HOGE;
import static io.github.hikyaku.examples.ExampleServer.SECRET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of an example server of their own, by default with mail in a Maildir, and a directory for all they leave. */
abstract class WithExampleServer {
    @TempDir
    Path dir;

    ExampleServer server;

    @BeforeEach
    void startServer() {
        server = ExampleServer.start("--store", Store.MAILDIR.flag(dir));
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    /** Ends the server and starts it again with these flags. */
    void restartServer(Object... flags) {
        server.close();
        server = ExampleServer.start(flags);
    }

    /** An IMAP session of fuga's, logged in over TLS. */
    RawClient imap() throws IOException, GeneralSecurityException {
        RawClient client = RawClient.connect(server.port("imaps")).tls();
        client.line();
        assertThat(client.imap("in", "LOGIN " + FUGA + " " + SECRET))
                .last(STRING)
                .startsWith("in OK ");
        return client;
    }

    /** A mail program's submission by hand: hoge writes this to fuga. */
    void submit(String letter) throws IOException, GeneralSecurityException {
        try (RawClient client = RawClient.connect(server.port("submissions")).tls()) {
            client.reply();
            client.command("EHLO hoge.example.com");
            client.command("AUTH PLAIN " + RawClient.plain(HOGE, SECRET));
            client.command("MAIL FROM:<" + HOGE + ">");
            client.command("RCPT TO:<" + FUGA + ">");
            client.command("DATA");
            byte[] stuffed = letter.replaceAll("(?m)^\\.", "..").getBytes(StandardCharsets.UTF_8);
            client.raw(new String(stuffed, StandardCharsets.ISO_8859_1));
            assertThat(client.command(".")).startsWith("250 2.0.0 ");
            client.command("QUIT");
        }
    }
}
