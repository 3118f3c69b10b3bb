package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.HOGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many large messages at once, with the whole server in less than 64 MB of heap. */
class SmallHeapIT {
    private static final int CLIENTS = 20;
    private static final int OCTETS = 25 * 1024 * 1024;
    private static final String LINES =
            "0123456789 0123456789 0123456789 0123456789 0123456789 01234567\r\n".repeat(1_000);

    @TempDir
    Path dir;

    @Test
    void twentyMessagesOf25MegabytesComeInAtOnce() throws Exception {
        Path mail = dir.resolve("mail");
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (ServerJar server = ServerJar.start(dir, "--store", "maildir:" + mail, "--no-fsync", "--smtp", 0)) {
            int port = server.port("smtp");
            List<Future<String>> replies = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                replies.add(clients.submit(() -> deliver(port)));
            }
            for (Future<String> reply : replies) {
                assertThat(reply.get()).startsWith("250 2.0.0 ");
            }
            assertThat(server.errors()).doesNotContain("OutOfMemory");
        } finally {
            clients.shutdownNow();
        }
        try (Stream<Path> files = Files.walk(mail)) {
            List<Path> messages = files.filter(
                            file -> file.getParent().getFileName().toString().equals("new"))
                    .toList();
            assertThat(messages)
                    .hasSize(CLIENTS)
                    .allSatisfy(file ->
                            assertThat(Files.size(file)).isBetween((long) OCTETS, OCTETS + 2L * LINES.length()));
        }
    }

    private static String deliver(int port) throws IOException {
        try (RawClient client = RawClient.greeted(port)) {
            client.command("EHLO client.example.com");
            client.command("MAIL FROM:<" + HOGE + ">");
            client.command("RCPT TO:<" + FUGA + ">");
            client.command("DATA");
            client.raw(Letter.about("weight"));
            for (int sent = 0; sent < OCTETS; sent += LINES.length()) {
                client.raw(LINES);
            }
            return client.command(".");
        }
    }
}
