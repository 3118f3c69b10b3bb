package io.github.hikyaku.account;

import org.jspecify.annotations.Nullable;

/** The directory cannot be asked now. Clients are told to try again; nobody is told that an account does not exist. */
public class AccountsUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message for the operator and what led to it. */
    public AccountsUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
