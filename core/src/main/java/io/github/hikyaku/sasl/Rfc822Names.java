package io.github.hikyaku.sasl;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/** The mail addresses in a certificate. */
final class Rfc822Names {
    private static final int RFC822_NAME = 1;
    private static final int MAX_NAMES = 16; // each is looked up

    private Rfc822Names() {}

    static List<String> of(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.get(0).equals(RFC822_NAME))
                            .map(name -> (String) name.get(1))
                            .limit(MAX_NAMES)
                            .toList();
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
    }
}
