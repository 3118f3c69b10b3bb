package io.github.hikyaku.message;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.event.Peer;
import java.util.Optional;

/**
 * Where a message came from.
 *
 * @param peer the connection
 * @param helo what the client called itself, unchecked
 * @param login who had logged in, if somebody had
 * @param tlsProtocol such as {@code TLSv1.3}, or empty for plaintext
 * @param submission whether it came to a submission service (RFC 6409) rather than from another MTA
 */
public record Origin(
        Peer peer, String helo, Optional<Account> login, Optional<String> tlsProtocol, boolean submission) {}
