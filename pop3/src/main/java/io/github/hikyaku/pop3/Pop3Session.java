package io.github.hikyaku.pop3;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.engine.ProtocolSession;
import io.github.hikyaku.engine.ReplyBuffer;
import io.github.hikyaku.engine.ReplySource;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.Peer;
import io.github.hikyaku.server.ServerContext;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Registration;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One POP3 conversation: AUTHORIZATION, TRANSACTION and, at QUIT alone, UPDATE (RFC 1939 §3). What the commands are and
 * where they are allowed stands in {@link Pop3Command}.
 */
final class Pop3Session implements ProtocolSession {
    private final Pop3Service service;
    private final Connection connection;
    private final ServerContext context;
    private final Peer peer;
    private final Framing lines;
    private final Pop3Auth auth = new Pop3Auth(this);
    private Connection.@Nullable Timer loginTimer;
    private @Nullable Maildrop maildrop;
    private int errors;

    Pop3Session(Pop3Service service, Connection connection, ServerContext context) {
        this.service = service;
        this.connection = connection;
        this.context = context;
        this.peer = new Peer(service.name(), connection.id(), connection.local(), connection.remote());
        this.lines = new Framing.Lines(context.limits().maxLineLength());
    }

    @Override
    public Framing onOpen() {
        connection.idleTimeout(context.limits().accessIdleTimeout());
        loginTimer = connection.schedule(context.limits().loginTimeout(), this::loginTooLate);
        ok(context.hostname() + " POP3 server ready");
        return lines;
    }

    @Override
    public Framing onFrame(Frame frame) {
        if (!(frame instanceof Frame.Line line)) {
            auth.cancel();
            refuse("", "Line too long");
            return lines;
        }
        try {
            if (auth.isWaiting()) {
                auth.respond(line);
            } else {
                command(line);
            }
        } catch (MailStoreException e) {
            storeFailed(e);
        } catch (AccountsUnavailableException e) {
            // RFC 3206 §4: not the user's fault, trying again may help.
            error("[SYS/TEMP] The user directory cannot be asked now, try again later");
        }
        return lines;
    }

    private void command(Frame.Line line) {
        Pop3Request request = Pop3Request.parse(line);
        if (request == null) {
            refuse("", "Not a command: control characters, malformed UTF-8 or a line that does not end with CRLF");
            return;
        }
        Pop3Command command = Pop3Command.of(request.keyword());
        if (command == null) {
            refuse(request.keyword(), "Unknown command");
        } else if (!command.isAllowed(maildrop != null)) {
            refuse(request.keyword(), maildrop == null ? "Log in first" : "Not after the login");
        } else {
            command.run(this, request);
        }
    }

    @Override
    public Framing onFailure(Connection failed, Throwable cause) {
        error("[SYS/TEMP] Internal error, try again later");
        return lines;
    }

    @Override
    public void onIdle() {
        // RFC 1939 §3: neither a reply nor an UPDATE.
        connection.close();
    }

    @Override
    public void onClose() {
        leave();
    }

    private void loginTooLate() {
        if (maildrop == null) {
            context.event(new MailEvent.LimitReached(peer, "loginTimeout", "no login in time"));
            error("Too long without a login");
            connection.close();
        }
    }

    private void storeFailed(MailStoreException e) {
        switch (e.kind()) {
            case NO_SUCH_MESSAGE -> error("The message was removed by another program");
            case CORRUPT -> {
                context.event(new MailEvent.InternalError(Optional.of(peer), "store", e));
                error("[SYS/PERM] The maildrop is damaged");
            }
            default -> {
                context.event(new MailEvent.InternalError(Optional.of(peer), "store", e));
                error("[SYS/TEMP] The maildrop cannot be used now, try again later");
            }
        }
    }

    /** Whether a secret may cross the wire now. */
    boolean allowsPlaintext() {
        return service.isPlaintextAuth() || connection.tls().isPresent();
    }

    /** Takes the maildrop of an account whose owner has logged in (RFC 1939 §4). */
    void enter(Account account, String mechanism) {
        Optional<Registration> lock = context.maildropLocks().tryAcquire(account.id());
        if (lock.isEmpty()) {
            // RFC 2449 §8.1.2
            error("[IN-USE] Another session has the maildrop");
            return;
        }
        MailAccount opened;
        try {
            opened = context.open(account);
        } catch (RuntimeException | Error e) {
            lock.get().close();
            throw e;
        }
        maildrop = new Maildrop(opened, lock.get());
        if (loginTimer != null) {
            loginTimer.cancel();
        }
        context.event(new MailEvent.LoggedIn(peer, mechanism, account.id().value()));
        ok(maildrop.count() + " messages, " + maildrop.octets() + " octets");
    }

    /** Says no to a login; RFC 3206 §5: the credentials are at fault. */
    void loginRefused(String mechanism, String login, String reason) {
        tellRefused(mechanism, login, reason);
        refuseLogin(mechanism);
    }

    /** Tells the host of a login that failed. */
    void tellRefused(String mechanism, String login, String reason) {
        context.event(new MailEvent.LoginRefused(peer, mechanism, login, reason));
    }

    /** Tells the client of a login that failed. */
    void refuseLogin(String mechanism) {
        refuse(mechanism, "[AUTH] Wrong name or password");
    }

    /** Ends the conversation, with UPDATE if there was a TRANSACTION. */
    void quit() {
        boolean updated = true;
        if (maildrop != null) {
            try {
                maildrop.update();
            } catch (MailStoreException e) {
                updated = false;
                context.event(new MailEvent.InternalError(Optional.of(peer), "store", e));
            }
        }
        try {
            leave(); // the lock goes before the reply, so that a client may come back at once
        } catch (MailStoreException e) {
            context.event(new MailEvent.InternalError(Optional.of(peer), "store", e)); // nothing to the client
        }
        if (updated) {
            ok("Goodbye");
        } else {
            error("[SYS/TEMP] Some deleted messages were not removed");
        }
        connection.close();
    }

    private void leave() {
        Maildrop left = maildrop;
        maildrop = null;
        if (left != null) {
            left.close();
        }
    }

    /** Starts TLS and forgets what was said before (RFC 2595 §4). */
    void startTls() {
        auth.reset();
        connection.startTls("+OK Begin TLS\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    Pop3Auth auth() {
        return auth;
    }

    ServerContext context() {
        return context;
    }

    Connection connection() {
        return connection;
    }

    /** The maildrop; only in TRANSACTION. */
    Maildrop maildrop() {
        if (maildrop == null) {
            throw new IllegalStateException("No maildrop before the login");
        }
        return maildrop;
    }

    void ok(String text) {
        connection.send(
                new ReplyBuffer(text.length() + 8).append("+OK ").append(text).crlf());
    }

    void send(ReplySource source) {
        connection.send(source);
    }

    /** A negative reply that is not the client's fault. */
    void error(String text) {
        connection.send(
                new ReplyBuffer(text.length() + 8).append("-ERR ").append(text).crlf());
    }

    /** A negative reply that counts against the client; too many of them end the conversation. */
    void refuse(String command, String text) {
        context.event(new MailEvent.CommandRefused(peer, command, "-ERR " + text));
        error(text);
        if (++errors >= context.limits().maxErrors()) {
            context.event(new MailEvent.LimitReached(peer, "maxErrors", errors + " commands refused"));
            error("Too many errors");
            connection.close();
        }
    }
}
