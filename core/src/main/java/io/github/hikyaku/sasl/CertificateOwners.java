package io.github.hikyaku.sasl;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.Accounts;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Whose a client's certificate is. Called by many threads at once, and may block. */
@FunctionalInterface
public interface CertificateOwners {
    /**
     * The owner's account, or empty if it is nobody's.
     *
     * @param certificate one whose trust TLS has checked
     * @throws io.github.hikyaku.account.AccountsUnavailableException if the directory cannot be asked now
     */
    Optional<Account> of(X509Certificate certificate, Accounts accounts);

    /**
     * By the mail addresses in the certificate's subjectAltName (rfc822Name, RFC 5280 §4.2.1.6), as login names. They must not
     * lead to more than one account.
     */
    static CertificateOwners byMailAddress() {
        return (certificate, accounts) -> {
            Map<String, Account> owners = new HashMap<>();
            for (String address : Rfc822Names.of(certificate)) {
                accounts.find(address)
                        .ifPresent(account -> owners.put(account.id().value(), account));
            }
            return owners.size() == 1 ? Optional.of(owners.values().iterator().next()) : Optional.empty();
        };
    }
}
