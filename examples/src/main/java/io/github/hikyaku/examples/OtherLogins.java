package io.github.hikyaku.examples;

import io.github.hikyaku.sasl.SaslMechanism;
import io.github.hikyaku.sasl.SaslMechanisms;
import io.github.hikyaku.sasl.TokenResult;
import io.github.hikyaku.tls.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** How {@link HikyakuServer} lets users in without a password: by a certificate, or by a token from its command line. */
final class OtherLogins {
    private OtherLogins() {}

    /** Asks clients for a certificate, if there is somebody to trust for one. */
    static Tls withClientCertificates(Tls tls, ServerOptions options) {
        return options.clientCa
                .map(file -> tls.withClientAuth(Tls.ClientAuth.WANTED, authorities(file)))
                .orElse(tls);
    }

    private static X509Certificate[] authorities(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
        } catch (IOException | CertificateException e) {
            throw new IllegalArgumentException("--client-ca: no certificate can be read from " + file, e);
        }
    }

    /** A table in place of what a true host would do: ask who gave the token out, or check his signature. */
    static List<SaslMechanism> mechanisms(ServerOptions options) {
        if (options.tokens.isEmpty()) {
            return SaslMechanisms.standard();
        }
        return SaslMechanisms.standard(token -> options.tokens.containsKey(token)
                ? new TokenResult.Valid(options.tokens.get(token))
                : new TokenResult.Invalid("there is no such token"));
    }
}
