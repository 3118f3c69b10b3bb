package io.github.hikyaku.sasl;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.engine.TlsInfo;
import java.util.Optional;
import java.util.Set;

/**
 * What a mechanism may use.
 *
 * @param accounts the directory
 * @param hostname the server's name
 * @param tls what TLS agreed on, for channel binding and client certificates; empty in plaintext
 * @param offered the names of all mechanisms that the server offers on this connection now; empty while that is being found out
 */
public record SaslContext(Accounts accounts, String hostname, Optional<TlsInfo> tls, Set<String> offered) {
    /** Copies the set. */
    public SaslContext {
        offered = Set.copyOf(offered);
    }
}
