package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.Peer;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.smtp.internal.command.Arguments;
import io.github.hikyaku.smtp.internal.command.Refusal;
import io.github.hikyaku.smtp.internal.command.XclientParser;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Postfix's command XCLIENT: a peer that is trusted says who the client is. What is not said, or not available, stays as
 * the connection has it. The session begins anew, with a greeting, as if that client had connected.
 */
record Xclient() implements Extension {
    @Override
    public String keyword() {
        return "XCLIENT";
    }

    @Override
    public boolean isPossible(SmtpSession session) {
        return missing(session) == null;
    }

    @Override
    public String ehloLine(SmtpSession session) {
        return "XCLIENT " + XclientParser.ATTRIBUTES;
    }

    /** Why this peer's word is not taken, or null if it is. */
    static @Nullable Reply missing(SmtpSession session) {
        if (session.settings().xclient().isEmpty()) {
            return Replies.NOT_IMPLEMENTED;
        }
        // Who has the connection, not who he said the client is: he may say so again.
        boolean trusted =
                session.settings().mayUseXclient(session.connection().remote().getAddress());
        return trusted ? null : Replies.NOT_TRUSTED;
    }

    static Framing xclient(SmtpSession session, Arguments.Client client) throws Exception {
        Optional<Account> account = account(session, client.login());
        Peer peer = new Peer(
                session.settings().name(),
                session.connection().id(),
                replaced(session.connection().local(), client.ownAddress(), client.ownPort()),
                replaced(session.connection().remote(), client.address(), client.port()));
        session.context().event(new MailEvent.ClientNamed(session.peer(), peer));
        Framing refused = session.beginAnew(peer);
        if (refused != null) {
            return refused;
        }
        account.ifPresent(session.login()::assume);
        return session.await(session.intake().connected(session.origin()), verdict -> {
            if (!verdict.isPositive() || client.helo().isEmpty()) {
                return session.welcome(verdict);
            }
            session.greeted(client.helo(), client.extended());
            return session.await(session.intake().greeted(session.origin()), reply -> {
                if (!reply.isPositive()) {
                    session.ungreeted(); // it is told so if it says EHLO
                }
                return session.welcome(verdict);
            });
        });
    }

    private static Optional<Account> account(SmtpSession session, String login) throws Refusal {
        if (login.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<Account> account = session.context().accounts().find(login);
            if (account.isEmpty()) {
                throw new Refusal(Replies.NO_SUCH_LOGIN);
            }
            return account;
        } catch (AccountsUnavailableException e) {
            throw new Refusal(Replies.DIRECTORY_AWAY);
        }
    }

    private static InetSocketAddress replaced(InetSocketAddress own, Optional<InetAddress> address, OptionalInt port) {
        return new InetSocketAddress(address.orElse(own.getAddress()), port.orElse(own.getPort()));
    }
}
