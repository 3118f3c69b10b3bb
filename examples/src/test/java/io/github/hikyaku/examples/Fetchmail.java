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

/** fetchmail, which takes fuga's mail from the server and puts each message into a file. */
final class Fetchmail {
    private static final int NOTHING_NEW = 1;

    private final Path dir;
    private final Path configuration;

    Fetchmail(ExampleServer server, Path dir, String service) throws IOException {
        this.dir = dir;
        Path fetched = Files.createDirectories(dir.resolve("fetched"));
        boolean implicit = service.endsWith("s");
        configuration = Files.writeString(dir.resolve("fetchmailrc"), """
                set invisible
                poll %s protocol %s service %d timeout 20
                  user "%s" password "%s" no rewrite %s sslproto "TLS1.2+" sslcertck sslcommonname "localhost" sslcertfile "%s"
                  mda "sh -c 'cat > $(mktemp %s/XXXXXX)'"
                """.formatted(
                        HOST,
                        service.startsWith("imap") ? "IMAP" : "POP3",
                        server.port(service),
                        FUGA,
                        SECRET,
                        implicit ? "ssl" : "",
                        server.certificate(dir),
                        fetched));
        Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-------"));
    }

    private Program program(Object... flags) {
        return Program.of(dir, "fetchmail", "--verbose", "--fetchmailrc", configuration)
                .with("--pidfile", dir.resolve("fetchmail.pid"), "--idfile", dir.resolve("fetchmail.ids"))
                .with("--nosyslog", "--nodetach")
                .with(flags);
    }

    /** Takes what is there. */
    Program.Result fetch(Object... flags) {
        return program(flags).run().ok();
    }

    /** Asserts that there is nothing to take. */
    Program.Result fetchNothing(Object... flags) {
        return program(flags).run().exit(NOTHING_NEW);
    }

    /** The files of what was taken. */
    List<Path> messages() throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("fetched"))) {
            return files.sorted().toList();
        }
    }
}
