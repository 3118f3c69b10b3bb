package io.github.hikyaku.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final Duration YEAR = Duration.ofDays(365);

    @TempDir
    private Path folder;

    private Path pem(String name, Object... objects) throws Exception {
        Path file = folder.resolve(name);
        try (Writer out = Files.newBufferedWriter(file);
                JcaPEMWriter writer = new JcaPEMWriter(out)) {
            for (Object object : objects) {
                writer.writeObject(object);
            }
        }
        return file;
    }

    private Path pkcs8(String name, KeyPair pair) throws Exception {
        return Files.writeString(
                folder.resolve(name),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(pair.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
    }

    @Test
    void readsAChainAndAKeyInPkcs8() throws Exception {
        for (KeyPair pair : List.of(TestCertificates.rsa(), TestCertificates.ec())) {
            X509Certificate certificate = TestCertificates.certificate(pair, YEAR);
            Tls tls = Tls.pem(pem("chain.pem", certificate, certificate), pkcs8("key.pem", pair));
            assertThat(tls.certificate()).contains(certificate);
        }
    }

    @Test
    void readsTheOlderFormsOfKeys() throws Exception {
        KeyPair rsa = TestCertificates.rsa();
        Path key = pem("rsa.pem", rsa.getPrivate());
        assertThat(key).content().contains("BEGIN RSA PRIVATE KEY");
        Tls.pem(pem("rsa-chain.pem", TestCertificates.certificate(rsa, YEAR)), key);
        KeyPair ec = TestCertificates.ec();
        ECPrivateKey secret = (ECPrivateKey) ec.getPrivate();
        Path ecKey = pem(
                "ec.pem",
                new PemObject("EC PARAMETERS", SECObjectIdentifiers.secp256r1.getEncoded()),
                new PemObject(
                        "EC PRIVATE KEY",
                        new org.bouncycastle.asn1.sec.ECPrivateKey(256, secret.getS(), SECObjectIdentifiers.secp256r1)
                                .getEncoded()));
        assertThat(ecKey).content().contains("BEGIN EC PRIVATE KEY");
        Tls.pem(pem("ec-chain.pem", TestCertificates.certificate(ec, YEAR)), ecKey);
    }

    @Test
    void readsCertificateAndKeyFromOneFile() throws Exception {
        KeyPair pair = TestCertificates.rsa();
        Path both = pem("both.pem", TestCertificates.certificate(pair, YEAR), pair.getPrivate());
        assertThat(Tls.pem(both, both).certificate()).isPresent();
    }

    @Test
    void saysWhichFileIsMissing() throws Exception {
        Path nowhere = folder.resolve("nowhere.pem");
        Path chain = pem("chain.pem", TestCertificates.certificate(TestCertificates.ec(), YEAR));
        assertThatThrownBy(() -> Tls.pem(nowhere, nowhere))
                .isInstanceOf(TlsException.class)
                .hasMessage("The certificate file " + nowhere + " does not exist.");
        assertThatThrownBy(() -> Tls.pem(chain, nowhere))
                .isInstanceOf(TlsException.class)
                .hasMessage("The private key file " + nowhere + " does not exist.");
        assertThatThrownBy(() -> Tls.pkcs12(nowhere, new char[0]))
                .isInstanceOf(TlsException.class)
                .hasMessage("The PKCS#12 file " + nowhere + " does not exist.");
    }

    @Test
    void saysThatAKeyDoesNotBelongToItsCertificate() throws Exception {
        KeyPair one = TestCertificates.ec();
        for (KeyPair other : List.of(TestCertificates.ec(), TestCertificates.rsa())) {
            Path chain = pem("chain.pem", TestCertificates.certificate(one, YEAR));
            Path key = pkcs8("key.pem", other);
            assertThatThrownBy(() -> Tls.pem(chain, key))
                    .isInstanceOf(TlsException.class)
                    .hasMessage("The private key in " + key + " does not belong to the first certificate in " + chain
                            + ".");
        }
    }

    @Test
    void saysThatAFileHoldsNoCertificateOrNoKey() throws Exception {
        KeyPair pair = TestCertificates.ec();
        Path chain = pem("chain.pem", TestCertificates.certificate(pair, YEAR));
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        Path broken = Files.writeString(
                folder.resolve("broken.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> Tls.pem(empty, empty))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("no certificate");
        assertThatThrownBy(() -> Tls.pem(chain, chain))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("no private key");
        assertThatThrownBy(() -> Tls.pem(chain, broken))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void saysThatAKeyIsEncrypted() throws Exception {
        KeyPair pair = TestCertificates.ec();
        Path chain = pem("chain.pem", TestCertificates.certificate(pair, YEAR));
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(new JcaPKCS8Generator(
                    pair.getPrivate(),
                    new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_128_CBC)
                            .setProvider(new org.bouncycastle.jce.provider.BouncyCastleProvider())
                            .setPassword("secret".toCharArray())
                            .build()));
        }
        Path key = Files.writeString(folder.resolve("key.pem"), text.toString());
        assertThatThrownBy(() -> Tls.pem(chain, key))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("is encrypted");
    }

    @Test
    void takesAnExpiredCertificate() throws Exception {
        KeyPair pair = TestCertificates.ec();
        Path chain = pem("chain.pem", TestCertificates.certificate(pair, Duration.ofDays(-1)));
        assertThat(Tls.pem(chain, pkcs8("key.pem", pair)).certificate()).isPresent();
    }

    @Test
    void readsPkcs12AndKnowsAWrongPassword() throws Exception {
        KeyPair pair = TestCertificates.ec();
        X509Certificate certificate = TestCertificates.certificate(pair, YEAR);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] password = "secret".toCharArray();
        store.setKeyEntry("mail", pair.getPrivate(), password, new Certificate[] {certificate});
        Path file = folder.resolve("mail.p12");
        try (var out = Files.newOutputStream(file)) {
            store.store(out, password);
        }
        assertThat(Tls.pkcs12(file, password).certificate()).contains(certificate);
        assertThatThrownBy(() -> Tls.pkcs12(file, "wrong".toCharArray()))
                .isInstanceOf(TlsException.class)
                .hasMessage("The password of " + file + " is wrong.");
    }

    @Test
    void aSelfSignedCertificateNamesItsHostsAndLoopback() throws Exception {
        X509Certificate certificate = Tls.selfSigned("mx.example.org", "mail.example.org")
                .certificate()
                .orElseThrow();
        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity();
        assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(name -> (Object) name.get(1))
                .containsExactlyInAnyOrder(
                        "mx.example.org",
                        "mail.example.org",
                        "localhost",
                        "127.0.0.1",
                        InetAddress.getByName("::1").getHostAddress());
        Tls.selfSigned("x".repeat(60) + ".a.very.long.name.example.org");
    }

    @Test
    void speaksOnlyWhatIsSafe() throws Exception {
        for (Tls tls : List.of(Tls.selfSigned(), Tls.of(SSLContext.getDefault()))) {
            SSLEngine engine = tls.serverEngine();
            assertThat(engine.getUseClientMode()).isFalse();
            assertThat(engine.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
            assertThat(engine.getEnabledCipherSuites())
                    .isNotEmpty()
                    .allMatch(suite -> suite.contains("_GCM_") || suite.contains("_CHACHA20_"))
                    .noneMatch(suite -> suite.startsWith("TLS_RSA_") || suite.contains("_anon_"));
        }
    }

    @Test
    void clientsAreAskedForCertificatesOnRequest() {
        Tls tls = Tls.selfSigned();
        assertThat(tls.serverEngine().getNeedClientAuth()).isFalse();
        assertThat(tls.withClientAuth(Tls.ClientAuth.NEEDED, tls.certificate().orElseThrow())
                        .serverEngine()
                        .getNeedClientAuth())
                .isTrue();
        assertThat(tls.withClientAuth(Tls.ClientAuth.WANTED, tls.certificate().orElseThrow())
                        .serverEngine()
                        .getWantClientAuth())
                .isTrue();
    }

    @Test
    void registersNoProviderInTheJvm() throws Exception {
        Tls.selfSigned();
        assertThat(Security.getProvider("BC")).isNull();
    }
}
