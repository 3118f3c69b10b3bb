package io.github.hikyaku.imap.internal.session;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.engine.ProtocolSession;
import io.github.hikyaku.engine.ReplyBuffer;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.Peer;
import io.github.hikyaku.imap.internal.command.CommandRefused;
import io.github.hikyaku.imap.internal.fetch.Structures;
import io.github.hikyaku.imap.internal.view.SelectedMailbox;
import io.github.hikyaku.sasl.SaslOffer;
import io.github.hikyaku.server.ServerContext;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One conversation: its state, whose turn it is to read, and the way each command ends. The commands themselves stand in
 * {@link CommandTable}.
 */
public final class ImapSession implements ProtocolSession {
    // RFC 2180 §3.3: another session deleted or renamed the mailbox.
    private static final String GONE = "* BYE The selected mailbox is gone\r\n";
    /** How long IDLE lets a store alone that could not tell what changed. */
    private static final Duration STORE_PAUSE = Duration.ofSeconds(5);

    private final Connection connection;
    private final ServerContext context;
    private final ImapSettings settings;
    private final CommandInput commands = new CommandInput(this);
    private Input input = commands;
    private Connection.@Nullable Timer loginTimer;
    private Connection.@Nullable Timer storeTimer;
    private @Nullable MailAccount account;
    private @Nullable SelectedMailbox selected;
    private @Nullable MailboxWatch watch;
    private @Nullable Structures structures;
    private @Nullable ReplyBuffer out;
    /** The end of a source, while that is being written. */
    private @Nullable ReplyBuffer sink;

    private String tag = "*";
    private int errors;

    /** A session that has not greeted yet. */
    public ImapSession(ImapSettings settings, Connection connection, ServerContext context) {
        this.settings = settings;
        this.connection = connection;
        this.context = context;
    }

    // What the engine calls.

    @Override
    public Framing onOpen() {
        Duration patience = context.limits().loginTimeout();
        connection.idleTimeout(patience);
        loginTimer = connection.schedule(patience, this::loginTooLate);
        out().append("* OK [CAPABILITY ")
                .append(Capabilities.of(this))
                .append("] ")
                .append(context.hostname())
                .append(" IMAP server ready\r\n");
        flush();
        return input.framing();
    }

    @Override
    public Framing onFrame(Frame frame) {
        input.onFrame(frame);
        return input.framing();
    }

    @Override
    public Framing onFailure(Connection failed, Throwable cause) {
        out = null;
        abandonInput();
        if (!tag.equals("*")) {
            out().append(tag).append(" NO [SERVERBUG] Internal error\r\n");
        }
        bye("Internal error");
        return input.framing();
    }

    @Override
    public void onIdle() {
        bye("Too long without a command");
    }

    @Override
    public void onShutdown() {
        bye("The server is shutting down");
    }

    @Override
    public void onClose() {
        abandonInput();
        deselect();
        if (account != null) {
            account.close();
            account = null;
        }
    }

    private void loginTooLate() {
        if (account == null) {
            context.event(new MailEvent.LimitReached(peer(), "loginTimeout", "no login in time"));
            bye("Too long without a login");
        }
    }

    private void abandonInput() {
        input.abandon();
        input = commands;
    }

    // What the commands use.

    Connection connection() {
        return connection;
    }

    ServerContext context() {
        return context;
    }

    Peer peer() {
        return new Peer(settings.service(), connection.id(), connection.local(), connection.remote());
    }

    State state() {
        return account == null ? State.NOT_AUTHENTICATED : selected == null ? State.AUTHENTICATED : State.SELECTED;
    }

    /** Whether a secret may cross the wire now. */
    boolean allowsPlaintext() {
        return settings.plaintextAuth() || connection.tls().isPresent();
    }

    MailAccount account() {
        if (account == null) {
            throw new IllegalStateException("Nobody has logged in");
        }
        return account;
    }

    SelectedMailbox selected() {
        if (selected == null) {
            throw new IllegalStateException("No mailbox is selected");
        }
        return selected;
    }

    boolean isSelected(MailboxName name) {
        return selected != null && selected.mailbox().name().equals(name);
    }

    Structures structures() {
        if (structures == null) {
            structures = new Structures();
        }
        return structures;
    }

    /** What is to be sent with the end of the running command. */
    ReplyBuffer out() {
        if (out == null) {
            out = new ReplyBuffer();
        }
        return out;
    }

    /** Sends what was gathered. */
    void flush() {
        if (out != null && out.size() > 0) {
            ReplyBuffer full = out;
            out = null;
            if (sink == null) {
                connection.send(full);
            } else {
                sink.append(full.octets().array(), 0, full.size());
            }
        }
    }

    /** The command that runs now. */
    String tag() {
        return tag;
    }

    void tag(String running) {
        tag = running;
    }

    /** Lets another take the octets that come next. */
    void read(Input next) {
        input = next;
    }

    /** Commands come next. */
    void readCommands() {
        input = commands;
    }

    /** Somebody has shown who he is. */
    void enter(Account who, String mechanism) {
        account = context.open(who);
        if (loginTimer != null) {
            loginTimer.cancel();
            loginTimer = null;
        }
        connection.idleTimeout(context.limits().accessIdleTimeout());
        errors = 0;
        context.event(new MailEvent.LoggedIn(peer(), mechanism, who.id().value()));
    }

    /** Enters a mailbox. */
    void select(MailboxName name, boolean readOnly) {
        deselect();
        Mailbox mailbox = account().open(name);
        // Watched before it is looked at, so that no change falls between.
        MailboxWatch first = new MailboxWatch(account(), name, connection, this::signalled);
        try {
            selected = new SelectedMailbox(mailbox, readOnly);
            watch = first;
        } finally {
            if (selected == null) {
                first.close();
            }
        }
    }

    /** Leaves the mailbox, if there is one. */
    void deselect() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
        selected = null;
        structures = null;
    }

    /** Stays in the mailbox under its new name. */
    void renamed(MailboxName now) {
        if (watch != null) {
            watch.close();
        }
        watch = new MailboxWatch(account(), now, connection, this::signalled);
        selected().renamed(account().open(now));
    }

    /** Lets signals wake the session, or not. */
    void wakeOnSignal(boolean on) {
        if (watch != null) {
            watch.wakeSession(on);
        }
        if (on) {
            structures = null;
        }
    }

    private void signalled() {
        if (input instanceof IdleInput && storeTimer == null) {
            tellInIdle(Updates.UID);
        }
    }

    private void lookAgain(MailboxWatch at) {
        at.lookAgain();
        if (input instanceof IdleInput && storeTimer == null) {
            storeTimer = connection.schedule(STORE_PAUSE, () -> {
                storeTimer = null;
                signalled();
            });
        }
    }

    /** What IDLE tells: that there is news, or that there is no mailbox any more. */
    void tellInIdle(Updates updates) {
        if (!catchUp(updates)) {
            out().append(GONE);
            connection.close();
        }
        flush();
    }

    /** Tells what has changed in the mailbox. Answers whether it is still there. */
    boolean catchUp(Updates updates) {
        if (selected == null || watch == null || updates == Updates.NONE) {
            return true;
        }
        if (!watch.takeSignal() && updates != Updates.ALL) {
            return true;
        }
        try {
            boolean arrived = selected.catchUp(out(), updates != Updates.NO_EXPUNGE, updates == Updates.UID);
            if (selected.owesExpunge()) {
                // The next command that may tell shall, though nothing new is signalled.
                watch.lookAgain();
            }
            if (arrived) {
                // The arrival first: claiming it may take the store a while.
                if (input instanceof IdleInput) {
                    flush();
                }
                selected.claim(out());
            }
        } catch (MailStoreException e) {
            if (e.kind() == MailStoreException.Kind.NO_SUCH_MAILBOX) {
                return false;
            }
            lookAgain(watch);
        }
        return true;
    }

    /** Ends the running command: other sessions' changes, then the tagged response. */
    void complete(Updates updates, Completion completion) {
        boolean there = catchUp(updates);
        tagged(completion);
        tag = "*";
        if (account != null && completion.status().equals("OK")) {
            errors = 0;
        }
        if (!there) {
            out().append(GONE);
            connection.close();
        }
        flush();
    }

    /** As {@link #complete}, at the end of a source that is being sent. */
    void completeInto(ReplyBuffer source, Updates updates, Completion completion) {
        sink = source;
        try {
            complete(updates, completion);
        } finally {
            sink = null;
        }
    }

    private void tagged(Completion completion) {
        out().append(tag).append(' ').append(completion.status()).append(' ');
        if (completion.code() != null) {
            out().append('[').append(completion.code()).append("] ");
        }
        out().append(completion.text()).append("\r\n");
    }

    /** Refuses the running command; too many of these end the session. */
    void refuse(String command, CommandRefused refusal) {
        tagged(new Completion(refusal.isBad() ? "BAD" : "NO", refusal.code(), refusal.text()));
        context.event(new MailEvent.CommandRefused(peer(), command, refusal.text()));
        if (refusal.isBad()) {
            countError();
        }
        tag = "*";
        flush();
    }

    /** What there is to log in with now. */
    SaslOffer saslOffer() {
        return new SaslOffer(
                context.saslMechanisms(), context.accounts(), context.hostname(), connection.tls(), allowsPlaintext());
    }

    /** Refuses a login. */
    void refuseLogin(String mechanism, String login, String reason) {
        tellRefused(mechanism, login, reason);
        refuseLogin();
    }

    /** Tells the host of a login that failed. */
    void tellRefused(String mechanism, String login, String reason) {
        context.event(new MailEvent.LoginRefused(peer(), mechanism, login, reason));
    }

    /** Tells the client of a login that failed. */
    void refuseLogin() {
        tagged(Completion.no("AUTHENTICATIONFAILED", "Wrong name or password"));
        countError();
        tag = "*";
        flush();
    }

    private void countError() {
        if (++errors > context.limits().maxErrors()) {
            context.event(new MailEvent.LimitReached(peer(), "maxErrors", errors + " refused commands"));
            bye("Too many errors");
        }
    }

    /** Says goodbye and closes. */
    void bye(String text) {
        out().append("* BYE ").append(text).append("\r\n");
        flush();
        connection.close();
    }

    /** Sends octets at once, behind what was gathered. */
    void sendNow(String text) {
        out().append(text);
        flush();
    }

    /** TLS starts: all that the client said before is forgotten (RFC 3501 §6.2.1). */
    void startTls() {
        flush();
        connection.startTls((tag + " OK Begin TLS negotiation now\r\n").getBytes(StandardCharsets.US_ASCII));
        tag = "*";
        errors = 0;
        commands.reset();
    }
}
