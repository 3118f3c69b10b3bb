package io.github.hikyaku.imap.internal.session;

import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.imap.internal.command.CommandRefused;

/** IDLE (RFC 2177): changes are told as they happen, until the client says DONE. */
final class IdleInput implements Input {
    private static final Framing LINES = new Framing.Lines(1_000);

    private final ImapSession session;

    IdleInput(ImapSession session) {
        this.session = session;
    }

    @Override
    public Framing framing() {
        return LINES;
    }

    @Override
    public void onFrame(Frame frame) {
        session.wakeOnSignal(false);
        if (frame instanceof Frame.Line line && line.latin1().equalsIgnoreCase("DONE")) {
            session.readCommands();
            session.complete(Updates.UID, Completion.ok("IDLE completed"));
        } else {
            // A command with a literal, perhaps, whose octets must not be taken for commands.
            DiscardInput rest = new DiscardInput(session, CommandRefused.bad("Expected DONE"), "IDLE", 0, LINES);
            session.read(rest);
            rest.onFrame(frame);
        }
    }
}
