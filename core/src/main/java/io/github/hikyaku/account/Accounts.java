package io.github.hikyaku.account;

import io.github.hikyaku.address.MailAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The directory: who has an account, which addresses lead to it, and how a secret is checked. Calls may block on a
 * network, are never made on an I/O thread, and come from many threads at once.
 */
public interface Accounts {
    /** A directory that is empty, for the host to fill. */
    static InMemoryAccounts inMemory() {
        return new InMemoryAccounts();
    }

    /**
     * Several directories as one. The first that knows a name or an address answers for it, whatever the others say; one
     * that cannot be asked is not passed over, since it may be the one that knows.
     *
     * @param directories one or more, in the order in which they are asked
     */
    static Accounts firstOf(Accounts... directories) {
        return new FirstOfAccounts(List.of(directories));
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

    /**
     * With which hash functions everybody here can log in by SCRAM: by these it is offered, as most clients then try no other
     * mechanism. None by default. Must not block.
     */
    default Set<ScramHash> scramHashes() {
        return Set.of();
    }

    /**
     * What SCRAM checks a login with. For a name that nobody has it is answered too, in the same time, by {@link ScramDecoys}
     * (RFC 5802 §9). Called only for what is in {@link #scramHashes}, or was a moment ago.
     *
     * @param login the name as typed, often a mail address
     * @throws AccountsUnavailableException if the directory cannot be asked now
     */
    default ScramLogin scram(String login, ScramHash hash) {
        throw new UnsupportedOperationException("This directory has no keys of SCRAM");
    }
}
