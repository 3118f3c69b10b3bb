package io.github.hikyaku.imap.internal.session;

import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.imap.internal.command.CommandReceiver;
import io.github.hikyaku.imap.internal.command.CommandReceiver.Step;
import io.github.hikyaku.imap.internal.command.CommandRefused;
import org.jspecify.annotations.Nullable;

/** Throws away the rest of a command that is refused, so that none of it is taken for a command (RFC 7888 §4). */
final class DiscardInput implements Input {
    private final ImapSession session;
    private final CommandRefused refusal;
    private final String command;
    private final Framing lines;
    private @Nullable Framing octets;

    DiscardInput(ImapSession session, CommandRefused refusal, String command, long count, Framing lines) {
        this.session = session;
        this.refusal = refusal;
        this.command = command;
        this.lines = lines;
        this.octets = new Framing.Octets(count);
    }

    @Override
    public Framing framing() {
        return octets == null ? lines : octets;
    }

    @Override
    public void onFrame(Frame frame) {
        if (frame instanceof Frame.Chunk chunk) {
            if (chunk.last()) {
                octets = null;
            }
            return;
        }
        if (frame instanceof Frame.Line line) {
            Step step = new CommandReceiver().line(line.octets(), 0, 0);
            // With no room for anything a literal is too big, or an APPEND's.
            long count = -1;
            if (step instanceof Step.TooBig big && !big.synchronizing()) {
                count = big.count();
            } else if (step instanceof Step.Message message && !message.synchronizing()) {
                count = message.count();
            }
            if (count >= 0) {
                octets = new Framing.Octets(count);
                if (count == Long.MAX_VALUE) {
                    session.bye("A literal like that is not read");
                }
                return;
            }
        }
        session.readCommands();
        session.refuse(command, refusal);
    }
}
