package io.github.hikyaku.account;

import java.util.Optional;

/**
 * What SCRAM checks the login of a name with.
 *
 * @param account whose login it is; empty for a name that nobody has, or that may not log in this way
 * @param keys for the exchange: where there is no account, made up by {@link ScramDecoys}
 */
public record ScramLogin(Optional<Account> account, ScramKeys keys) {}
