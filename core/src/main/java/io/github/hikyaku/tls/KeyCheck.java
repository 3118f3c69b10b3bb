package io.github.hikyaku.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import org.slf4j.Logger;

/** Finds out what TLS would only tell when a client comes. */
final class KeyCheck {
    private KeyCheck() {}

    /** Signs with the one and checks with the other: true for any kind of key. */
    static void belongTogether(X509Certificate certificate, Path chain, PrivateKey key, Path keyFile) {
        boolean match = key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm());
        if (match) {
            String algorithm = switch (key.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                default -> key.getAlgorithm(); // EdDSA signs by its own name
            };
            try {
                byte[] probe = {'h', 'i', 'k', 'y', 'a', 'k', 'u'};
                Signature signature = Signature.getInstance(algorithm);
                signature.initSign(key);
                signature.update(probe);
                byte[] signed = signature.sign();
                signature.initVerify(certificate.getPublicKey());
                signature.update(probe);
                match = signature.verify(signed);
            } catch (GeneralSecurityException unusable) {
                throw new TlsException(
                        "The private key in " + keyFile + " cannot be used: " + unusable.getMessage(), unusable);
            }
        }
        if (!match) {
            throw new TlsException(
                    "The private key in " + keyFile + " does not belong to the first certificate in " + chain + ".");
        }
    }

    static void warnUnlessValid(X509Certificate certificate, String name, Logger log) {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException expired) {
            log.warn("{} has expired at {}", name, certificate.getNotAfter().toInstant());
        } catch (CertificateNotYetValidException early) {
            log.warn(
                    "{} is not valid before {}",
                    name,
                    certificate.getNotBefore().toInstant());
        }
    }
}
