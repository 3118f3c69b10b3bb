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
        session.readCommands();
        session.wakeOnSignal(false);
        if (frame instanceof Frame.Line line && line.latin1().equalsIgnoreCase("DONE")) {
            session.complete(Updates.UID, Completion.ok("IDLE completed"));
        } else {
            session.refuse("IDLE", CommandRefused.bad("Expected DONE"));
        }
    }
}
