package io.github.hikyaku.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Reads certificates and keys in PEM (RFC 7468). */
final class PemFiles {
    private PemFiles() {}

    static List<X509Certificate> certificates(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> chain = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (chain.isEmpty()) {
                throw new TlsException("There is no certificate in " + file + ".");
            }
            return chain;
        } catch (IOException unreadable) {
            throw unreadable("certificate", file, unreadable);
        } catch (CertificateException malformed) {
            throw new TlsException(
                    "The certificate in " + file + " is malformed: " + malformed.getMessage(), malformed);
        }
    }

    static PrivateKey privateKey(Path file) {
        // ISO 8859-1 takes any octet, so that a file that is not PEM is found to have no key rather than bad
        // characters.
        try (Reader in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
                PEMParser parser = new PEMParser(in)) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                if (object instanceof PrivateKeyInfo pkcs8) {
                    return new JcaPEMKeyConverter().getPrivateKey(pkcs8);
                } else if (object instanceof PEMKeyPair pair) {
                    return new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo());
                } else if (object instanceof PKCS8EncryptedPrivateKeyInfo || object instanceof PEMEncryptedKeyPair) {
                    throw new TlsException(
                            "The private key in " + file + " is encrypted; store it without a password.");
                }
            }
        } catch (NoSuchFileException missing) {
            throw unreadable("private key", file, missing);
        } catch (IOException malformed) {
            throw new TlsException(
                    "The private key in " + file + " cannot be read: " + malformed.getMessage(), malformed);
        }
        throw new TlsException("There is no private key in " + file + ".");
    }

    static TlsException unreadable(String what, Path file, IOException cause) {
        return cause instanceof NoSuchFileException
                ? new TlsException("The " + what + " file " + file + " does not exist.", cause)
                : new TlsException("The " + what + " file " + file + " cannot be read: " + cause.getMessage(), cause);
    }
}
