package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.HOGE;
import static io.github.hikyaku.examples.ExampleServer.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.examples.jdbc.DatabaseServer;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

/** The server over a database, as the README starts it: the jar, and that of SQLite's driver beside it. */
class DatabaseServerIT {
    @TempDir
    Path dir;

    private ServerJar start() throws Exception {
        Path driver = Path.of(
                JDBC.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        String classPath = ServerJar.jar() + File.pathSeparator + driver;
        return ServerJar.start(
                dir,
                Program.java(
                        dir,
                        "-Xmx40m",
                        "-Dorg.sqlite.tmpdir=" + dir,
                        "-cp",
                        classPath,
                        DatabaseServer.class.getName(),
                        "mail.db",
                        0,
                        0));
    }

    private static void submit(int port) throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            client.reply();
            client.command("EHLO client.example.com");
            String plain = "\0" + HOGE + "\0" + SECRET;
            client.command("AUTH PLAIN " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)));
            client.command("MAIL FROM:<" + HOGE + ">");
            client.command("RCPT TO:<" + FUGA + ">");
            client.command("DATA");
            client.raw(Letter.about("runners"));
            assertThat(client.command(".")).startsWith("250 2.0.0 ");
        }
    }

    @Test
    void whatWasAnswered250SurvivesAKill() throws Exception {
        try (ServerJar server = start()) {
            submit(server.port("submission"));
            server.kill();
        }
        try (ServerJar server = start();
                RawClient client = RawClient.greeted(server.port("imap"))) {
            client.imap("a", "LOGIN " + FUGA + " " + SECRET);
            List<String> lines = client.imap("b", "SELECT INBOX");
            lines.addAll(client.imap("c", "FETCH 1:* BODY.PEEK[]"));
            assertThat(lines).contains("* 1 EXISTS").contains("Subject: runners");
            server.terminate();
            assertThat(server.errors()).doesNotContain("Exception").doesNotContain("ERROR");
        }
    }
}
