package io.github.hikyaku.tls;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Reads certificates and keys in PEM (RFC 7468). */
final class PemFiles {
    private PemFiles() {}

    static List<X509Certificate> certificates(Path file) {
        List<X509Certificate> chain = new ArrayList<>();
        read(file, "certificate", object -> {
            if (object instanceof X509CertificateHolder holder) {
                chain.add(new JcaX509CertificateConverter().getCertificate(holder));
            }
            return false;
        });
        if (chain.isEmpty()) {
            throw new TlsException("There is no certificate in " + file + ".");
        }
        return chain;
    }

    static PrivateKey privateKey(Path file) {
        List<PrivateKey> found = new ArrayList<>();
        read(file, "private key", object -> {
            if (object instanceof PrivateKeyInfo pkcs8) {
                found.add(new JcaPEMKeyConverter().getPrivateKey(pkcs8));
            } else if (object instanceof PEMKeyPair pair) {
                found.add(new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo()));
            } else if (object instanceof PKCS8EncryptedPrivateKeyInfo || object instanceof PEMEncryptedKeyPair) {
                throw new TlsException("The private key in " + file + " is encrypted; store it without a password.");
            }
            return !found.isEmpty();
        });
        if (found.isEmpty()) {
            throw new TlsException("There is no private key in " + file + ".");
        }
        return found.get(0);
    }

    /** Looks at one object of a file, and answers whether that is enough. */
    private interface Visitor {
        boolean visit(Object object) throws IOException, CertificateException;
    }

    private static void read(Path file, String what, Visitor visitor) {
        Reader in;
        try {
            // ISO 8859-1 takes any octet, so that a file that is not PEM is found to hold nothing.
            in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            throw unreadable(what, file, unreadable);
        }
        try (PEMParser parser = new PEMParser(in)) {
            Object object = parser.readObject();
            while (object != null && !visitor.visit(object)) {
                object = parser.readObject();
            }
        } catch (IOException | CertificateException malformed) {
            throw new TlsException(
                    "The " + what + " in " + file + " cannot be read: " + malformed.getMessage(), malformed);
        }
    }

    static TlsException unreadable(String what, Path file, IOException cause) {
        return cause instanceof NoSuchFileException
                ? new TlsException("The " + what + " file " + file + " does not exist.", cause)
                : new TlsException("The " + what + " file " + file + " cannot be read: " + cause.getMessage(), cause);
    }
}
