package io.github.hikyaku.pipeline.internal;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.Resolution;
import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.address.MailAddress;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which addresses are of this server, and whose. Source routes are ignored (RFC 5321 appendix C), and a local part such
 * as {@code user%elsewhere} is a local part like any other, so that neither makes this server relay.
 */
final class LocalAddresses {
    private static final String DEVIATIONS = "\u00df\u03c2\u200c\u200d";

    /** The domains as the host wrote them, normalised, by their form in ASCII. */
    private final Map<String, String> domains = new LinkedHashMap<>();

    private final Accounts accounts;

    LocalAddresses(Collection<String> domains, Accounts accounts) {
        for (String domain : domains) {
            String normalized = MailAddress.normalizeDomain(domain);
            this.domains.putIfAbsent(ascii(normalized), normalized);
        }
        this.accounts = accounts;
    }

    /** Whether whose address it is can be told without waiting for anything. */
    boolean isInMemory() {
        return accounts.isInMemory();
    }

    /**
     * Whether the address lies in a local domain. That is also so for Postmaster without a domain (RFC 5321 §4.5.1) and
     * for the literal of the address that the client is connected to (RFC 1123 §5.2.17).
     */
    boolean isLocal(ForwardPath path, InetAddress ownAddress) {
        MailAddress address = path.address();
        return address == null
                || domains.containsKey(ascii(address.normalizedDomain()))
                || isLiteralOf(address, ownAddress);
    }

    /**
     * Whose address it is: nobody's if the list is empty. A local part without a domain of its own is looked for in
     * each local domain, in their order.
     */
    List<Account> accountsOf(ForwardPath path) {
        MailAddress address = path.address();
        if (address != null) {
            String domain = domains.get(ascii(address.normalizedDomain()));
            if (domain != null) {
                return accountsOf(address.localPartValue(), domain);
            }
        }
        String localPart = address == null ? "postmaster" : address.localPartValue();
        for (String local : domains.values()) {
            List<Account> found = accountsOf(localPart, local);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    /**
     * The domain in ASCII (RFC 5890 §2.3.2.1), because clients without SMTPUTF8 write it so and the host may not. As it
     * is if that cannot be told: the JDK knows IDNA2003 alone, which reads four characters otherwise.
     */
    private static String ascii(String domain) {
        if (domain.chars().allMatch(c -> c < 0x80) || domain.chars().anyMatch(c -> DEVIATIONS.indexOf(c) >= 0)) {
            return domain;
        }
        try {
            return IDN.toASCII(domain).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return domain;
        }
    }

    private List<Account> accountsOf(String localPart, String domain) {
        return accounts.resolve(MailAddress.of(localPart, domain)) instanceof Resolution.Local local
                ? local.accounts()
                : List.of();
    }

    private static boolean isLiteralOf(MailAddress address, InetAddress own) {
        if (!address.isAddressLiteral()) {
            return false;
        }
        String literal = address.domain().substring(1, address.domain().length() - 1);
        String ipv6 = "IPv6:";
        boolean tagged = literal.regionMatches(true, 0, ipv6, 0, ipv6.length());
        if (!tagged && literal.indexOf(':') >= 0) {
            return false;
        }
        try {
            // The grammar has made sure that it is a number: this asks no name server.
            return InetAddress.getByName(tagged ? literal.substring(ipv6.length()) : literal)
                    .equals(own);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
