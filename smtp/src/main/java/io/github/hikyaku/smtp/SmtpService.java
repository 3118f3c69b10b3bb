package io.github.hikyaku.smtp;

import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.engine.ListenerConfig;
import io.github.hikyaku.engine.Net;
import io.github.hikyaku.engine.ProtocolSession;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.server.ProtocolService;
import io.github.hikyaku.server.ServerContext;
import io.github.hikyaku.smtp.internal.session.SmtpSession;
import io.github.hikyaku.smtp.internal.session.SmtpSettings;
import io.github.hikyaku.smtp.internal.submission.SubmissionSettings;
import io.github.hikyaku.smtp.submission.PopBeforeSmtp;
import io.github.hikyaku.smtp.submission.SubmissionRules;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An SMTP service: where it listens, and what its clients may and must do. Made by {@link Smtp}. Immutable: each method
 * answers a changed copy.
 */
public final class SmtpService implements ProtocolService {
    private final ListenerConfig listener;
    private final SmtpSettings settings;

    SmtpService(ListenerConfig listener, SmtpSettings settings) {
        this.listener = listener;
        this.settings = settings;
    }

    /**
     * Changes the port.
     *
     * @param port 1 to 65535, or 0 for a free one
     */
    public SmtpService port(int port) {
        return new SmtpService(listener.withPort(port), settings);
    }

    /** Changes the address to bind, which by default is every address of this machine. */
    public SmtpService bind(InetAddress address) {
        return new SmtpService(listener.withAddress(address), settings);
    }

    /** Changes the name, for servers with several services of one kind. */
    public SmtpService name(String name) {
        return with(settings.withName(name));
    }

    /**
     * Changes when TLS starts; with {@link TlsMode#NONE} it is never offered, whatever certificate the server has.
     */
    public SmtpService tls(TlsMode mode) {
        return new SmtpService(listener.withTls(mode), settings);
    }

    /**
     * Whether mechanisms that show the secret to who listens on the wire are allowed without TLS (RFC 4954 §4). Off by default: AUTH is
     * then offered only after STARTTLS, and asked for earlier it is answered 538 5.7.11.
     */
    public SmtpService plaintextAuth(boolean allowed) {
        return with(settings.withAuth(settings.offerAuth(), settings.requireAuth(), allowed));
    }

    /**
     * Whether clients may log in (RFC 4954). Submission services offer it by default, {@link Smtp#mx()} does not.
     *
     * @throws IllegalArgumentException if this service requires it
     */
    public SmtpService offerAuth(boolean offered) {
        return with(settings.withAuth(offered, settings.requireAuth(), settings.plaintextAuth()));
    }

    /**
     * Whether clients have to log in before MAIL, which is answered 530 5.7.0 until then. Submission services require it
     * by default (RFC 6409 §4.3).
     *
     * @throws IllegalArgumentException if this service does not offer it
     */
    public SmtpService requireAuth(boolean required) {
        return with(settings.withAuth(settings.offerAuth(), required, settings.plaintextAuth()));
    }

    /**
     * Whether an extension is offered. By default all are that make sense for the service: on {@link Smtp#mx()} all but
     * {@link SmtpExtension#MT_PRIORITY} and {@link SmtpExtension#FUTURERELEASE}, on {@link Smtp#lmtp()} all but the
     * latter. What an extension needs besides, such as TLS, it needs in any case.
     *
     * @throws IllegalArgumentException if the extension is for submission, and this service is not
     */
    public SmtpService extension(SmtpExtension extension, boolean offered) {
        if (offered && extension == SmtpExtension.FUTURERELEASE && !settings.submission()) {
            // RFC 4865 §3: for message submission agents.
            throw new IllegalArgumentException("FUTURERELEASE is for submission services alone");
        }
        Set<String> off = new HashSet<>(settings.switchedOff());
        if (offered) {
            off.remove(extension.keyword());
        } else {
            off.add(extension.keyword());
        }
        return with(settings.withSwitchedOff(off));
    }

    /**
     * Whether VRFY and EXPN tell who has mail here and whom an alias leads to (RFC 5321 §3.5): to everybody, or, where a
     * login is required, to who has logged in. Off by default: VRFY is then answered 252 and EXPN 502 (RFC 5321 §7.3).
     */
    public SmtpService verify(boolean on) {
        return with(settings.withVerify(on));
    }

    /**
     * Whose connections begin with a header of HAProxy's PROXY protocol, version 1 or 2, which names the true client:
     * what counts from then on. From these addresses nothing else is taken, and from others no header is. By default
     * nobody's.
     */
    public SmtpService proxyProtocol(Net... proxies) {
        return new SmtpService(listener.withProxies(List.of(proxies)), settings);
    }

    /**
     * Who may say by Postfix's command XCLIENT that a client is somebody else, and even has logged in: filters and
     * proxies of the host's own. By default nobody.
     */
    public SmtpService xclient(Net... trusted) {
        return with(settings.withXclient(List.of(trusted)));
    }

    /**
     * Changes who may send what, and what is repaired (RFC 6409). By default {@link SubmissionRules#standard}.
     *
     * @throws IllegalArgumentException if this is no submission service
     */
    public SmtpService submissionRules(SubmissionRules rules) {
        SubmissionSettings before = submissions();
        return with(new SubmissionSettings(rules, before.hideClient(), before.popBeforeSmtp()));
    }

    /**
     * Whether the Received field that is put on a message says nothing of the client: neither its address nor what it called
     * itself. The events still do. Off by default.
     *
     * @throws IllegalArgumentException if this is no submission service
     */
    public SmtpService hideClientAddress(boolean hidden) {
        SubmissionSettings before = submissions();
        return with(new SubmissionSettings(before.rules(), hidden, before.popBeforeSmtp()));
    }

    /**
     * Lets those submit without a login who have read their mail lately from the same address. The server has to have it as a
     * {@code listener} too. Off by default; {@link PopBeforeSmtp} says what the risk is.
     *
     * @throws IllegalArgumentException if this is no submission service
     */
    public SmtpService popBeforeSmtp(PopBeforeSmtp recent) {
        SubmissionSettings before = submissions();
        return with(new SubmissionSettings(before.rules(), before.hideClient(), Optional.of(recent)));
    }

    private SubmissionSettings submissions() {
        if (!settings.submission()) {
            throw new IllegalArgumentException("Nothing is submitted to the service " + settings.name());
        }
        return settings.submissions();
    }

    private SmtpService with(SubmissionSettings submissions) {
        return with(settings.withSubmissions(submissions));
    }

    private SmtpService with(SmtpSettings changed) {
        return new SmtpService(listener, changed);
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public ListenerConfig listener() {
        return listener;
    }

    @Override
    public ProtocolSession open(Connection connection, ServerContext context) {
        return new SmtpSession(connection, context, settings);
    }

    /** 421, as a session says it that has to end (RFC 5321 §3.8). */
    @Override
    public byte[] refusal(ServerContext context) {
        String line = "421 4.3.2 " + context.hostname() + " Too many connections, try again later\r\n";
        return line.getBytes(StandardCharsets.US_ASCII);
    }
}
