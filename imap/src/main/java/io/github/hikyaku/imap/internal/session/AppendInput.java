package io.github.hikyaku.imap.internal.session;

import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.imap.internal.command.Command;
import io.github.hikyaku.imap.internal.command.CommandParser;
import io.github.hikyaku.imap.internal.command.CommandRefused;
import io.github.hikyaku.imap.internal.command.CommandScanner;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.QuotaUsage;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** APPEND (RFC 3501 §6.3.11): its literal goes into a deposit as it comes, and is committed when the command ends. */
final class AppendInput implements Input {
    private static final byte[] CRLF = {'\r', '\n'};
    /** Above this it is worth to ask for the quota before the literal comes; the store asks in any case. */
    private static final long LARGE = 1024 * 1024;

    private final ImapSession session;
    private final Deposit deposit;
    private final long count;
    private boolean complete;
    private @Nullable CommandRefused failure;
    private byte last;

    private AppendInput(ImapSession session, Deposit deposit, long count) {
        this.session = session;
        this.deposit = deposit;
        this.count = count;
    }

    /** Checks all that can be checked before the literal comes; refuses by throwing. */
    static AppendInput start(ImapSession session, CommandScanner in, long count) {
        Command.Append append = CommandParser.append(in);
        if (count > session.context().limits().maxMessageSize()) {
            throw CommandRefused.no("TOOBIG", "Message too big");
        }
        if (count == 0) {
            throw CommandRefused.no("CANNOT", "A message is not empty");
        }
        if (count > LARGE) {
            requireRoom(session.account().quota(), count);
        }
        Instant date = append.internalDate() == null ? session.context().clock().instant() : append.internalDate();
        try {
            Deposit deposit = session.account().open(append.mailbox()).deposit(Flags.of(append.flags()), date);
            return new AppendInput(session, deposit, count);
        } catch (MailStoreException e) {
            throw StoreErrors.targetRefusal(e);
        }
    }

    private static void requireRoom(QuotaUsage quota, long count) {
        if (quota.octetLimit().isPresent()
                && quota.octets() + count > quota.octetLimit().getAsLong()) {
            throw CommandRefused.no("OVERQUOTA", "The account is full");
        }
    }

    @Override
    public Framing framing() {
        return complete ? new Framing.Lines(session.context().limits().maxLineLength()) : new Framing.Octets(count);
    }

    @Override
    public void onFrame(Frame frame) {
        if (frame instanceof Frame.Chunk chunk) {
            write(chunk.octets());
            complete = chunk.last();
            return;
        }
        if (!(frame instanceof Frame.Line line) || line.octets().length > 0) {
            // Such as more messages (RFC 3502), whose text must not be taken for commands.
            deposit.close();
            CommandRefused refusal =
                    failure != null ? failure : CommandRefused.bad("The command ends with its literal");
            DiscardInput rest = new DiscardInput(session, refusal, "APPEND", 0, framing());
            session.read(rest);
            rest.onFrame(frame);
            return;
        }
        session.readCommands();
        try (deposit) {
            if (failure != null) {
                throw failure;
            }
            Deposit.Receipt receipt = deposit.commit();
            String code = "APPENDUID " + receipt.uidValidity() + " " + receipt.uid();
            session.complete(Updates.ALL, Completion.ok(code, "APPEND completed"));
        } catch (MailStoreException e) {
            session.refuse("APPEND", StoreErrors.targetRefusal(e));
        } catch (CommandRefused e) {
            session.refuse("APPEND", e);
        }
    }

    private void write(ByteBuffer octets) {
        if (failure != null || !octets.hasRemaining()) {
            return;
        }
        byte[] from;
        int start;
        int length = octets.remaining();
        if (octets.hasArray()) {
            from = octets.array();
            start = octets.arrayOffset() + octets.position();
        } else {
            from = new byte[length];
            start = 0;
            octets.get(from);
        }
        try {
            write(from, start, start + length);
        } catch (MailStoreException e) {
            // What still comes is read and thrown away.
            failure = StoreErrors.targetRefusal(e);
            deposit.close();
        }
    }

    /** Stores keep lines that end with CRLF; a client that sends bare LF means the same. */
    private void write(byte[] octets, int start, int end) {
        int from = start;
        for (int i = start; i < end; i++) {
            if (octets[i] == '\n' && (i > start ? octets[i - 1] : last) != '\r') {
                deposit.write(octets, from, i - from);
                deposit.write(CRLF, 0, 2);
                from = i + 1;
            }
        }
        deposit.write(octets, from, end - from);
        last = octets[end - 1];
    }

    @Override
    public void abandon() {
        deposit.close();
    }
}
