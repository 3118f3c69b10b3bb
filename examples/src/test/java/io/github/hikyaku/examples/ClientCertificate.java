package io.github.hikyaku.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A certificate that a mail program shows, and who signed it, made by openssl. */
final class ClientCertificate {
    private final Path dir;

    /** One for a mail address, signed by an authority of its own. */
    ClientCertificate(Path dir, String address) throws IOException {
        this.dir = Files.createDirectories(dir.resolve("client"));
        Path extensions = Files.writeString(this.dir.resolve("extensions"), "subjectAltName=email:" + address + "\n");
        openssl("req", "-x509", "-subj", "/CN=Authority", "-days", 2, "-keyout", "ca.key", "-out", "ca.pem")
                .with("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
                .run()
                .ok();
        openssl("req", "-subj", "/CN=Client", "-keyout", "client.key", "-out", "client.csr")
                .with("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
                .run()
                .ok();
        openssl("x509", "-req", "-in", "client.csr", "-out", "client.pem", "-days", 2, "-extfile", extensions)
                .with("-CA", "ca.pem", "-CAkey", "ca.key", "-set_serial", 1)
                .run()
                .ok();
    }

    private Program openssl(Object... arguments) {
        return Program.of(dir, "openssl", arguments);
    }

    /** Who signed it, for the server to trust. */
    Path authority() {
        return dir.resolve("ca.pem");
    }

    Path certificate() {
        return dir.resolve("client.pem");
    }

    Path key() {
        return dir.resolve("client.key");
    }
}
