package io.github.hikyaku.imap.internal.session;

import io.github.hikyaku.imap.internal.command.Command;

/** The commands of every state (RFC 3501 §6.1). */
final class GeneralCommands {
    private GeneralCommands() {}

    static Completion capability(ImapSession session, Command.Plain command) {
        session.out().append("* CAPABILITY ").append(Capabilities.of(session)).append("\r\n");
        return Completion.ok("CAPABILITY completed");
    }

    static Completion noop(ImapSession session, Command.Plain command) {
        return Completion.ok("NOOP completed");
    }

    static Completion id(ImapSession session, Command.Id command) {
        session.out().append("* ID (\"name\" \"Hikyaku\")\r\n");
        return Completion.ok("ID completed");
    }

    static Completion logout(ImapSession session, Command.Plain command) {
        session.deselect();
        session.out().append("* BYE See you\r\n");
        session.complete(Updates.NONE, Completion.ok("LOGOUT completed"));
        session.connection().close();
        return Completion.LATER;
    }
}
