package io.github.hikyaku.smtp;

import io.github.hikyaku.engine.ListenerConfig;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.smtp.internal.session.SmtpSettings;
import io.github.hikyaku.smtp.submission.SubmissionRules;
import java.net.InetSocketAddress;

/** The SMTP services of a mail server. All listen on every address of the machine until told otherwise. */
public final class Smtp {
    private Smtp() {}

    /**
     * The service for other mail servers (RFC 5321), named {@code smtp}, on port 25. Takes mail for this server's own
     * recipients from anybody; STARTTLS is offered, AUTH is not.
     */
    public static SmtpService mx() {
        return service(25, TlsMode.STARTTLS, new SmtpSettings("smtp", false, false, false, false));
    }

    /**
     * The service for users' mail programs (RFC 6409), named {@code submission}, on port 587. Requires STARTTLS and
     * AUTH, holds users to their own addresses, and completes messages by {@link SubmissionRules#standard}.
     */
    public static SmtpService submission() {
        return service(587, TlsMode.STARTTLS, new SmtpSettings("submission", true, true, true, false));
    }

    /** As {@link #submission()}, with TLS from the first octet (RFC 8314 §3.3), named {@code submissions}, on port 465. */
    public static SmtpService submissions() {
        return service(465, TlsMode.IMPLICIT, new SmtpSettings("submissions", true, true, true, false));
    }

    private static SmtpService service(int port, TlsMode tls, SmtpSettings settings) {
        return new SmtpService(new ListenerConfig(new InetSocketAddress(0).getAddress(), port, tls), settings);
    }
}
