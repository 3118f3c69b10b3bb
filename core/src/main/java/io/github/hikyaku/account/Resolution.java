package io.github.hikyaku.account;

import java.util.List;

/** Where mail for a local address goes. */
public sealed interface Resolution {
    /**
     * Into these accounts.
     *
     * @param accounts one or more, none twice
     */
    record Local(List<Account> accounts) implements Resolution {
        /** Copies the list and checks that it is not empty. */
        public Local {
            accounts = List.copyOf(accounts);
            if (accounts.isEmpty()) {
                throw new IllegalArgumentException("Leads to no account");
            }
        }
    }

    /** Nowhere: the address does not exist. */
    record Unknown() implements Resolution {}
}
