package io.github.hikyaku.event;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Something that the server did or decided. Secrets are never in it. */
public sealed interface MailEvent {
    /** All listeners are open. */
    record ServerStarted(String hostname, Duration took) implements MailEvent {}

    /** All listeners and connections are closed. */
    record ServerStopped(String hostname) implements MailEvent {}

    /** A service listens. */
    record ListenerOpened(String service, InetSocketAddress address) implements MailEvent {}

    /** A peer has connected. */
    record ConnectionOpened(Peer peer) implements MailEvent {}

    /** A peer that is trusted said who the client is that it speaks for, as by SMTP's XCLIENT: from now on, that is the peer. */
    record ClientNamed(Peer by, Peer client) implements MailEvent {}

    /** A peer was turned away by a limit before its session began. */
    record ConnectionRefused(Peer peer, String limit) implements MailEvent {}

    /** A connection is over. */
    record ConnectionClosed(Peer peer, long octetsIn, long octetsOut) implements MailEvent {}

    /** TLS stands. */
    record TlsEstablished(Peer peer, String protocol, String cipherSuite) implements MailEvent {}

    /** TLS could not be agreed on. */
    record TlsFailed(Peer peer, Throwable cause) implements MailEvent {}

    /** Somebody logged in. */
    record LoggedIn(Peer peer, String mechanism, String account) implements MailEvent {}

    /** A login was refused. */
    record LoginRefused(Peer peer, String mechanism, String login, String reason) implements MailEvent {}

    /** A command was refused; {@code reply} is what the peer was told. */
    record CommandRefused(Peer peer, String command, String reply) implements MailEvent {}

    /** A limit acted; {@code limit} is its name in {@code Limits}. */
    record LimitReached(Peer peer, String limit, String detail) implements MailEvent {}

    /** A recipient was accepted. */
    record RecipientAccepted(Peer peer, String reversePath, String recipient) implements MailEvent {}

    /** A recipient was refused; {@code reply} is what the peer was told. */
    record RecipientRefused(Peer peer, String reversePath, String recipient, String reply) implements MailEvent {}

    /** The server has taken responsibility for a message: the peer is about to be told 250. */
    record MessageAccepted(Peer peer, String mailId, String reversePath, List<String> recipients, long octets)
            implements MailEvent {}

    /** A message was not taken; {@code stage} is who decided, if it was a stage of the pipeline. */
    record MessageRefused(Peer peer, String mailId, String reversePath, String reply, Optional<String> stage)
            implements MailEvent {}

    /** A message was taken and thrown away, as a stage wished. */
    record MessageDiscarded(Peer peer, String mailId, String stage) implements MailEvent {}

    /**
     * A stage changed what becomes of a message that it let pass; {@code verdict} says how, for people: a tag, a
     * quarantine, a redirection.
     */
    record MessageJudged(Peer peer, String mailId, String stage, String verdict) implements MailEvent {}

    /**
     * A stage refused something before there was a message; {@code point} is where: connect, helo, mail, recipient or
     * header, and {@code reply} is what the peer is told.
     */
    record StageRefused(Peer peer, String stage, String point, String reply) implements MailEvent {}

    /**
     * A filter outside of this server, which a stage asks, could not be asked or gave no answer that can be understood.
     *
     * @param mailId the message, or empty before there is one
     * @param passed whether the stage let pass nevertheless, as the host wished; else the peer was told to try again later
     */
    record FilterUnavailable(Peer peer, Optional<String> mailId, String stage, boolean passed, Throwable cause)
            implements MailEvent {}

    /** A message is in a mailbox. */
    record MessageFiled(String mailId, String recipient, String account, String mailbox, long uid)
            implements MailEvent {}

    /** A message could not be put into a mailbox. */
    record FilingFailed(String mailId, String recipient, String account, Throwable cause) implements MailEvent {}

    /** A program error in a session, a stage or a listener; the peer was told no details. */
    record InternalError(Optional<Peer> peer, String where, Throwable cause) implements MailEvent {}
}
