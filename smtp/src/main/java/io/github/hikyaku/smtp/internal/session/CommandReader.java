package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.smtp.internal.command.CommandLine;
import io.github.hikyaku.smtp.internal.command.Refusal;
import io.github.hikyaku.smtp.internal.session.CommandTable.Command;

/** The lines of a session: commands, responses within AUTH, and what is neither. */
final class CommandReader {
    private static final int MAX_SHOWN = 200;

    private final SmtpSession session;
    private boolean authSeen;

    /** DATA was refused just now: a client that does not wait for the reply sends mail data next. */
    private boolean textMayFollow;

    CommandReader(SmtpSession session) {
        this.session = session;
    }

    /** A line with its end. */
    Framing line(Frame.Line line) throws Exception {
        if (session.login().isRunning()) {
            try {
                return line.bareLf()
                        ? refuseInAuth(Replies.BARE_LINE_BREAK)
                        : session.login().response(line.octets());
            } catch (Refusal e) {
                return session.refuse("AUTH", e.reply());
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
        if (session.isUnwelcome() && !CommandTable.isForUnwelcome(command.verb())) {
            return session.refuse(shown(command), Replies.UNWELCOME);
        }
        try {
            Framing expelled = session.guard().command(command.verb());
            return expelled != null ? expelled : row.run(session, command.argument());
        } catch (Refusal e) {
            textMayFollow = command.verb().equals("DATA");
            return session.refuse(shown(command), e.reply());
        }
    }

    /** A line that was longer than any may be. */
    Framing overlong() {
        session.limitReached("maxLineLength", "command line");
        return session.login().isRunning()
                ? session.refuse("AUTH", session.login().tooLong().reply())
                : noCommand("", Replies.LINE_TOO_LONG);
    }

    /** Refuses a line that is no command, or ends the session before more of a message is taken for commands. */
    private Framing noCommand(String shown, Reply reply) {
        if (!textMayFollow) {
            return session.refuse(shown, reply);
        }
        // RFC 2920 §3.1: nothing may follow DATA before its reply is seen.
        session.context()
                .event(new MailEvent.CommandRefused(session.peer(), "", "421 4.7.0 Mail data after DATA was refused"));
        session.sayGoodbye("4.7.0", "DATA was refused, and no mail data is wanted");
        return session.lines();
    }

    private Framing refuseInAuth(Reply reply) {
        session.login().end();
        return session.refuse("AUTH", reply);
    }

    private Framing unknown(CommandLine command) {
        if (CommandTable.isHttp(command.verb())) {
            session.context().event(new MailEvent.CommandRefused(session.peer(), command.verb(), "none: this is HTTP"));
            session.drop();
            return session.lines();
        }
        // After AUTH it may be a secret that the client sent although nobody asked for it.
        String shown = authSeen ? "" : visible(command.verb());
        Framing expelled = session.guard().errors().unknownCommand(shown);
        return expelled != null ? expelled : noCommand(shown, Replies.UNKNOWN_COMMAND);
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
}
