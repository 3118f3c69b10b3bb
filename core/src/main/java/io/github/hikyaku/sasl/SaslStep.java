package io.github.hikyaku.sasl;

import io.github.hikyaku.account.Account;

/** What the server says next in an exchange. */
public sealed interface SaslStep {
    /**
     * The client is to respond to this.
     *
     * @param octets not yet in base64; may be empty
     */
    record Challenge(byte[] octets) implements SaslStep {}

    /**
     * The client is who it says.
     *
     * @param account whose
     * @param additionalData what the protocol passes along with success or as a last challenge; often empty
     */
    record Done(Account account, byte[] additionalData) implements SaslStep {}

    /**
     * It is over.
     *
     * @param malformed whether the response broke the mechanism's grammar (SMTP 501) rather than the login being wrong (535)
     * @param login the name that was tried, empty if it did not get so far
     * @param reason for the operator, not for the client
     */
    record Failed(boolean malformed, String login, String reason) implements SaslStep {}

    /**
     * It is over, and the client is told why in a last challenge. Whatever it responds to that, the protocol says that the login
     * failed.
     *
     * @param challenge not yet in base64
     * @param failure what came of it
     */
    record Rejected(byte[] challenge, Failed failure) implements SaslStep {}
}
