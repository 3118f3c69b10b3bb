package io.github.hikyaku.pipeline.internal;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.Resolution;
import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.address.MailAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which addresses are of this server, and whose. Source routes are ignored (RFC 5321 appendix C), and a local part such
 * as {@code user%elsewhere} is a local part like any other, so that neither makes this server relay.
 */
final class LocalAddresses {
    private final Set<String> domains = new LinkedHashSet<>();
    private final Accounts accounts;

    LocalAddresses(Collection<String> domains, Accounts accounts) {
        domains.forEach(domain -> this.domains.add(MailAddress.normalizeDomain(domain)));
        this.accounts = accounts;
    }

    /**
     * Whether the address lies in a local domain. That is also so for Postmaster without a domain (RFC 5321 §4.5.1) and
     * for the literal of the address that the client is connected to (RFC 1123 §5.2.17).
     */
    boolean isLocal(ForwardPath path, InetAddress ownAddress) {
        MailAddress address = path.address();
        return address == null || domains.contains(address.normalizedDomain()) || isLiteralOf(address, ownAddress);
    }

    /**
     * Whose address it is: nobody's if the list is empty. A local part without a domain of its own is looked for in
     * each local domain, in their order.
     */
    List<Account> accountsOf(ForwardPath path) {
        MailAddress address = path.address();
        if (address != null && domains.contains(address.normalizedDomain())) {
            return accountsOf(address);
        }
        String localPart = address == null ? "postmaster" : address.localPartValue();
        for (String domain : domains) {
            List<Account> found = accountsOf(MailAddress.of(localPart, domain));
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private List<Account> accountsOf(MailAddress address) {
        return accounts.resolve(address) instanceof Resolution.Local local ? local.accounts() : List.of();
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
