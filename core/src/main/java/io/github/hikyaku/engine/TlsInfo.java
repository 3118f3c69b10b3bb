package io.github.hikyaku.engine;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What TLS agreed on.
 *
 * @param protocol such as {@code TLSv1.3}
 * @param cipherSuite its standard name
 * @param session the JDK's own view of it
 */
public record TlsInfo(String protocol, String cipherSuite, SSLSession session) {
    /** The certificate that this side showed, if it is an X.509 one. */
    public Optional<X509Certificate> localCertificate() {
        return first(session.getLocalCertificates());
    }

    /**
     * The certificate that the peer showed, whose trust TLS has checked: without trust there would be no connection. Empty if it
     * was not asked for one, or had none.
     */
    public Optional<X509Certificate> peerCertificate() {
        try {
            return first(session.getPeerCertificates());
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    private static Optional<X509Certificate> first(Certificate @Nullable [] chain) {
        return chain != null && chain.length > 0 && chain[0] instanceof X509Certificate certificate
                ? Optional.of(certificate)
                : Optional.empty();
    }
}
