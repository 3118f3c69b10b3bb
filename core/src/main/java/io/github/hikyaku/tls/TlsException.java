package io.github.hikyaku.tls;

/** A certificate or key cannot be used; the message says in one sentence what is wrong with which file. */
public final class TlsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TlsException(String message) {
        super(message);
    }

    TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
