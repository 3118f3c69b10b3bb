package io.github.hikyaku.account;

import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.storage.AccountId;
import java.util.Set;

/**
 * Somebody who has mail here.
 *
 * @param id names the account in the store
 * @param address the primary address
 * @param addresses every address this account may send as, the primary one among them
 */
public record Account(AccountId id, MailAddress address, Set<MailAddress> addresses) {
    /** Copies the set and checks that the primary address is in it. */
    public Account {
        addresses = Set.copyOf(addresses);
        if (!addresses.contains(address)) {
            throw new IllegalArgumentException("The primary address is not among the addresses");
        }
    }
}
