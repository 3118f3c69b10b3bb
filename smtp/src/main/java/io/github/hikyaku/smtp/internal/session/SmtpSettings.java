package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.engine.Net;
import io.github.hikyaku.smtp.internal.submission.SubmissionSettings;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/**
 * What one SMTP service does and does not do.
 *
 * @param name the service in events
 * @param role who talks to it
 * @param offerAuth whether clients may log in
 * @param requireAuth whether they must before MAIL
 * @param plaintextAuth whether mechanisms that show the secret are allowed without TLS
 * @param switchedOff the keywords of extensions that are not offered
 * @param verify whether VRFY and EXPN tell about users
 * @param xclient whose word is taken for who the client is, by XCLIENT
 * @param submissions what is done with what clients submit, if they do
 */
public record SmtpSettings(
        String name,
        Role role,
        boolean offerAuth,
        boolean requireAuth,
        boolean plaintextAuth,
        Set<String> switchedOff,
        boolean verify,
        List<Net> xclient,
        SubmissionSettings submissions) {
    /** Who talks to a service. */
    public enum Role {
        /** Other mail servers (RFC 5321). */
        MX,
        /** Users' mail programs (RFC 6409): their messages are completed. */
        SUBMISSION,
        /** A mail server of ours that leaves the delivery to this one (RFC 2033). */
        LMTP
    }

    /** Checks that a login that is required is also possible. */
    public SmtpSettings {
        if (requireAuth && !offerAuth) {
            throw new IllegalArgumentException("A service that requires AUTH has to offer it");
        }
        switchedOff = Set.copyOf(switchedOff);
        xclient = List.copyOf(xclient);
    }

    /** Settings of a role, where no extra trust is given to anybody. */
    public static SmtpSettings of(String name, Role role, Set<String> switchedOff) {
        boolean login = role == Role.SUBMISSION;
        return new SmtpSettings(
                name, role, login, login, false, switchedOff, false, List.of(), SubmissionSettings.STANDARD);
    }

    /** Whether clients submit mail here. */
    public boolean submission() {
        return role == Role.SUBMISSION;
    }

    /** Whether it speaks LMTP. */
    public boolean lmtp() {
        return role == Role.LMTP;
    }

    boolean mayUseXclient(InetAddress address) {
        return Net.anyContains(xclient, address);
    }

    /** The same under another name. */
    public SmtpSettings withName(String other) {
        return new SmtpSettings(
                other, role, offerAuth, requireAuth, plaintextAuth, switchedOff, verify, xclient, submissions);
    }

    /** The same with another rule for logins. */
    public SmtpSettings withAuth(boolean offered, boolean required, boolean plaintext) {
        return new SmtpSettings(name, role, offered, required, plaintext, switchedOff, verify, xclient, submissions);
    }

    /** The same with other extensions off. */
    public SmtpSettings withSwitchedOff(Set<String> keywords) {
        return new SmtpSettings(
                name, role, offerAuth, requireAuth, plaintextAuth, keywords, verify, xclient, submissions);
    }

    /** The same, telling about users or not. */
    public SmtpSettings withVerify(boolean on) {
        return new SmtpSettings(
                name, role, offerAuth, requireAuth, plaintextAuth, switchedOff, on, xclient, submissions);
    }

    /** The same with trust in others. */
    public SmtpSettings withXclient(List<Net> nets) {
        return new SmtpSettings(
                name, role, offerAuth, requireAuth, plaintextAuth, switchedOff, verify, nets, submissions);
    }

    /** The same with other rules for submissions. */
    public SmtpSettings withSubmissions(SubmissionSettings changed) {
        return new SmtpSettings(
                name, role, offerAuth, requireAuth, plaintextAuth, switchedOff, verify, xclient, changed);
    }
}
