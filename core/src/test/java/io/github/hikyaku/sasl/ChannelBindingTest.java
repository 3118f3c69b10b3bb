package io.github.hikyaku.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.ScramHash;
import io.github.hikyaku.engine.TlsInfo;
import io.github.hikyaku.tls.TestCertificates;
import io.github.hikyaku.tls.Tls;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelBindingTest {
    private static final boolean EXPORTS = Runtime.version().feature() >= 25;

    private static Handshake handshake(String protocol) throws Exception {
        Tls tls = Tls.selfSigned("mx.example.org");
        SSLEngine client = TestCertificates.trusting(tls).createSSLEngine();
        client.setEnabledProtocols(new String[] {protocol});
        Handshake handshake = Handshake.of(tls.serverEngine(), client);
        assertThat(handshake.server().protocol()).isEqualTo(protocol);
        return handshake;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void bothSidesHashTheServersCertificate(String protocol) throws Exception {
        Handshake handshake = handshake(protocol);
        X509Certificate seen = (X509Certificate) handshake.client().getPeerCertificates()[0];

        assertThat(ChannelBinding.TLS_SERVER_END_POINT.data(handshake.server()))
                .hasValueSatisfying(data -> assertThat(data).isEqualTo(sha("SHA-256", seen)));
    }

    @Test
    void bothSidesExportTheSameOfTls13() throws Exception {
        Handshake handshake = handshake("TLSv1.3");
        Optional<byte[]> data = ChannelBinding.TLS_EXPORTER.data(handshake.server());

        if (EXPORTS) {
            assertThat(data)
                    .hasValueSatisfying(
                            octets -> assertThat(octets).hasSize(32).isEqualTo(exported(handshake.client())));
            assertThat(ChannelBinding.TLS_EXPORTER.data(handshake("TLSv1.3").server()))
                    .hasValueSatisfying(other -> assertThat(other).isNotEqualTo(data.orElseThrow()));
        } else {
            assertThat(data).isEmpty();
        }
    }

    @Test
    void nothingIsExportedOfTls12() throws Exception {
        assertThat(ChannelBinding.TLS_EXPORTER.data(handshake("TLSv1.2").server()))
                .isEmpty();
    }

    private static byte[] exported(SSLSession session) {
        try {
            return (byte[]) ExtendedSSLSession.class
                    .getMethod("exportKeyingMaterialData", String.class, byte[].class, int.class)
                    .invoke(session, "EXPORTER-Channel-Binding", new byte[0], 32);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** RFC 5929 §4.1. */
    @ParameterizedTest
    @CsvSource({
        "RSA, SHA1withRSA, SHA-256",
        "RSA, SHA256withRSA, SHA-256",
        "RSA, SHA384withRSA, SHA-384",
        "RSA, SHA512withRSA, SHA-512",
        "RSA, SHA256withRSAandMGF1, SHA-256",
        "RSA, SHA384withRSAandMGF1, SHA-384",
        "EC, SHA1withECDSA, SHA-256",
        "EC, SHA384withECDSA, SHA-384",
        "EC, SHA512withECDSA, SHA-512",
    })
    void theHashFunctionIsTheSignaturesUnlessThatIsBroken(String key, String algorithm, String function)
            throws Exception {
        X509Certificate certificate = signed(key, algorithm);

        assertThat(ChannelBinding.TLS_SERVER_END_POINT.data(showing(certificate)))
                .hasValueSatisfying(data -> assertThat(data).isEqualTo(sha(function, certificate)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ed25519", "Ed448"})
    void thereIsNoneForASignatureWithoutAHashFunction(String algorithm) throws Exception {
        assertThat(ChannelBinding.TLS_SERVER_END_POINT.data(showing(signed(algorithm, algorithm))))
                .isEmpty();
    }

    @Test
    void thereIsNoneWithoutACertificate() {
        assertThat(ChannelBinding.TLS_SERVER_END_POINT.data(showing())).isEmpty();
    }

    @Test
    void thePlusFormsAreOfferedWhereTheirBindingCanBeHad() throws Exception {
        Accounts accounts = Accounts.inMemory();
        TlsInfo tls = handshake("TLSv1.3").server();
        SaslMechanism exporter = SaslMechanisms.scramPlus(ScramHash.SHA_256);
        SaslMechanism endPoint = SaslMechanisms.scramPlus(ScramHash.SHA_256, ChannelBinding.TLS_SERVER_END_POINT);

        assertThat(offered(accounts, Optional.of(tls), exporter, endPoint))
                .containsExactlyElementsOf(
                        EXPORTS ? List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256-PLUS") : List.of("SCRAM-SHA-256-PLUS"));
        assertThat(offered(accounts, Optional.of(handshake("TLSv1.2").server()), exporter))
                .isEmpty();
        assertThat(offered(accounts, Optional.of(showing()), exporter, endPoint))
                .isEmpty();
        assertThat(offered(accounts, Optional.empty(), exporter, endPoint)).isEmpty();
    }

    private static List<String> offered(Accounts accounts, Optional<TlsInfo> tls, SaslMechanism... mechanisms) {
        return new SaslOffer(List.of(mechanisms), accounts, "mx.example.org", tls, false).names();
    }

    private static TlsInfo showing(Certificate... own) {
        return new TlsInfo("TLSv1.2", "TLS_AES_128_GCM_SHA256", SessionOf.certificates(own, new Certificate[0]));
    }

    private static byte[] sha(String function, X509Certificate certificate) {
        try {
            return MessageDigest.getInstance(function).digest(certificate.getEncoded());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static X509Certificate signed(String key, String algorithm) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(key);
        if (key.equals("RSA")) {
            generator.initialize(2048);
        }
        KeyPair pair = generator.generateKeyPair();
        X500Name name = new X500Name("CN=test");
        var provider = new org.bouncycastle.jce.provider.BouncyCastleProvider();
        return new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                name,
                                BigInteger.ONE,
                                Date.from(Instant.EPOCH),
                                Date.from(Instant.now()),
                                name,
                                pair.getPublic())
                        .build(new JcaContentSignerBuilder(algorithm)
                                .setProvider(provider)
                                .build(pair.getPrivate())));
    }
}
