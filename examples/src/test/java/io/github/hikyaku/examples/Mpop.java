package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.HOST;
import static io.github.hikyaku.examples.ExampleServer.SECRET;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** mpop, which takes fuga's mail from the server into a Maildir. */
final class Mpop {
    private final Path dir;
    private final Path configuration;

    Mpop(ExampleServer server, Path dir, String service, String mechanism) throws IOException {
        this.dir = dir;
        for (String part : List.of("cur", "new", "tmp")) {
            Files.createDirectories(dir.resolve("popped").resolve(part));
        }
        configuration = Files.writeString(dir.resolve("mpoprc"), """
                account default
                host %s
                port %d
                tls on
                tls_starttls %s
                tls_trust_file %s
                user %s
                password %s
                auth %s
                delivery maildir %s
                uidls_file %s
                received_header off
                """.formatted(
                        HOST,
                        server.port(service),
                        service.equals("pop3") ? "on" : "off",
                        server.certificate(dir),
                        FUGA,
                        SECRET,
                        mechanism,
                        dir.resolve("popped"),
                        dir.resolve("uidls")));
        Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-------"));
    }

    /** Takes what is new. */
    Program.Result fetch(Object... flags) {
        return Program.of(dir, "mpop", "--debug", "--file=" + configuration)
                .with(flags)
                .run()
                .ok();
    }

    /** The files of what was taken. */
    List<Path> messages() throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("popped/new"))) {
            return files.sorted().toList();
        }
    }
}
