package io.github.hikyaku.examples;

import static io.github.hikyaku.examples.ExampleServer.FUGA;
import static io.github.hikyaku.examples.ExampleServer.SECRET;

import java.nio.file.Path;

/** curl as fuga's client, which insists on TLS and trusts the server's certificate alone. */
final class Curl {
    private Curl() {}

    /** A request to a service by the URL scheme of its name, such as {@code imaps}. */
    static Program to(ExampleServer server, Path dir, String service, String path) {
        String scheme = service.startsWith("submission") ? service.replace("submission", "smtp") : service;
        return Program.of(dir, "curl", "--silent", "--show-error", "--max-time", 30, "--ssl-reqd")
                .with("--cacert", server.certificate(dir), "--user", FUGA + ":" + SECRET)
                .with(scheme + "://" + server.address(service) + path);
    }
}
