package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.message.BodyType;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.smtp.internal.command.Arguments;
import io.github.hikyaku.smtp.internal.command.CommandParser;
import io.github.hikyaku.smtp.internal.command.Refusal;
import io.github.hikyaku.smtp.internal.session.CommandTable.State;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A message that comes by BDAT (RFC 3030 §2). A client does not wait for the reply before it sends the chunk, so every chunk
 * is taken from the wire, one that is refused too, and none of it is ever read as a command. After a refusal nothing
 * is taken until RSET: the message would lack a part.
 */
final class ChunkedMessage {
    /** A greater chunk than this, and than twice the greatest message, is not worth waiting for its end. */
    private static final long MOST_DRAINED = 1L << 30;

    private final SmtpSession session;
    private final @Nullable Reception reception;
    private final @Nullable LineBreakScan lineBreaks;
    private long octets;
    private boolean failed;

    /** A message of which nothing has come, or, without a reception, one that is refused already. */
    private ChunkedMessage(SmtpSession session, Transaction transaction, @Nullable Reception reception) {
        this.session = session;
        this.reception = reception;
        this.failed = reception == null;
        this.lineBreaks = transaction.body() == BodyType.BINARY_MIME ? null : new LineBreakScan();
    }

    /** The command. */
    static Framing bdat(SmtpSession session, Arguments.Text text) {
        String command = "BDAT " + text.text();
        Arguments.Chunk chunk;
        try {
            chunk = CommandParser.chunk(text.text());
        } catch (Refusal unreadable) {
            // Where the chunk ends is unknown, and what is in it must not be read as commands.
            return session.loseTrack("BDAT", unreadable.reply().text());
        }
        if (chunk.size() > Math.max(MOST_DRAINED, saturated(session.limits().maxMessageSize()))) {
            session.limitReached("maxMessageSize", command);
            session.refuse(command, Replies.TOO_BIG);
            session.close();
            return session.lines();
        }
        Reply refusal = refusal(session);
        if (refusal != null) {
            return session.receive(new Drain(session, command, refusal), null, chunk.size());
        }
        Transaction transaction = session.transaction();
        ChunkedMessage message = transaction.chunks();
        if (message == null) {
            Reply unwanted =
                    transaction.recipients().isEmpty() ? session.noRecipients() : unwanted(session, transaction);
            message = new ChunkedMessage(
                    session, transaction, unwanted == null ? new Reception(session, transaction) : null);
            transaction.chunks(message);
            if (unwanted != null) {
                return session.receive(new Drain(session, command, unwanted), null, chunk.size());
            }
        }
        return message.begin(command, chunk);
    }

    /** Why a user may not send this now, or null. */
    private static @Nullable Reply unwanted(SmtpSession session, Transaction transaction) {
        try {
            session.submission()
                    .begin(session.account(), transaction.recipients().size());
            return null;
        } catch (Refusal refusal) {
            return refusal.reply();
        }
    }

    private static long saturated(long max) {
        return max > Long.MAX_VALUE / 2 ? Long.MAX_VALUE - 1 : max * 2;
    }

    private static @Nullable Reply refusal(SmtpSession session) {
        if (session.isUnwelcome()) {
            return Replies.UNWELCOME;
        }
        if (!Extensions.isOffered("CHUNKING", session)) {
            return Replies.NOT_IMPLEMENTED;
        }
        if (session.state() != State.TRANSACTION) {
            return session.state() == State.GREETED ? Replies.NO_TRANSACTION : Replies.NO_GREETING;
        }
        ChunkedMessage begun = session.transaction().chunks();
        return begun != null && begun.failed ? Replies.BDAT_FAILED : null;
    }

    private Framing begin(String command, Arguments.Chunk chunk) {
        Reception to = reception;
        if (to == null) {
            throw new IllegalStateException("A refused message goes on");
        }
        octets += chunk.size();
        if (octets > session.limits().maxMessageSize()) {
            session.limitReached("maxMessageSize", command);
            to.refuse(Replies.TOO_BIG);
        }
        return session.receive(new Run(to, command, chunk), to, chunk.size());
    }

    /** One chunk of it. */
    private final class Run implements MailData {
        private final Reception to;
        private final String command;
        private final Arguments.Chunk chunk;

        Run(Reception to, String command, Arguments.Chunk chunk) {
            this.to = to;
            this.command = command;
            this.chunk = chunk;
        }

        @Override
        public @Nullable CompletionStage<Reply> take(ByteBuffer piece) {
            if (lineBreaks != null && to.refusal() == null) {
                lineBreaks.scan(piece);
                if (lineBreaks.isBare()) {
                    to.refuse(Replies.BARE_LINE_BREAK_IN_DATA);
                }
            }
            return to.take(piece);
        }

        @Override
        public boolean isLast() {
            return chunk.last();
        }

        @Override
        public Framing finish(Frame.Fault none) throws Exception {
            if (chunk.last()) {
                boolean bare = lineBreaks != null && lineBreaks.isBareAtEnd();
                return to.finish(bare ? Frame.Fault.BARE_LINE_BREAK : Frame.Fault.NONE);
            }
            Reply refusal = to.refusal();
            if (refusal == null) {
                return session.reply(new Reply(250, "2.0.0", chunk.size() + " octets received"));
            }
            failed = true;
            to.cancel();
            to.tell(refusal);
            return session.refuse(command, refusal);
        }
    }

    /** A chunk that is refused. */
    private record Drain(SmtpSession session, String command, Reply refusal) implements MailData {
        @Override
        public @Nullable CompletionStage<Reply> take(ByteBuffer piece) {
            return null;
        }

        @Override
        public boolean isLast() {
            return false;
        }

        @Override
        public Framing finish(Frame.Fault none) {
            return session.refuse(command, refusal);
        }
    }
}
