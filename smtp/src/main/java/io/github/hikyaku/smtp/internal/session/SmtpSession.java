package io.github.hikyaku.smtp.internal.session;

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
import io.github.hikyaku.smtp.internal.command.CommandLine;
import io.github.hikyaku.smtp.internal.command.Refusal;
import io.github.hikyaku.smtp.internal.session.CommandTable.Command;
import io.github.hikyaku.smtp.internal.session.CommandTable.State;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one SMTP session (RFC 5321). A frame is a command, a response within AUTH, or a piece of mail
 * data; everything that is refused goes through {@link #refuse}, which counts.
 */
public final class SmtpSession implements ProtocolSession {
    private static final int MAX_SHOWN = 200;

    private final Connection connection;
    private final ServerContext context;
    private final SmtpSettings settings;
    private final Limits limits;
    private final Peer peer;
    private final IntakeSession intake;
    private final Login login;
    private final Framing lines;
    private final Framing mailData;

    private @Nullable String helo;
    private boolean extended;
    private @Nullable Origin origin;
    private @Nullable Transaction transaction;
    private @Nullable Reception reception;
    private boolean authSeen;

    /** DATA was refused just now: a client that does not wait for the reply sends mail data next. */
    private boolean textMayFollow;

    /** Refused when it connected. */
    private boolean unwelcome;

    private int errors;
    /** Whether the intake has been given the message of the transaction. */
    private boolean handedOver;

    private boolean waiting;
    private boolean shutdown;
    private boolean closed;

    /** A session for a connection on which nothing has been said. */
    public SmtpSession(Connection connection, ServerContext context, SmtpSettings settings) {
        this.connection = connection;
        this.context = context;
        this.settings = settings;
        this.limits = context.limits();
        this.peer = new Peer(settings.name(), connection.id(), connection.local(), connection.remote());
        this.intake = context.intake().open();
        this.login = new Login(this);
        this.lines = new Framing.Lines(limits.maxLineLength());
        this.mailData = new Framing.DotStuffed(limits.maxMessageSize());
    }

    // What the engine calls.

    @Override
    public Framing onOpen() throws Exception {
        connection.idleTimeout(limits.idleTimeout());
        if (login.isMissing()) {
            connection.schedule(limits.loginTimeout(), this::expectLogin);
        }
        return await(intake.connected(origin()), this::welcome);
    }

    private Framing welcome(Reply verdict) {
        if (verdict.isPositive()) {
            connection.send(Replies.ascii("220 " + hostname() + " ESMTP\r\n"));
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
        Framing next = frame instanceof Frame.Line line ? line(line) : overlong();
        if (shutdown && !isBusy()) {
            sayGoodbye("4.3.2", "The server shuts down");
        }
        return next;
    }

    @Override
    public boolean isQuick(@Nullable Frame next) {
        if (next instanceof Frame.Line line) {
            return !login.isRunning() && QuickCommands.isQuick(line.octets(), intake);
        }
        Reception current = reception;
        if (next instanceof Frame.Chunk chunk) {
            return current != null && current.isQuick(chunk);
        }
        return next == null
                && current == null
                && intake.answersAtOnce(SessionPoint.CONNECT)
                && intake.answersAtOnce(SessionPoint.END);
    }

    private void expectLogin() {
        if (login.isMissing() && !closed) {
            limitReached("loginTimeout", "no login in time");
            sayGoodbye("4.7.0", "Too long without a login");
        }
    }

    private Framing chunk(Frame.Chunk chunk) throws Exception {
        Reception current = reception;
        if (current == null) {
            throw new IllegalStateException("Mail data outside of DATA");
        }
        CompletionStage<Reply> headerJudged = current.take(chunk.octets());
        if (chunk.last()) {
            return headerJudged == null
                    ? current.finish(chunk.fault())
                    : await(headerJudged, reply -> current.finish(chunk.fault()));
        }
        return headerJudged == null ? mailData : await(headerJudged, reply -> mailData);
    }

    private Framing line(Frame.Line line) throws Exception {
        if (login.isRunning()) {
            try {
                return line.bareLf() ? refuseInAuth(Replies.BARE_LINE_BREAK) : login.response(line.octets());
            } catch (Refusal e) {
                return refuse("AUTH", e.reply());
            }
        }
        if (line.bareLf()) {
            return noCommand("", Replies.BARE_LINE_BREAK);
        }
        CommandLine command;
        try {
            command = CommandLine.of(line.octets());
        } catch (Refusal e) {
            return noCommand("", e.reply());
        }
        authSeen |= command.verb().startsWith("AUTH");
        Command<?> row = CommandTable.find(command.verb());
        if (row == null) {
            return unknown(command);
        }
        textMayFollow = false;
        if (unwelcome && !command.verb().equals("QUIT")) {
            return refuse(shown(command), Replies.UNWELCOME);
        }
        try {
            return row.run(this, command.argument());
        } catch (Refusal e) {
            textMayFollow = command.verb().equals("DATA");
            return refuse(shown(command), e.reply());
        }
    }

    private Framing overlong() {
        limitReached("maxLineLength", "command line");
        return login.isRunning() ? refuse("AUTH", login.tooLong().reply()) : noCommand("", Replies.LINE_TOO_LONG);
    }

    /** Refuses a line that is no command, or ends the session before more of a message is taken for commands. */
    private Framing noCommand(String shown, Reply reply) {
        if (!textMayFollow) {
            return refuse(shown, reply);
        }
        // RFC 2920 §3.1: nothing may follow DATA before its reply is seen.
        context.event(new MailEvent.CommandRefused(peer, "", "421 4.7.0 Mail data after DATA was refused"));
        sayGoodbye("4.7.0", "DATA was refused, and no mail data is wanted");
        return lines;
    }

    private Framing refuseInAuth(Reply reply) {
        login.end();
        return refuse("AUTH", reply);
    }

    private Framing unknown(CommandLine command) {
        if (CommandTable.isHttp(command.verb())) {
            context.event(new MailEvent.CommandRefused(peer, command.verb(), "none: this is HTTP"));
            closed = true;
            connection.abort();
            return lines;
        }
        // After AUTH it may be a secret that the client sent although nobody asked for it.
        return noCommand(authSeen ? "" : visible(command.verb()), Replies.UNKNOWN_COMMAND);
    }

    /** The command for an event: without what AUTH brings along. */
    private static String shown(CommandLine command) {
        return command.verb().equals("AUTH") || command.argument().isEmpty()
                ? command.verb()
                : visible(command.verb() + " " + command.argument());
    }

    /** What can stand in a line of a log. */
    private static String visible(String text) {
        StringBuilder shown = new StringBuilder(text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) : text);
        for (int i = 0; i < shown.length(); i++) {
            if (Character.isISOControl(shown.charAt(i))) {
                shown.setCharAt(i, '?');
            }
        }
        return shown.toString();
    }

    /** A method or a stage failed; the engine has told the host, and has drained mail data that was on its way. */
    @Override
    public Framing onFailure(Connection connection, Throwable cause) {
        waiting = false;
        boolean inAuth = login.isRunning();
        login.end();
        if (reception != null) {
            endTransaction();
        }
        return closed ? lines : refuse("", inAuth ? Replies.DIRECTORY_AWAY : Replies.INTERNAL_ERROR);
    }

    @Override
    public void onIdle() {
        sayGoodbye("4.4.2", "Nothing came for too long");
    }

    @Override
    public void onShutdown() {
        shutdown = true;
        if (!isBusy()) {
            sayGoodbye("4.3.2", "The server shuts down");
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
    }

    Origin origin() {
        if (origin == null) {
            origin = new Origin(
                    peer, helo(), login.account(), connection.tls().map(TlsInfo::protocol), settings.submission());
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
    }

    void endTransaction() {
        if (transaction != null && !handedOver) {
            intake.reset(origin());
        }
        handedOver = false;
        transaction = null;
        if (reception != null) {
            reception.cancel();
            reception = null;
        }
    }

    IntakeSession intake() {
        return intake;
    }

    /** Gives the intake the message of the transaction. */
    CompletionStage<Reply> handOver(Mail mail) {
        handedOver = true;
        return intake.accept(mail);
    }

    Framing receive(Reception begun) {
        reception = begun;
        return mailData;
    }

    /** The mail data is drained and judged: the transaction is over. */
    Framing received(Reply reply) {
        endTransaction();
        if (reply.isPositive()) {
            errors = 0;
        }
        connection.send(Replies.encode(reply));
        closeAfter(reply);
        if (shutdown) {
            sayGoodbye("4.3.2", "The server shuts down");
        }
        return lines;
    }

    /** RFC 5321 §3.8, RFC 7504 §3: these codes say that the connection is closed. */
    private void closeAfter(Reply reply) {
        if (reply.code() == 421 || reply.code() == 521) {
            close();
        }
    }

    Framing reply(Replies.Wire reply) {
        connection.send(reply.octets());
        return lines;
    }

    Framing reply(Reply reply) {
        connection.send(Replies.encode(reply));
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
        if (reply.code() == 421 || reply.code() == 521) {
            return reply(reply);
        }
        // A 4xx is no fault of the client.
        if (reply.isTransient() || ++errors < limits.maxErrors()) {
            return reply(reply);
        }
        limitReached("maxErrors", reply.toString());
        sayGoodbye("4.7.0", "Too many errors");
        return lines;
    }

    void limitReached(String limit, String detail) {
        context.event(new MailEvent.LimitReached(peer, limit, detail));
    }

    /** What answers a stage's value, in turn with the session. */
    @FunctionalInterface
    interface Continuation<T> {
        Framing apply(T value) throws Exception;
    }

    /** Goes on when the stage is complete: at once if it is already. */
    @SuppressWarnings("FutureReturnValueIgnored") // what happens is in the stage that is returned
    <T> Framing await(CompletionStage<T> stage, Continuation<T> then) throws Exception {
        CompletableFuture<T> answer = stage.toCompletableFuture();
        if (answer.isDone() && !answer.isCompletedExceptionally()) {
            return then.apply(answer.join());
        }
        waiting = true;
        CompletableFuture<Framing> next = new CompletableFuture<>();
        answer.whenComplete((value, failure) -> connection.execute(() -> {
            waiting = false;
            if (failure != null) {
                next.completeExceptionally(failure);
                return;
            }
            try {
                next.complete(then.apply(value));
                if (shutdown && !isBusy()) {
                    sayGoodbye("4.3.2", "The server shuts down");
                }
            } catch (Throwable e) {
                next.completeExceptionally(e);
            }
        }));
        return new Framing.Wait(next);
    }

    private boolean isBusy() {
        return waiting || transaction != null;
    }

    private void sayGoodbye(String status, String text) {
        if (!closed) {
            // RFC 5321 §4.2.2: the name of the server comes first in a 421.
            connection.send(Replies.ascii("421 " + status + " " + hostname() + " " + text + "\r\n"));
            close();
        }
    }

    /** Closes when all that was sent has left. */
    void close() {
        closed = true;
        connection.close();
    }
}
