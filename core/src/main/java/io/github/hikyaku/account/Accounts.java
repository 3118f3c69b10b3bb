package io.github.hikyaku.account;

import io.github.hikyaku.address.MailAddress;
import java.util.Optional;

/**
 * The directory: who has an account, which addresses lead to it, and how a secret is checked. Calls may block on a
 * network, are never made on an I/O thread, and come from many threads at once.
 *
 * @see #isInMemory
 */
public interface Accounts {
    /** A directory that is empty, for the host to fill. */
    static InMemoryAccounts inMemory() {
        return new InMemoryAccounts();
    }

    /**
     * Checks a login. An unknown name and a wrong secret take the same time.
     *
     * @param login the name as typed, often a mail address
     * @param secret the secret as typed
     * @throws AccountsUnavailableException if the directory cannot be asked now
     */
    LoginResult login(String login, String secret);

    /**
     * The account of a login name whose owner proved who he is by other means.
     *
     * @throws AccountsUnavailableException if the directory cannot be asked now
     */
    Optional<Account> find(String login);

    /**
     * Where mail for an address of a local domain goes.
     *
     * @throws AccountsUnavailableException if the directory cannot be asked now
     */
    Resolution resolve(MailAddress address);

    /**
     * Whether {@link #resolve} answers from memory, without waiting for anything: then it may be called on an I/O thread
     * after all. Not, unless overridden.
     */
    default boolean isInMemory() {
        return false;
    }
}
