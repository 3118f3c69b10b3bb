package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.message.Recipient;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.smtp.internal.command.Arguments;
import io.github.hikyaku.smtp.internal.command.Parameter;
import io.github.hikyaku.smtp.internal.command.Refusal;
import org.jspecify.annotations.Nullable;

/** The commands of a mail transaction (RFC 5321 §3.3). */
final class MailCommands {
    private MailCommands() {}

    static Framing mail(SmtpSession session, Arguments.MailFrom arguments) throws Exception {
        Transaction transaction = new Transaction(arguments.path());
        for (Parameter parameter : arguments.parameters()) {
            extensionOf(parameter, session).mailParameter(parameter, transaction, session);
        }
        // RFC 6531 §3.5: 550 for MAIL, 553 for RCPT.
        if (isInternationalized(arguments.path().address()) && !transaction.smtpUtf8()) {
            throw new Refusal(Replies.SENDER_NOT_ASCII);
        }
        return session.await(session.intake().mail(session.origin(), transaction.envelope()), reply -> {
            if (!reply.isPositive()) {
                session.intake().reset(session.origin());
                return session.refuse("MAIL FROM:" + arguments.path(), reply);
            }
            session.transaction(transaction);
            return session.reply(Replies.SENDER_OK);
        });
    }

    private static Extension extensionOf(Parameter parameter, SmtpSession session) throws Refusal {
        for (Extension extension : Extension.ALL) {
            if (extension.hasMailParameter(parameter.keyword()) && extension.isOffered(session)) {
                return extension;
            }
        }
        throw new Refusal(Replies.UNKNOWN_PARAMETER);
    }

    static Framing rcpt(SmtpSession session, Arguments.RcptTo arguments) throws Exception {
        Transaction transaction = session.transaction();
        if (!arguments.parameters().isEmpty()) {
            throw new Refusal(Replies.UNKNOWN_PARAMETER);
        }
        Recipient recipient = Recipient.of(arguments.path());
        if (isInternationalized(arguments.path().address()) && !transaction.smtpUtf8()) {
            return judged(session, transaction, recipient, Replies.RECIPIENT_NOT_ASCII);
        }
        if (transaction.recipients().size() >= session.limits().maxRecipients()) {
            if (transaction.fillsUp()) {
                session.limitReached("maxRecipients", recipient.toString());
            }
            return judged(session, transaction, recipient, Replies.TOO_MANY_RECIPIENTS);
        }
        return session.await(
                session.intake().recipient(session.origin(), transaction.envelope(), recipient),
                reply -> judged(session, transaction, recipient, reply));
    }

    private static Framing judged(SmtpSession session, Transaction transaction, Recipient recipient, Reply reply) {
        String from = transaction.reversePath().toString();
        String to = recipient.toString();
        if (reply.isPositive()) {
            transaction.recipients().add(recipient);
            session.context().event(new MailEvent.RecipientAccepted(session.peer(), from, to));
            return session.reply(reply);
        }
        session.context().event(new MailEvent.RecipientRefused(session.peer(), from, to, reply.toString()));
        // Whoever has logged in may have a list with many dead addresses; others who guess are sent away in time.
        return session.login().account().isPresent() ? session.reply(reply) : session.replyToError(reply);
    }

    private static boolean isInternationalized(@Nullable MailAddress address) {
        return address != null && address.isInternationalized();
    }

    static Framing data(SmtpSession session, Arguments.None none) throws Refusal {
        Transaction transaction = session.transaction();
        if (transaction.recipients().isEmpty()) {
            throw new Refusal(Replies.NO_RECIPIENTS);
        }
        Reception reception = new Reception(session, transaction);
        session.connection().send(Replies.START_DATA);
        return session.receive(reception);
    }

    static Framing rset(SmtpSession session, Arguments.None none) {
        session.endTransaction();
        return session.reply(Replies.OK);
    }
}
