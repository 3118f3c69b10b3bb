package io.github.hikyaku.smtp.internal.submission;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.Resolution;
import io.github.hikyaku.address.AddressSyntaxException;
import io.github.hikyaku.address.MailAddress;
import java.util.Optional;

/**
 * Which domains are fully qualified (RFC 6409 §4.2), as one user sees it: those with several labels, and those with one
 * label that this server has users in.
 */
final class Domains {
    /** A message with more addresses of this kind does not make the directory busier. */
    private static final int MAX_LOOKUPS = 1_000;

    private final String hostname;
    private final Accounts accounts;
    private final Optional<Account> login;
    private int lookups;

    Domains(String hostname, Accounts accounts, Optional<Account> login) {
        this.hostname = hostname;
        this.accounts = accounts;
        this.login = login;
    }

    boolean isQualified(MailAddress address) {
        String domain = address.normalizedDomain();
        return domain.indexOf('.') >= 0
                || address.isAddressLiteral()
                || domain.equals(MailAddress.normalizeDomain(hostname))
                || login.stream()
                        .flatMap(account -> account.addresses().stream())
                        .anyMatch(own -> own.normalizedDomain().equals(domain))
                || exists(address);
    }

    /** The address that a local part makes in the domain of the user (RFC 6409 §8), if there is one. */
    Optional<MailAddress> complete(String localPart) {
        if (login.isEmpty()) {
            return Optional.empty();
        }
        try {
            MailAddress address =
                    MailAddress.of(localPart + "@" + login.get().address().domain());
            return exists(address) ? Optional.of(address) : Optional.empty();
        } catch (AddressSyntaxException e) {
            return Optional.empty();
        }
    }

    private boolean exists(MailAddress address) {
        return lookups++ < MAX_LOOKUPS && accounts.resolve(address) instanceof Resolution.Local;
    }
}
