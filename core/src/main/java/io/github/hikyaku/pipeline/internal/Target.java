package io.github.hikyaku.pipeline.internal;

import io.github.hikyaku.account.Account;

/**
 * An account that is to get a message.
 *
 * @param account whose
 * @param recipient the recipient that led there, as typed
 */
record Target(Account account, String recipient) {}
