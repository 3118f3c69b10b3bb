package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.HOST;
import static io.github.hikyaku.examples.ExampleServer.SECRET;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** mbsync, which keeps fuga's mailboxes and a Maildir on this machine the same. */
final class Mbsync {
    private final Path dir;
    private final Path configuration;

    Mbsync(ExampleServer server, Path dir, String service) throws IOException {
        this(server, dir, service, "PLAIN");
    }

    Mbsync(ExampleServer server, Path dir, String service, String mechanism) throws IOException {
        this.dir = dir;
        String text = """
                IMAPAccount fuga
                Host %s
                Port %d
                User %s
                Pass %s
                SSLType %s
                CertificateFile %s
                AuthMechs %s

                IMAPStore server
                Account fuga

                MaildirStore local
                Path %5$s/
                Inbox %5$s/INBOX
                SubFolders Verbatim

                Channel fuga
                Far :server:
                Near :local:
                Patterns *
                Create Both
                Remove Both
                Expunge Both
                Sync All
                SyncState *
                """;
        configuration = dir.resolve("mbsyncrc");
        Path certificate = server.certificate(dir);
        Files.createDirectories(dir.resolve("local"));
        Files.writeString(
                configuration,
                text.replace("%5$s", dir.resolve("local").toString())
                        .formatted(
                                HOST,
                                server.port(service),
                                FUGA,
                                SECRET,
                                service.equals("imap") ? "STARTTLS" : "IMAPS",
                                certificate,
                                mechanism));
    }

    /** Brings both sides to the same state. */
    Program.Result sync() {
        return Program.of(dir, "mbsync", "--verbose", "--config", configuration, "fuga")
                .run()
                .ok();
    }

    /** The files of a mailbox's messages. */
    List<Path> messages(String mailbox) throws IOException {
        Path folder = dir.resolve("local").resolve(mailbox);
        try (Stream<Path> files = Files.walk(folder, 2)) {
            return files.filter(file ->
                            file.getParent().endsWith("cur") || file.getParent().endsWith("new"))
                    .filter(file -> file.getParent().getParent().equals(folder))
                    .sorted()
                    .toList();
        }
    }

    /** Where a mailbox is. */
    Path folder(String mailbox) {
        return dir.resolve("local").resolve(mailbox);
    }
}
