package io.github.hikyaku.tls;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a certificate (RFC 5280) with nothing but the JDK: to load a library for it would cost a test's server ten
 * times what the rest of its start takes.
 */
final class SelfSigned {
    private static final Duration VALID = Duration.ofDays(365);

    private SelfSigned() {}

    static Tls make(List<String> names) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            return Tls.of(pair.getPrivate(), List.of(certificate(names, pair)), "the certificate made at start");
        } catch (GeneralSecurityException failed) {
            throw new TlsException("No certificate could be made: " + failed.getMessage(), failed);
        }
    }

    private static X509Certificate certificate(List<String> names, KeyPair pair) throws GeneralSecurityException {
        byte[] signedWith = Der.sequence(Der.oid("1.2.840.10045.4.3.2")); // ecdsa-with-SHA256, RFC 5758 §3.2
        byte[] name = Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.utf8(commonName(names.get(0))))));
        Instant now = Instant.now();
        byte[] toBeSigned = Der.sequence(
                Der.value(0xa0, Der.integer(BigInteger.TWO)), // version 3
                Der.integer(new BigInteger(64, new SecureRandom()).setBit(62)),
                signedWith,
                name,
                // A client's clock may be slow.
                Der.sequence(Der.time(now.minus(Duration.ofHours(1))), Der.time(now.plus(VALID))),
                name,
                pair.getPublic().getEncoded(),
                Der.value(
                        0xa3,
                        Der.sequence(
                                extension("2.5.29.17", false, Der.sequence(alternatives(names))),
                                extension("2.5.29.19", true, Der.sequence()), // basic constraints: no authority
                                extension(
                                        "2.5.29.37",
                                        false,
                                        Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1")))))); // serverAuth
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(toBeSigned);
        byte[] encoded = Der.sequence(toBeSigned, signedWith, Der.bits(signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        return critical
                ? Der.sequence(Der.oid(oid), Der.bool(true), Der.octets(value))
                : Der.sequence(Der.oid(oid), Der.octets(value));
    }

    /** RFC 5280 appendix A: no longer than 64; clients look at the alternative names anyway. */
    private static String commonName(String name) {
        return name.length() <= 64 ? name : "self-signed";
    }

    private static byte[][] alternatives(List<String> names) {
        Set<String> hosts = new LinkedHashSet<>(names);
        hosts.addAll(List.of("localhost", "127.0.0.1", "::1"));
        List<byte[]> alternatives = new ArrayList<>();
        for (String host : hosts) {
            alternatives.add(alternative(host));
        }
        return alternatives.toArray(byte[][]::new);
    }

    private static byte[] alternative(String host) {
        try {
            return host.indexOf(':') >= 0 || host.matches("[0-9.]+")
                    ? Der.value(0x87, InetAddress.getByName(host).getAddress()) // no name is looked up for digits
                    : Der.value(0x82, host.getBytes(StandardCharsets.US_ASCII));
        } catch (UnknownHostException malformed) {
            throw new TlsException("Not an address: " + host, malformed);
        }
    }
}
