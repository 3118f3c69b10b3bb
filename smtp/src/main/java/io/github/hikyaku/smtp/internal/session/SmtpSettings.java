package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.smtp.internal.submission.SubmissionSettings;

/**
 * What one SMTP service does and does not do.
 *
 * @param name the service in events
 * @param submission whether clients submit mail here (RFC 6409), which is then completed
 * @param offerAuth whether clients may log in
 * @param requireAuth whether they must before MAIL
 * @param plaintextAuth whether mechanisms that show the secret are allowed without TLS
 * @param submissions what is done with what clients submit, if they do
 */
public record SmtpSettings(
        String name,
        boolean submission,
        boolean offerAuth,
        boolean requireAuth,
        boolean plaintextAuth,
        SubmissionSettings submissions) {
    /** Checks that a login that is required is also possible. */
    public SmtpSettings {
        if (requireAuth && !offerAuth) {
            throw new IllegalArgumentException("A service that requires AUTH has to offer it");
        }
    }

    /** Settings of a service whose submissions are treated by the standard rules. */
    public SmtpSettings(
            String name, boolean submission, boolean offerAuth, boolean requireAuth, boolean plaintextAuth) {
        this(name, submission, offerAuth, requireAuth, plaintextAuth, SubmissionSettings.STANDARD);
    }

    /** The same with other rules for submissions. */
    public SmtpSettings with(SubmissionSettings changed) {
        return new SmtpSettings(name, submission, offerAuth, requireAuth, plaintextAuth, changed);
    }
}
