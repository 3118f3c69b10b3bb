package io.github.hikyaku.account;

import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.storage.AccountId;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody who has mail here.
 *
 * @param id names the account in the store
 * @param address the primary address
 * @param addresses every address this account may send as, the primary one among them
 * @param quota what the account may hold, or empty if the directory does not say: then the store's own limits stay
 * @param mailRoot the directory of the account's mail, or empty for where the store puts it. Only a store that the host
 *     told to ask for it heeds it; it is as trustworthy as the directory, so that store checks it
 * @param displayName the owner's name for people
 */
public record Account(
        AccountId id,
        MailAddress address,
        Set<MailAddress> addresses,
        Optional<AccountQuota> quota,
        Optional<Path> mailRoot,
        Optional<String> displayName) {
    /** Copies the set and checks that the primary address is in it. */
    public Account {
        addresses = Set.copyOf(addresses);
        if (!addresses.contains(address)) {
            throw new IllegalArgumentException("The primary address is not among the addresses");
        }
    }

    /** An account of which no more is known. */
    public Account(AccountId id, MailAddress address, Set<MailAddress> addresses) {
        this(id, address, addresses, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same with other addresses. */
    public Account withAddresses(Set<MailAddress> all) {
        return new Account(id, address, all, quota, mailRoot, displayName);
    }

    /** The same with a quota. */
    public Account withQuota(AccountQuota limits) {
        return new Account(id, address, addresses, Optional.of(limits), mailRoot, displayName);
    }

    /** The same with a directory of its own. */
    public Account withMailRoot(Path directory) {
        return new Account(id, address, addresses, quota, Optional.of(directory), displayName);
    }

    /** The same with a name for people. */
    public Account withDisplayName(String name) {
        return new Account(id, address, addresses, quota, mailRoot, Optional.of(name));
    }
}
