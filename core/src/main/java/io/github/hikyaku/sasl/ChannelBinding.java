package io.github.hikyaku.sasl;

import io.github.hikyaku.engine.TlsInfo;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.ExtendedSSLSession;
import org.jspecify.annotations.Nullable;

/** A way to tie a login to the TLS connection that it happens on, so that nobody in between can pass it on (RFC 5056). */
public enum ChannelBinding {
    /** Keying material of this connection alone (RFC 9266). To be had of TLS 1.3, on JDK 25 or newer. */
    TLS_EXPORTER("tls-exporter") {
        @Override
        public Optional<byte[]> data(TlsInfo tls) {
            // With TLS 1.2 it depends on the extended master secret (RFC 9266 §4.2), of which the JDK does not tell.
            return tls.protocol().equals("TLSv1.3") && tls.session() instanceof ExtendedSSLSession session
                    ? Exporter.export(session)
                    : Optional.empty();
        }
    },

    /** A hash of the server's certificate (RFC 5929 §4). To be had of any TLS, unless the certificate is signed by EdDSA. */
    TLS_SERVER_END_POINT("tls-server-end-point") {
        @Override
        public Optional<byte[]> data(TlsInfo tls) {
            return tls.localCertificate().flatMap(ServerEndPoint::hash);
        }
    };

    private final String typeName;

    ChannelBinding(String typeName) {
        this.typeName = typeName;
    }

    /** The registered name, as clients send it. */
    public String typeName() {
        return typeName;
    }

    /** The data that both sides must have alike, or empty if it cannot be had of this connection. */
    public abstract Optional<byte[]> data(TlsInfo tls);

    static @Nullable ChannelBinding of(String typeName) {
        for (ChannelBinding binding : values()) {
            if (binding.typeName.equals(typeName)) {
                return binding;
            }
        }
        return null;
    }

    private static final class Exporter {
        private static final String LABEL = "EXPORTER-Channel-Binding";
        private static final int OCTETS = 32;

        /** Of JDK 25; null on older ones. */
        private static final @Nullable MethodHandle EXPORT = find();

        private static @Nullable MethodHandle find() {
            try {
                return MethodHandles.publicLookup()
                        .findVirtual(
                                ExtendedSSLSession.class,
                                "exportKeyingMaterialData",
                                MethodType.methodType(byte[].class, String.class, byte[].class, int.class));
            } catch (NoSuchMethodException | IllegalAccessException olderJdk) {
                return null;
            }
        }

        static Optional<byte[]> export(ExtendedSSLSession session) {
            MethodHandle export = EXPORT;
            if (export == null) {
                return Optional.empty();
            }
            try {
                return Optional.of((byte[]) export.invoke(session, LABEL, new byte[0], OCTETS));
            } catch (Throwable notOfThisSession) {
                return Optional.empty();
            }
        }
    }

    private static final class ServerEndPoint {
        private static final String PSS = "1.2.840.113549.1.1.10";

        /** The JDK's names of signature algorithms, such as {@code SHA256withRSA}. */
        private static final Pattern NAME = Pattern.compile("(MD5|SHA-?1|SHA-?\\d{3}|SHA3-\\d{3})with.*");

        /** RFC 5929 §4.1: the certificate by the hash function of its signature, or by SHA-256 if that is MD5 or SHA-1. */
        static Optional<byte[]> hash(X509Certificate certificate) {
            try {
                String function = function(certificate);
                return function == null
                        ? Optional.empty()
                        : Optional.of(MessageDigest.getInstance(function).digest(certificate.getEncoded()));
            } catch (GeneralSecurityException | IOException unknown) {
                return Optional.empty();
            }
        }

        private static @Nullable String function(X509Certificate certificate)
                throws GeneralSecurityException, IOException {
            String function;
            if (certificate.getSigAlgOID().equals(PSS)) {
                AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
                parameters.init(certificate.getSigAlgParams());
                function = parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
            } else {
                Matcher name = NAME.matcher(certificate.getSigAlgName());
                if (!name.matches()) {
                    return null; // of EdDSA it is not defined
                }
                function = name.group(1);
            }
            return switch (function.toUpperCase(Locale.ROOT)) {
                case "MD5", "SHA1", "SHA-1", "SHA256" -> "SHA-256";
                case "SHA224" -> "SHA-224";
                case "SHA384" -> "SHA-384";
                case "SHA512" -> "SHA-512";
                default -> function;
            };
        }
    }
}
