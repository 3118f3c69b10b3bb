package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.SpooledMessage;
import io.github.hikyaku.pipeline.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The mail data of one transaction on its way from the wire to the intake. All of it is taken from the wire before
 * anything is replied, whatever went wrong on the way, so that none of it is ever read as a command.
 */
final class Reception {
    private final SmtpSession session;
    private final Envelope envelope;
    private final String id = MailIds.next();
    private final HeaderScan headers = new HeaderScan();
    private final SpooledMessage message;

    /** What is wrong with it so far; the octets that still come are thrown away. */
    private @Nullable Reply fault;

    /** Whether the intake has it, which reads it until its stage is complete. */
    private boolean handedOver;

    Reception(SmtpSession session, Transaction transaction) {
        this.session = session;
        this.envelope = transaction.envelope();
        this.message = session.context().spool().begin();
    }

    /** Whether to take a chunk, and to {@link #finish} if it is the last, waits for nothing. */
    boolean isQuick(Frame.Chunk chunk) {
        return message.isInMemoryWith(chunk.octets().remaining())
                && (!chunk.last() || session.context().intake().acceptsAtOnce());
    }

    /** Takes a chunk. */
    void take(ByteBuffer octets) {
        if (fault != null || !octets.hasRemaining()) {
            return;
        }
        try {
            headers.scan(octets);
            message.write(octets);
        } catch (IOException e) {
            // RFC 5321 §4.2.3: 452 for insufficient storage, which is what a broken disk comes to as well.
            fail(Replies.NO_SPACE, e);
        } catch (RuntimeException e) {
            fail(Replies.INTERNAL_ERROR, e);
        }
    }

    private void fail(Reply reply, Exception cause) {
        fault = reply;
        message.close();
        session.context().event(new MailEvent.InternalError(Optional.of(session.peer()), "spool", cause));
    }

    /** All of it is here. */
    Framing finish(Frame.Fault lineFault) throws Exception {
        Reply refusal = refusal(lineFault);
        if (refusal != null) {
            message.close();
            session.context()
                    .event(new MailEvent.MessageRefused(
                            session.peer(),
                            id,
                            envelope.reversePath().toString(),
                            refusal.toString(),
                            Optional.empty()));
            return session.received(refusal);
        }
        Instant now = session.context().clock().instant();
        byte[] trace = new TraceFields(session, envelope, id, now).octets(headers);
        Mail mail = new Mail(id, now, session.origin(), envelope, trace, message.content());
        handedOver = true;
        CompletionStage<Reply> answer;
        try {
            answer = session.context().intake().accept(mail);
        } catch (RuntimeException | Error e) {
            message.close();
            throw e;
        }
        return session.await(answer.whenComplete((reply, failure) -> message.close()), session::received);
    }

    private @Nullable Reply refusal(Frame.Fault lineFault) {
        if (fault != null) {
            return fault;
        }
        if (lineFault == Frame.Fault.TOO_BIG) {
            session.limitReached("maxMessageSize", "mail data");
            return Replies.TOO_BIG;
        }
        if (lineFault == Frame.Fault.BARE_LINE_BREAK) {
            return Replies.BARE_LINE_BREAK_IN_DATA;
        }
        if (headers.received() > session.limits().maxHops()) {
            session.limitReached("maxHops", headers.received() + " Received fields");
            return Replies.TOO_MANY_HOPS;
        }
        return null;
    }

    /** The session is over, or has given up on it. */
    void cancel() {
        if (!handedOver) {
            message.close();
        }
    }
}
