package io.github.hikyaku.smtp;

import static io.github.hikyaku.smtp.SmtpExtension.FUTURERELEASE;
import static io.github.hikyaku.smtp.SmtpExtension.MT_PRIORITY;

import io.github.hikyaku.engine.ListenerConfig;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.smtp.internal.session.SmtpSettings;
import io.github.hikyaku.smtp.internal.session.SmtpSettings.Role;
import io.github.hikyaku.smtp.submission.SubmissionRules;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The SMTP services of a mail server. All but LMTP listen on every address of the machine until told otherwise. */
public final class Smtp {
    private Smtp() {}

    /**
     * The service for other mail servers (RFC 5321), named {@code smtp}, on port 25. Takes mail for this server's own
     * recipients from anybody; STARTTLS is offered, AUTH is not.
     */
    public static SmtpService mx() {
        return service(25, TlsMode.STARTTLS, Role.MX, "smtp", MT_PRIORITY, FUTURERELEASE);
    }

    /**
     * The service for users' mail programs (RFC 6409), named {@code submission}, on port 587. Requires STARTTLS and
     * AUTH, holds users to their own addresses, and completes messages by {@link SubmissionRules#standard}.
     */
    public static SmtpService submission() {
        return service(587, TlsMode.STARTTLS, Role.SUBMISSION, "submission");
    }

    /** As {@link #submission()}, with TLS from the first octet (RFC 8314 §3.3), named {@code submissions}, on port 465. */
    public static SmtpService submissions() {
        return service(465, TlsMode.IMPLICIT, Role.SUBMISSION, "submissions");
    }

    /**
     * The service for a mail server in front of this one, which leaves final delivery to it (RFC 2033), named {@code lmtp}, on
     * port 24 of the loopback address: whoever can reach it can deliver. After the mail data each recipient has a reply
     * of its own.
     */
    public static SmtpService lmtp() {
        return service(24, TlsMode.STARTTLS, Role.LMTP, "lmtp", FUTURERELEASE).bind(InetAddress.getLoopbackAddress());
    }

    private static SmtpService service(int port, TlsMode tls, Role role, String name, SmtpExtension... off) {
        Set<String> keywords = Arrays.stream(off).map(SmtpExtension::keyword).collect(Collectors.toSet());
        return new SmtpService(
                new ListenerConfig(new InetSocketAddress(0).getAddress(), port, tls),
                SmtpSettings.of(name, role, keywords));
    }
}
