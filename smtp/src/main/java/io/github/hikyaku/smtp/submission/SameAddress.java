package io.github.hikyaku.smtp.submission;

import io.github.hikyaku.address.MailAddress;
import java.net.IDN;
import java.util.Collection;
import java.util.Locale;

/**
 * Compares addresses of this server's users. Their local parts are compared without regard to case, which only the final
 * host may do (RFC 5321 §2.4), as this server is for them.
 */
final class SameAddress {
    /** Characters that the JDK, which knows IDNA2003 alone, reads otherwise than IDNA2008: other domains by now. */
    private static final String DEVIATIONS = "\u00df\u03c2\u200c\u200d";

    private SameAddress() {}

    static boolean isAmong(Collection<MailAddress> addresses, MailAddress wanted) {
        if (addresses.contains(wanted)) {
            return true;
        }
        String key = key(wanted);
        return addresses.stream().anyMatch(address -> key(address).equals(key));
    }

    private static String key(MailAddress address) {
        return address.localPartValue().toLowerCase(Locale.ROOT) + "@" + domain(address.normalizedDomain());
    }

    /** The domain in ASCII (RFC 5890 §2.3.2.1), or as it is if that cannot be told. */
    static String domain(String domain) {
        String normalized = MailAddress.normalizeDomain(domain);
        if (normalized.chars().allMatch(c -> c < 0x80)
                || normalized.chars().anyMatch(c -> DEVIATIONS.indexOf(c) >= 0)) {
            return normalized;
        }
        try {
            return IDN.toASCII(normalized).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return normalized;
        }
    }
}
