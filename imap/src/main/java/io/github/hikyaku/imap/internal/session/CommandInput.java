package io.github.hikyaku.imap.internal.session;

import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.imap.internal.command.CommandReceiver;
import io.github.hikyaku.imap.internal.command.CommandReceiver.Step;
import io.github.hikyaku.imap.internal.command.CommandRefused;
import io.github.hikyaku.imap.internal.command.CommandScanner;
import io.github.hikyaku.storage.MailStoreException;
import java.util.Set;

/** Reads commands, with their literals, and runs them by the table. */
final class CommandInput implements Input {
    /** Before the login a line, and the literals of a command together, are no longer than this. */
    private static final int BEFORE_LOGIN = 8 * 1024;

    // What browsers can be made to say to any port.
    private static final Set<String> HTTP = Set.of("GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "CONNECT");

    private final ImapSession session;
    private final CommandReceiver receiver = new CommandReceiver();
    private long literal = -1;

    CommandInput(ImapSession session) {
        this.session = session;
    }

    void reset() {
        receiver.reset();
        literal = -1;
    }

    @Override
    public Framing framing() {
        return literal >= 0 ? new Framing.Octets(literal) : lines();
    }

    private Framing.Lines lines() {
        return new Framing.Lines(maxLine());
    }

    private int maxLine() {
        Limits limits = session.context().limits();
        // A set of UIDs cannot be a literal, so a line may be as long as one.
        return session.state() == State.NOT_AUTHENTICATED
                ? Math.min(BEFORE_LOGIN, limits.maxLineLength())
                : Math.max(limits.maxLineLength(), limits.maxLiteralLength());
    }

    @Override
    public void onFrame(Frame frame) {
        if (frame instanceof Frame.Chunk chunk) {
            receiver.literal(chunk.octets());
            if (chunk.last()) {
                literal = -1;
            }
        } else if (frame instanceof Frame.Line line && !line.bareLf()) {
            line(line.octets());
        } else {
            reset();
            String why = frame instanceof Frame.Line ? "A line ends with CRLF" : "Line too long";
            session.refuse("", CommandRefused.bad(why));
        }
    }

    private void line(byte[] octets) {
        boolean early = session.state() == State.NOT_AUTHENTICATED;
        int maxLiteral = session.context().limits().maxLiteralLength();
        maxLiteral = early ? Math.min(BEFORE_LOGIN, maxLiteral) : maxLiteral;
        Step step = receiver.line(octets, maxLiteral, maxLine() + maxLiteral);
        if (step instanceof Step.Ready ready) {
            run(ready.octets());
        } else if (step instanceof Step.Literal need) {
            literal = need.count();
            if (need.synchronizing()) {
                session.sendNow("+ Ready\r\n");
            }
        } else if (step instanceof Step.Message message) {
            message(message);
        } else if (step instanceof Step.TooBig big) {
            tooBig(big);
        }
    }

    private void run(byte[] octets) {
        String name = "";
        try {
            CommandScanner in =
                    new CommandScanner(octets, session.context().limits().maxNesting());
            session.tag(in.tag());
            in.space();
            name = in.keyword();
            if (name.equals("UID")) {
                in.space();
                name = "UID " + in.keyword();
            }
            CommandTable.Entry<?> entry = CommandTable.find(name);
            if (entry == null) {
                unknown(name);
                return;
            }
            if (!entry.states().contains(session.state())) {
                throw wrongState(entry.states());
            }
            Completion completion = entry.run(session, in);
            if (!completion.isLater()) {
                session.complete(entry.updates(), completion);
            }
        } catch (RuntimeException e) {
            CommandRefused refusal = refusal(e);
            if (!refusal.isBad() && (name.equals("SELECT") || name.equals("EXAMINE"))) {
                // RFC 3501 §6.3.1: no mailbox is selected then, also if the name could be none.
                session.deselect();
            }
            session.refuse(name, refusal);
        }
    }

    private void unknown(String name) {
        if (session.state() == State.NOT_AUTHENTICATED && HTTP.contains(session.tag())) {
            session.bye("This is an IMAP server");
            return;
        }
        session.refuse(name, CommandRefused.bad(name.equals("APPEND") ? "Expected a literal" : "Unknown command"));
    }

    private CommandRefused wrongState(Set<State> allowed) {
        if (session.state() == State.NOT_AUTHENTICATED) {
            return CommandRefused.bad("Log in first");
        }
        return CommandRefused.bad(allowed.contains(State.SELECTED) ? "Select a mailbox first" : "Not after the login");
    }

    /** What the client is told of a failure; a program error is not its business and goes on. */
    static CommandRefused refusal(RuntimeException e) {
        if (e instanceof CommandRefused refused) {
            return refused;
        }
        if (e instanceof MailStoreException store) {
            return StoreErrors.refusal(store);
        }
        if (e instanceof AccountsUnavailableException) {
            return CommandRefused.no("UNAVAILABLE", "The user directory cannot be asked now, try again later");
        }
        throw e;
    }

    private void message(Step.Message message) {
        try {
            CommandScanner in = tagged(message.command());
            if (session.state() == State.NOT_AUTHENTICATED) {
                throw wrongState(State.LOGGED_IN);
            }
            in.space();
            in.keyword();
            AppendInput append = AppendInput.start(session, in, message.count());
            session.read(append);
            if (message.synchronizing()) {
                session.sendNow("+ Ready\r\n");
            }
        } catch (RuntimeException e) {
            refuseLiteral(refusal(e), "APPEND", message.count(), message.synchronizing());
        }
    }

    private void tooBig(Step.TooBig big) {
        try {
            tagged(big.command());
            boolean number = big.count() != Long.MAX_VALUE;
            refuseLiteral(
                    number ? CommandRefused.no("TOOBIG", "Literal too big") : CommandRefused.bad("Literal too big"),
                    "",
                    big.count(),
                    big.synchronizing());
        } catch (CommandRefused e) {
            refuseLiteral(e, "", big.count(), big.synchronizing());
        }
    }

    private CommandScanner tagged(byte[] command) {
        CommandScanner in =
                new CommandScanner(command, session.context().limits().maxNesting());
        session.tag(in.tag());
        return in;
    }

    /** RFC 7888 §4: a client that waits is refused at once; what one that does not wait sends is drained, or it must go. */
    private void refuseLiteral(CommandRefused refusal, String command, long count, boolean synchronizing) {
        if (synchronizing) {
            session.refuse(command, refusal);
        } else if (count == Long.MAX_VALUE || session.state() == State.NOT_AUTHENTICATED) {
            session.refuse(command, refusal);
            session.bye("A literal like that is not read");
        } else {
            session.read(new DiscardInput(session, refusal, command, count, lines()));
        }
    }
}
