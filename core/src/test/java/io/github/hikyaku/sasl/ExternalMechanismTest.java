package io.github.hikyaku.sasl;

import static io.github.hikyaku.sasl.Context.account;
import static io.github.hikyaku.sasl.Context.failed;
import static io.github.hikyaku.sasl.Context.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.engine.TlsInfo;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalMechanismTest {
    private final Accounts accounts =
            Accounts.inMemory().user("alice@example.org", "wonderland").user("bob@example.org", "builder");

    private final SaslMechanism external = SaslMechanisms.external();

    private static SaslContext shown(Accounts accounts, Certificate... certificates) {
        return Context.of(
                accounts,
                new TlsInfo(
                        "TLSv1.3", "TLS_AES_128_GCM_SHA256", SessionOf.certificates(new Certificate[0], certificates)));
    }

    private SaslStep respond(String response, String... addresses) throws Exception {
        return external.start(shown(accounts, certificate(addresses))).respond(utf8(response));
    }

    private static X509Certificate certificate(String... addresses) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        X500Name name = new X500Name("CN=Somebody");
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name, BigInteger.ONE, Date.from(Instant.EPOCH), Date.from(Instant.now()), name, pair.getPublic());
        if (addresses.length > 0) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(Stream.of(addresses)
                            .map(address -> new GeneralName(
                                    address.indexOf('@') < 0 ? GeneralName.dNSName : GeneralName.rfc822Name, address))
                            .toArray(GeneralName[]::new)));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "alice@example.org", "alice", "ALICE@example.org"})
    void logsInTheOwnerOfTheCertificate(String identity) throws Exception {
        assertThat(account(respond(identity, "Alice@example.org"))).isEqualTo("alice@example.org");
    }

    @Test
    void doesNotLogInSomebodyElse() throws Exception {
        assertThat(respond("bob@example.org", "alice@example.org"))
                .isEqualTo(new SaslStep.Failed(false, "CN=Somebody", "may not act as bob@example.org"));
    }

    @Test
    void aCertificateHasOneOwner() throws Exception {
        assertThat(account(respond("", "mail.example.org", "stranger@example.net", "alice@example.org")))
                .isEqualTo("alice@example.org");
        assertThat(failed(respond("", "alice@example.org", "bob@example.org")).reason())
                .isEqualTo("the certificate is nobody's");
        assertThat(failed(respond("", "stranger@example.net")).malformed()).isFalse();
        assertThat(failed(respond("", "alice")).malformed())
                .as("a host name is not a login")
                .isFalse();
        assertThat(failed(respond("")).malformed()).isFalse();
    }

    @Test
    void whatIsNoIdentityIsMalformed() throws Exception {
        assertThat(failed(respond("al\0ice", "alice@example.org")).malformed()).isTrue();
    }

    @Test
    void isAvailableWithACertificateAlone() throws Exception {
        assertThat(external.isAvailable(shown(accounts, certificate("alice@example.org"))))
                .isTrue();
        assertThat(external.isAvailable(shown(accounts))).isFalse();
        assertThat(external.isAvailable(Context.of(accounts))).isFalse();
        assertThat(failed(external.start(Context.of(accounts)).respond(utf8("alice")))
                        .malformed())
                .isFalse();
    }

    @Test
    void theHostMaySayWhoseACertificateIs() throws Exception {
        SaslMechanism bySubject = SaslMechanisms.external((certificate, directory) ->
                certificate.getSubjectX500Principal().getName().equals("CN=Somebody")
                        ? directory.find("bob")
                        : Optional.empty());

        assertThat(account(bySubject.start(shown(accounts, certificate())).respond(new byte[0])))
                .isEqualTo("bob@example.org");
    }
}
