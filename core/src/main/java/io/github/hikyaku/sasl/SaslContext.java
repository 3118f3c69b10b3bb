package io.github.hikyaku.sasl;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.engine.TlsInfo;
import java.util.Optional;

/**
 * What a mechanism may use.
 *
 * @param accounts the directory
 * @param hostname the server's name
 * @param tls what TLS agreed on, for channel binding and client certificates; empty in plaintext
 */
public record SaslContext(Accounts accounts, String hostname, Optional<TlsInfo> tls) {}
