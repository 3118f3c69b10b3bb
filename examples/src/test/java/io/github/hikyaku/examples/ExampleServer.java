package io.github.hikyaku.examples;

import io.github.hikyaku.server.MailServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;

/** The example server within the test's JVM, as its flags make it, with every service on a free port. */
final class ExampleServer implements AutoCloseable {
    static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();
    static final String HOGE = "hoge@example.com";
    static final String FUGA = "fuga@example.com";
    static final String SECRET = "secret";

    private final MailServer server;

    private ExampleServer(MailServer server) {
        this.server = server;
    }

    /** Starts it with these flags; all seven services are added to them. */
    static ExampleServer start(Object... flags) {
        List<String> all = new ArrayList<>(Stream.of(flags).map(String::valueOf).toList());
        for (String service : List.of("smtp", "submission", "submissions", "pop3", "pop3s", "imap", "imaps")) {
            all.addAll(List.of("--" + service, "0"));
        }
        try {
            return new ExampleServer(HikyakuServer.start(ServerOptions.parse(all.toArray(String[]::new))));
        } catch (ServerOptions.WrongOption e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    int port(String service) {
        return server.port(service);
    }

    String address(String service) {
        return HOST + ":" + port(service);
    }

    /** Writes the server's certificate to a file, for programs that trust no other. */
    Path certificate(Path directory) {
        try (Socket plain = new Socket(HOST, port("imaps"));
                SSLSocket tls = (SSLSocket)
                        AnyCertificate.context().getSocketFactory().createSocket(plain, HOST, port("imaps"), true)) {
            tls.startHandshake();
            X509Certificate certificate = (X509Certificate) tls.getSession().getPeerCertificates()[0];
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
            return Files.write(
                    directory.resolve("certificate.pem"),
                    ("-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n")
                            .getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
