package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.message.BodyType;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.MailParameters.DeliverBy;
import io.github.hikyaku.message.SpooledMessage;
import io.github.hikyaku.mime.HeaderSection;
import io.github.hikyaku.mime.MimeLimits;
import io.github.hikyaku.pipeline.IntakeSession;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.pipeline.SessionPoint;
import io.github.hikyaku.smtp.internal.submission.SubmittedHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The mail data of one transaction on its way from the wire to the intake. All of it is taken from the wire before
 * anything is replied, whatever went wrong on the way, so that none of it is ever read as a command.
 */
final class Reception implements MailData {
    private static final byte[] NOTHING = {};

    private final SmtpSession session;
    private final Envelope envelope;
    private final String id = MailIds.next();
    private final HeaderScan headers = new HeaderScan();
    private final SpooledMessage message;
    private final Optional<DeliverBy> deliverBy;

    private boolean nul;

    /** What is wrong with it so far; the octets that still come are thrown away. */
    private @Nullable Reply fault;

    /** What the stages said of the header section, if they refuse it. */
    private volatile @Nullable Reply headerRefusal;

    /** The header section so far, while it is wanted. */
    private @Nullable ByteArrayOutputStream collected;

    /** Whether the intake has it, which reads it until its stage is complete. */
    private boolean handedOver;

    Reception(SmtpSession session, Transaction transaction) {
        this.session = session;
        this.envelope = transaction.envelope();
        this.deliverBy = transaction.deliverBy();
        this.message = session.context().spool().begin();
        this.collected = session.intake().wantsHeader() ? new ByteArrayOutputStream() : null;
    }

    /** Whether to take a chunk, and to {@link #finish} if it is the last, waits for nothing. */
    boolean isQuick(Frame.Chunk chunk) {
        IntakeSession intake = session.intake();
        return message.isInMemoryWith(chunk.octets().remaining())
                && (collected == null || intake.answersAtOnce(SessionPoint.HEADER))
                && (!chunk.last() || intake.answersAtOnce(SessionPoint.MESSAGE));
    }

    @Override
    public @Nullable CompletionStage<Reply> take(ByteBuffer octets) {
        if (fault != null || headerRefusal != null || !octets.hasRemaining()) {
            return null;
        }
        try {
            headers.scan(octets);
            nul |= NulScan.finds(octets);
            ByteBuffer copy = octets.duplicate();
            message.write(octets);
            if (collected != null && collect(collected, copy)) {
                return judgeHeader(collected);
            }
        } catch (IOException e) {
            // RFC 5321 §4.2.3: 452 for insufficient storage, which is what a broken disk comes to as well.
            fail(Replies.NO_SPACE, e);
        } catch (RuntimeException e) {
            fail(Replies.INTERNAL_ERROR, e);
        }
        return null;
    }

    /** Keeps the header section for the stages; answers whether it is complete, or as long as they are shown. */
    private boolean collect(ByteArrayOutputStream section, ByteBuffer octets) {
        int room = session.limits().reception().maxHeaderOctets() - section.size();
        byte[] some = new byte[Math.min(octets.remaining(), room)];
        octets.get(some);
        section.writeBytes(some);
        return headers.isInBody() || some.length == room;
    }

    private CompletionStage<Reply> judgeHeader(ByteArrayOutputStream section) {
        collected = null;
        HeaderSection header = HeaderSection.parse(section.toByteArray(), MimeLimits.DEFAULT);
        return session.intake().header(session.origin(), envelope, header).thenApply(reply -> {
            if (!reply.isPositive()) {
                headerRefusal = reply;
            }
            return reply;
        });
    }

    /** Takes no more, and forgets what was taken. */
    void refuse(Reply reply) {
        fault = reply;
        message.close();
    }

    /** Why it will not be taken, as far as that is known, or null. */
    @Nullable
    Reply refusal() {
        return fault != null ? fault : headerRefusal;
    }

    private void fail(Reply reply, Exception cause) {
        refuse(reply);
        session.context().event(new MailEvent.InternalError(Optional.of(session.peer()), "spool", cause));
    }

    /** All of it is here. */
    @Override
    public Framing finish(Frame.Fault lineFault) throws Exception {
        ByteArrayOutputStream section = collected;
        if (section != null && fault == null) {
            // All of it is header section, and no empty line behind it.
            return session.await(judgeHeader(section), reply -> finish(lineFault));
        }
        Reply refusal = refusalOf(lineFault);
        if (refusal != null) {
            return refused(refusal);
        }
        SubmittedHeader submitted =
                session.submission().examine(session.account(), envelope, id, message.content(), headers.isHeadless());
        if (submitted.refusal() != null) {
            return refused(submitted.refusal());
        }
        Instant now = session.context().clock().instant();
        byte[] trace = new TraceFields(session, envelope, id, now).octets(headers, submitted.added());
        Mail mail = new Mail(id, now, session.origin(), envelope, NOTHING, message.content())
                .changed(submitted.changes())
                .prepend(trace);
        handedOver = true;
        CompletionStage<List<Reply>> answer;
        try {
            answer = session.handOver(mail);
        } catch (RuntimeException | Error e) {
            message.close();
            throw e;
        }
        return session.await(answer.whenComplete((replies, failure) -> message.close()), session::received);
    }

    private Framing refused(Reply refusal) throws Exception {
        message.close();
        tell(refusal);
        return session.received(Collections.nCopies(envelope.recipients().size(), refusal));
    }

    /** Tells the host that it is refused. */
    void tell(Reply refusal) {
        session.context()
                .event(new MailEvent.MessageRefused(
                        session.peer(), id, envelope.reversePath().toString(), refusal.toString(), Optional.empty()));
    }

    private @Nullable Reply refusalOf(Frame.Fault lineFault) {
        if (refusal() != null) {
            return refusal();
        }
        if (lineFault == Frame.Fault.TOO_BIG) {
            session.limitReached("maxMessageSize", "mail data");
            return Replies.TOO_BIG;
        }
        if (lineFault == Frame.Fault.BARE_LINE_BREAK) {
            return Replies.BARE_LINE_BREAK_IN_DATA;
        }
        if (nul && isText() && !session.limits().reception().allowNul()) {
            return Replies.NUL_IN_DATA;
        }
        if (headers.received() > session.limits().maxHops()) {
            session.limitReached("maxHops", headers.received() + " Received fields");
            return Replies.TOO_MANY_HOPS;
        }
        // RFC 2852 §4: what comes too late goes back.
        boolean late = deliverBy
                .filter(DeliverBy::returned)
                .filter(by -> session.context().clock().instant().isAfter(by.deadline()))
                .isPresent();
        return late ? Replies.TOO_LATE : null;
    }

    /** RFC 5322 §2.2, RFC 6152 §3: neither 7BIT nor 8BITMIME has NUL. */
    private boolean isText() {
        BodyType body = envelope.parameters().body();
        return body == BodyType.SEVEN_BIT || body == BodyType.EIGHT_BIT_MIME;
    }

    /** The session is over, or has given up on it. */
    void cancel() {
        if (!handedOver) {
            message.close();
        }
    }
}
