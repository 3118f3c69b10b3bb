package io.github.hikyaku.sasl;

/** One run of a mechanism. Used by one thread at a time. */
public interface SaslExchange {
    /**
     * Takes the client's response and answers with the next step. For a mechanism in which the server speaks first, the
     * first call gives no octets. After {@link SaslStep.Done} or {@link SaslStep.Failed} it is over.
     *
     * @param response already decoded from base64
     * @throws io.github.hikyaku.account.AccountsUnavailableException if the directory cannot be asked now
     */
    SaslStep respond(byte[] response);
}
