package io.github.hikyaku.smtp.internal.session;

/**
 * What one SMTP service does and does not do.
 *
 * @param name the service in events
 * @param submission whether clients submit mail here (RFC 6409), which is then completed
 * @param offerAuth whether clients may log in
 * @param requireAuth whether they must before MAIL
 * @param plaintextAuth whether mechanisms that show the secret are allowed without TLS
 */
public record SmtpSettings(
        String name, boolean submission, boolean offerAuth, boolean requireAuth, boolean plaintextAuth) {
    /** Checks that a login that is required is also possible. */
    public SmtpSettings {
        if (requireAuth && !offerAuth) {
            throw new IllegalArgumentException("A service that requires AUTH has to offer it");
        }
    }
}
