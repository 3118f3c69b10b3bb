package io.github.hikyaku.sasl;

import io.github.hikyaku.account.Account;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** EXTERNAL (RFC 4422 appendix A) by the certificate that the client showed in TLS. */
final class ExternalMechanism implements SaslMechanism {
    private final CertificateOwners owners;

    ExternalMechanism(CertificateOwners owners) {
        this.owners = owners;
    }

    @Override
    public String name() {
        return "EXTERNAL";
    }

    @Override
    public boolean isPlaintext() {
        return false;
    }

    @Override
    public boolean isClientFirst() {
        return true;
    }

    @Override
    public boolean isAvailable(SaslContext context) {
        return certificate(context).isPresent();
    }

    private static Optional<X509Certificate> certificate(SaslContext context) {
        return context.tls().flatMap(tls -> tls.peerCertificate());
    }

    @Override
    public SaslExchange start(SaslContext context) {
        return response -> respond(context, response);
    }

    /** The response is the authorization identity, and may be empty. */
    private SaslStep respond(SaslContext context, byte[] response) {
        String identity = Texts.utf8(response);
        if (identity == null || identity.indexOf('\0') >= 0) {
            return new SaslStep.Failed(true, "", "the message is not an identity in UTF-8");
        }
        Optional<X509Certificate> certificate = certificate(context);
        if (certificate.isEmpty()) {
            return new SaslStep.Failed(false, identity, "the client has shown no certificate");
        }
        String subject = certificate.get().getSubjectX500Principal().getName();
        Optional<Account> owner = owners.of(certificate.get(), context.accounts());
        return owner.isEmpty()
                ? new SaslStep.Failed(false, subject, "the certificate is nobody's")
                : Authorization.decide(context.accounts(), owner.get(), identity, subject, new byte[0]);
    }
}
