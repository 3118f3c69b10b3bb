package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.engine.ProtocolSession;
import io.github.hikyaku.engine.TlsInfo;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.Peer;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.pipeline.IntakeSession;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.pipeline.SessionPoint;
import io.github.hikyaku.server.ServerContext;
import io.github.hikyaku.smtp.internal.command.Refusal;
import io.github.hikyaku.smtp.internal.session.CommandTable.State;
import io.github.hikyaku.smtp.internal.submission.Submission;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one SMTP session (RFC 5321). A frame is a command, a response within AUTH, or a piece of mail
 * data; everything that is refused goes through {@link #refuse}, which counts.
 */
public final class SmtpSession implements ProtocolSession {
    private final Connection connection;
    private final ServerContext context;
    private final SmtpSettings settings;
    private final Limits limits;
    private final Login login;
    private final Waiting waiting;
    private final CommandReader commands = new CommandReader(this);
    private final Framing lines;
    private final Framing mailData;

    private Peer peer;
    private final Submission submission;
    private Guard guard;
    private IntakeSession intake;
    private @Nullable String helo;
    private boolean extended;
    private @Nullable Origin origin;
    private @Nullable Transaction transaction;
    private @Nullable Reception reception;

    /** What takes the octets that come. */
    private @Nullable MailData arriving;

    /** Refused when it connected. */
    private boolean unwelcome;

    /** Whether the intake has been given the message of the transaction. */
    private boolean handedOver;

    /** Somebody else speaks for the client, whose address may not be known. */
    private boolean behindProxy;

    /** What the client is told before the session is closed, once nothing is under way. */
    private @Nullable Reply leaving;

    private boolean closed;

    /** A session for a connection on which nothing has been said. */
    public SmtpSession(Connection connection, ServerContext context, SmtpSettings settings) {
        this.connection = connection;
        this.context = context;
        this.settings = settings;
        this.limits = settings.submission() ? ofSubmission(context.limits()) : context.limits();
        this.peer = new Peer(settings.name(), connection.id(), connection.local(), connection.remote());
        this.intake = context.intake().open();
        this.login = new Login(this);
        this.waiting = new Waiting(connection, this::leaveIfIdle);
        this.submission = new Submission(
                context,
                this::peer,
                connection.remote().getAddress(),
                settings.submission() ? settings.submissions() : null);
        this.guard = new Guard(this);
        this.lines = new Framing.Lines(limits.maxLineLength());
        this.mailData = new Framing.DotStuffed(limits.maxMessageSize());
    }

    private static Limits ofSubmission(Limits all) {
        long size = Math.min(all.maxMessageSize(), all.submission().maxMessageSize());
        int recipients = Math.min(all.maxRecipients(), all.submission().recipientsPerMessage());
        return size == all.maxMessageSize() && recipients == all.maxRecipients()
                ? all
                : all.with(l -> l.maxMessageSize(size).maxRecipients(recipients));
    }

    // What the engine calls.

    @Override
    public Framing onOpen() throws Exception {
        connection.idleTimeout(limits.idleTimeout());
        if (login.isMissing()) {
            connection.schedule(limits.loginTimeout(), this::expectLogin);
        }
        guard.time().sessionBegan();
        Framing refused = guard.connected();
        return refused != null
                ? refused
                : await(guard.silence(), silent -> await(intake.connected(origin()), this::welcome));
    }

    /** Greets, or says why not. */
    Framing welcome(Reply verdict) {
        Framing refused = guard.greeting();
        if (refused != null) {
            return refused;
        }
        if (verdict.isPositive()) {
            connection.send(Replies.ascii("220 " + hostname() + (settings.lmtp() ? " LMTP" : " ESMTP") + "\r\n"));
            return lines;
        }
        context.event(new MailEvent.CommandRefused(peer, "", verdict.toString()));
        if (verdict.isTransient()) {
            sayGoodbye(verdict.status(), verdict.text());
            return lines;
        }
        // RFC 5321 §3.1: 554 instead of 220, and then nothing but QUIT.
        unwelcome = true;
        connection.send(Replies.ascii("554 " + hostname() + " " + verdict.text() + "\r\n"));
        return lines;
    }

    @Override
    public Framing onFrame(Frame frame) throws Exception {
        if (frame instanceof Frame.Chunk chunk) {
            return chunk(chunk);
        }
        Framing next = frame instanceof Frame.Line line ? commands.line(line) : commands.overlong();
        leaveIfIdle();
        return next;
    }

    @Override
    public boolean isQuick(@Nullable Frame next) {
        if (settings.submission()) {
            return false; // the directory is asked about much
        }
        Reception current = reception;
        if (next instanceof Frame.Line line) {
            // Between two chunks a command may throw away what lies on a disk.
            return !login.isRunning() && current == null && QuickCommands.isQuick(line.octets(), intake);
        }
        if (next instanceof Frame.Chunk chunk) {
            return current != null && current == arriving && current.isQuick(chunk);
        }
        return next == null
                && current == null
                && intake.answersAtOnce(SessionPoint.CONNECT)
                && intake.answersAtOnce(SessionPoint.END);
    }

    private void expectLogin() {
        if (login.isMissing() && submission.vouched().isEmpty() && !closed) {
            limitReached("loginTimeout", "no login in time");
            sayGoodbye("4.7.0", "Too long without a login");
        }
    }

    private Framing chunk(Frame.Chunk chunk) throws Exception {
        MailData current = arriving;
        if (current == null) {
            throw new IllegalStateException("Mail data outside of DATA and BDAT");
        }
        guard.time().received(chunk.octets().remaining(), chunk.last());
        CompletionStage<Reply> headerJudged = current.take(chunk.octets());
        if (chunk.last()) {
            return headerJudged == null
                    ? current.finish(chunk.fault())
                    : await(headerJudged, reply -> current.finish(chunk.fault()));
        }
        return headerJudged == null ? mailData : await(headerJudged, reply -> mailData);
    }

    /** A method or a stage failed; the engine has told the host, and has drained mail data that was on its way. */
    @Override
    public Framing onFailure(Connection connection, Throwable cause) {
        waiting.over();
        boolean inAuth = login.isRunning();
        login.end();
        if (reception != null) {
            int more = arriving != null && arriving.isLast() ? repliesDue() - 1 : 0;
            endTransaction();
            for (int i = 0; i < more && !closed; i++) {
                connection.send(Replies.encode(Replies.INTERNAL_ERROR));
            }
        }
        return closed ? lines : refuse("", inAuth ? Replies.DIRECTORY_AWAY : Replies.INTERNAL_ERROR);
    }

    /** RFC 2033 §4.2. */
    private int repliesDue() {
        return settings.lmtp() ? transaction().recipients().size() : 1;
    }

    @Override
    public void onIdle() {
        sayGoodbye("4.4.2", "Nothing came for too long");
    }

    @Override
    public void onShutdown() {
        leave("4.3.2", "The server shuts down");
    }

    /** Closes the session once nothing is under way. */
    void leave(String status, String text) {
        leaving = new Reply(421, status, text);
        leaveIfIdle();
    }

    private void leaveIfIdle() {
        Reply last = leaving;
        if (last != null && !isBusy()) {
            sayGoodbye(last.status(), last.text());
        }
    }

    @Override
    public void onClose() {
        closed = true;
        endTransaction();
        intake.close(origin());
    }

    // What the commands call.

    Connection connection() {
        return connection;
    }

    ServerContext context() {
        return context;
    }

    SmtpSettings settings() {
        return settings;
    }

    Limits limits() {
        return limits;
    }

    Peer peer() {
        return peer;
    }

    Login login() {
        return login;
    }

    Submission submission() {
        return submission;
    }

    /** Who submits: who has logged in, or who is vouched for. */
    Optional<Account> account() {
        return login.account().or(submission::vouched);
    }

    /** What a client is told before MAIL that has not logged in and has to, or null. */
    @Nullable
    Reply loginMissing() {
        try {
            // Behind who speaks for others each of them is somebody else.
            boolean proxy = settings.mayUseXclient(connection.remote().getAddress());
            if (login.account().isEmpty() && !proxy && submission.vouch()) {
                origin = null;
            }
        } catch (Refusal e) {
            return e.reply();
        }
        return login.isMissing() && account().isEmpty() ? login.required() : null;
    }

    Guard guard() {
        return guard;
    }

    String hostname() {
        return context.hostname();
    }

    /** The framing of commands. */
    Framing lines() {
        return lines;
    }

    State state() {
        return transaction != null ? State.TRANSACTION : helo != null ? State.GREETED : State.CONNECTED;
    }

    /** What the client called itself. */
    String helo() {
        return helo == null ? "" : helo;
    }

    /** Whether it said EHLO. */
    boolean isExtended() {
        return extended;
    }

    void greeted(String name, boolean withExtensions) {
        endTransaction();
        helo = name;
        extended = withExtensions;
        origin = null;
    }

    /** The greeting was refused. */
    void ungreeted() {
        helo = null;
        extended = false;
        origin = null;
    }

    void loggedIn() {
        origin = null;
    }

    /** Forgets all that the client said. */
    void forget() {
        endTransaction();
        helo = null;
        extended = false;
        origin = null;
        login.forget();
        submission.forget();
    }

    /** Begins anew for a client that somebody else speaks for. Answers how it is turned away, or null. */
    @Nullable
    Framing beginAnew(Peer client) {
        forget();
        intake.close(origin());
        peer = client;
        behindProxy = true;
        guard.time().over();
        guard = new Guard(this);
        intake = context.intake().open();
        origin = null;
        return guard.connected();
    }

    Origin origin() {
        if (origin == null) {
            origin =
                    new Origin(peer, helo(), account(), connection.tls().map(TlsInfo::protocol), settings.submission());
        }
        return origin;
    }

    Transaction transaction() {
        if (transaction == null) {
            throw new IllegalStateException("No mail transaction");
        }
        return transaction;
    }

    void transaction(Transaction begun) {
        transaction = begun;
        guard.time().transactionBegan();
    }

    void endTransaction() {
        if (transaction != null && !handedOver) {
            intake.reset(origin());
        }
        handedOver = false;
        transaction = null;
        guard.time().transactionEnded();
        if (reception != null) {
            reception.cancel();
            reception = null;
        }
    }

    IntakeSession intake() {
        return intake;
    }

    /** Gives the intake the message of the transaction. RFC 2033 §4.2: in LMTP each recipient gets a reply. */
    CompletionStage<List<Reply>> handOver(Mail mail) {
        handedOver = true;
        return settings.lmtp() ? intake.acceptEach(mail) : intake.accept(mail).thenApply(List::of);
    }

    Framing receive(Reception begun) {
        reception = begun;
        arriving = begun;
        return mailData;
    }

    /** So many octets come, which belong to the message that {@code begun} takes, or to none. */
    Framing receive(MailData taker, @Nullable Reception begun, long size) {
        reception = begun;
        arriving = taker;
        guard.time().runBegan();
        return new Framing.Octets(size);
    }

    /** The mail data is drained and judged, for each recipient: the transaction is over. */
    Framing received(List<Reply> replies) {
        endTransaction();
        for (Reply reply : settings.lmtp() ? replies : replies.subList(0, 1)) {
            guard.received(reply);
            connection.send(encode(reply));
            closeAfter(reply);
        }
        if (leaving != null) {
            sayGoodbye(leaving.status(), leaving.text());
        }
        return lines;
    }

    /** RFC 5321 §3.8, RFC 7504 §3: these codes say that the connection is closed. */
    private void closeAfter(Reply reply) {
        if (reply.code() == 421 || reply.code() == 521) {
            close();
        }
    }

    /** RFC 5321 §4.2.2: the name of the server comes first in a 421, whoever says it. */
    private byte[] encode(Reply reply) {
        return reply.code() != 421 || reply.text().startsWith(hostname() + " ")
                ? Replies.encode(reply)
                : Replies.ascii("421 " + reply.status() + " " + hostname() + " " + reply.text() + "\r\n");
    }

    Framing reply(Replies.Wire reply) {
        connection.send(reply.octets());
        return lines;
    }

    Framing reply(Reply reply) {
        connection.send(encode(reply));
        closeAfter(reply);
        return lines;
    }

    /** Refuses a command that an event names as {@code command}. */
    Framing refuse(String command, Reply reply) {
        context.event(new MailEvent.CommandRefused(peer, command, reply.toString()));
        return replyToError(reply);
    }

    /** Replies to an error, or closes if that is one too many of the client's. */
    Framing replyToError(Reply reply) {
        return guard.errors().error(reply);
    }

    /** Tells the host that a limit acted, and the client goodbye. */
    Framing expel(String limit, String detail, Reply last) {
        if (!closed) {
            limitReached(limit, detail);
            connection.send(encode(last));
            close();
        }
        return lines;
    }

    void limitReached(String limit, String detail) {
        context.event(new MailEvent.LimitReached(peer, limit, detail));
    }

    /** Goes on when the stage is complete: at once if it is already. */
    <T> Framing await(CompletionStage<T> stage, Waiting.Continuation<T> then) throws Exception {
        return waiting.until(stage, then);
    }

    /** Goes on after a while. */
    Framing later(Duration delay, Supplier<Framing> then) {
        return waiting.after(delay, then);
    }

    /** Whether the client has to wait for something on this side. */
    boolean isWaiting() {
        return waiting.isOn();
    }

    private boolean isBusy() {
        return waiting.isOn() || transaction != null;
    }

    void sayGoodbye(String status, String text) {
        if (!closed) {
            connection.send(encode(new Reply(421, status, text)));
            close();
        }
    }

    Reply noRecipients() {
        return settings.lmtp() ? Replies.NO_RECIPIENTS_IN_LMTP : Replies.NO_RECIPIENTS;
    }

    /** Whether somebody else has said who the client is. */
    boolean isBehindProxy() {
        return behindProxy;
    }

    /** Whether it was refused when it connected. */
    boolean isUnwelcome() {
        return unwelcome;
    }

    /** Ends the session after a line that leaves open where the next one begins. */
    Framing loseTrack(String command, String text) {
        context.event(new MailEvent.CommandRefused(peer, command, "421 4.5.4 " + text));
        sayGoodbye("4.5.4", text);
        return lines;
    }

    /** Closes at once, without a word. */
    void drop() {
        closed = true;
        connection.abort();
    }

    /** Closes when all that was sent has left. */
    void close() {
        closed = true;
        connection.close();
    }
}
