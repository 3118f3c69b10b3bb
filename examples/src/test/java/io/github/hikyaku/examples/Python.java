package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.HOST;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Python script of the test's resources, which finds the server in its environment and fails by an exception. */
final class Python {
    private Python() {}

    /** Runs a script to its end. */
    static Program.Result run(ExampleServer server, Path dir, String script, Object... arguments) throws IOException {
        for (String file : new String[] {"clients.py", script}) {
            try (InputStream source = Python.class.getResourceAsStream(file)) {
                Files.write(dir.resolve(file), source.readAllBytes());
            }
        }
        Program program = Program.of(dir, "python3", "-B", dir.resolve(script), HOST, server.certificate(dir));
        for (String service : new String[] {"smtp", "submission", "submissions", "pop3", "pop3s", "imap", "imaps"}) {
            program = program.with(server.port(service));
        }
        return program.with(arguments).run().ok();
    }
}
