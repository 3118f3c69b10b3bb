package io.github.hikyaku.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's certificate and how TLS is spoken with it: TLS 1.2 and 1.3 and nothing older, with suites that have forward
 * secrecy and authenticated encryption (RFC 8996, RFC 9325). Immutable.
 */
public final class Tls {
    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /** Whether a client is asked for a certificate. */
    public enum ClientAuth {
        /** No. */
        NONE,
        /** Asked, and checked if it sends one. */
        WANTED,
        /** Without a valid one the handshake fails. */
        NEEDED
    }

    private final SSLContext context;
    private final String[] suites;
    private final ClientAuth clientAuth;
    private final @Nullable X509Certificate certificate;
    private final @Nullable OneKey keys;

    private Tls(
            SSLContext context, ClientAuth clientAuth, @Nullable X509Certificate certificate, @Nullable OneKey keys) {
        this.context = context;
        this.suites = suites(context);
        this.clientAuth = clientAuth;
        this.certificate = certificate;
        this.keys = keys;
    }

    /**
     * A certificate chain and its private key in PEM files, as certbot writes them. The key may be PKCS#8, PKCS#1 or SEC 1
     * (EC), not encrypted. An expired certificate is taken, with a warning.
     *
     * @throws TlsException if a file is missing or unreadable, or they do not belong together
     */
    public static Tls pem(Path chain, Path key) {
        List<X509Certificate> certificates = PemFiles.certificates(chain);
        PrivateKey privateKey = PemFiles.privateKey(key);
        KeyCheck.belongTogether(certificates.get(0), chain, privateKey, key);
        return of(privateKey, certificates, "the certificate in " + chain);
    }

    /**
     * A certificate and key in a PKCS#12 file: the first key entry of it.
     *
     * @throws TlsException if the file is missing, unreadable, or has no key, or the password is wrong
     */
    public static Tls pkcs12(Path file, char[] password) {
        KeyStore.PrivateKeyEntry entry = Pkcs12File.keyEntry(file, password);
        List<X509Certificate> certificates = Arrays.stream(entry.getCertificateChain())
                .map(X509Certificate.class::cast)
                .toList();
        return of(entry.getPrivateKey(), certificates, "the certificate in " + file);
    }

    /**
     * A certificate made now, signed by its own key (EC P-256), for these host names and the loopback addresses; valid for
     * a year. For tests and first steps: no client trusts it unasked.
     *
     * @param names host names; {@code localhost} if none is given
     */
    public static Tls selfSigned(String... names) {
        return SelfSigned.make(names.length == 0 ? List.of("localhost") : List.of(names));
    }

    /** A context made elsewhere, with a key manager of its own. Protocols and suites are still restricted as said above. */
    public static Tls of(SSLContext context) {
        return new Tls(context, ClientAuth.NONE, null, null);
    }

    static Tls of(PrivateKey key, List<X509Certificate> chain, String name) {
        KeyCheck.warnUnlessValid(chain.get(0), name, LOG);
        OneKey keys = new OneKey(key, chain);
        return new Tls(context(keys, new TrustManager[0]), ClientAuth.NONE, chain.get(0), keys);
    }

    private static SSLContext context(OneKey keys, TrustManager[] trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, trust, null);
            return context;
        } catch (GeneralSecurityException refused) {
            throw new TlsException("This JVM cannot speak TLS: " + refused.getMessage(), refused);
        }
    }

    /**
     * A copy that asks clients for a certificate.
     *
     * @param authorities who may have signed it; with a context from elsewhere it is the context that decides
     */
    public Tls withClientAuth(ClientAuth how, X509Certificate... authorities) {
        if (keys == null) {
            return new Tls(context, how, certificate, null);
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < authorities.length; i++) {
                store.setCertificateEntry("authority" + i, authorities[i]);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return new Tls(context(keys, trust.getTrustManagers()), how, certificate, keys);
        } catch (GeneralSecurityException | IOException refused) {
            throw new TlsException("TLS cannot check clients by these authorities: " + refused.getMessage(), refused);
        }
    }

    /** The JDK's context behind it. */
    public SSLContext context() {
        return context;
    }

    /** The server's own certificate, unless the context comes from elsewhere. */
    public Optional<X509Certificate> certificate() {
        return Optional.ofNullable(certificate);
    }

    /** An engine for the server's side of one connection. */
    public SSLEngine serverEngine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(PROTOCOLS);
        engine.setEnabledCipherSuites(suites);
        if (clientAuth == ClientAuth.WANTED) {
            engine.setWantClientAuth(true);
        } else if (clientAuth == ClientAuth.NEEDED) {
            engine.setNeedClientAuth(true);
        }
        return engine;
    }

    /** Of the JDK's defaults those with ephemeral keys and authenticated encryption. */
    private static String[] suites(SSLContext context) {
        return Arrays.stream(context.getDefaultSSLParameters().getCipherSuites())
                .filter(suite -> suite.startsWith("TLS_AES_")
                        || suite.startsWith("TLS_CHACHA20_")
                        || (suite.startsWith("TLS_ECDHE_") || suite.startsWith("TLS_DHE_"))
                                && (suite.contains("_GCM_") || suite.contains("_CHACHA20_")))
                .toArray(String[]::new);
    }
}
