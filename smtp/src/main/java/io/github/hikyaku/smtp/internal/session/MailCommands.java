package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.message.BodyType;
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
        Framing expelled = session.guard().mail();
        if (expelled != null) {
            return expelled;
        }
        Transaction transaction = new Transaction(arguments.path());
        for (Parameter parameter : arguments.parameters()) {
            extensionOf(parameter, session).mailParameter(parameter, transaction, session);
        }
        // RFC 6531 §3.5: 550 for MAIL, 553 for RCPT.
        if (isInternationalized(arguments.path().address()) && !transaction.smtpUtf8()) {
            throw new Refusal(Replies.SENDER_NOT_ASCII);
        }
        session.submission().checkMail(session.account(), arguments.path());
        if (!session.submission().mayAssert(session.account(), transaction.authIdentity())) {
            transaction.authIdentity(""); // RFC 4954 §5: as AUTH=<>, since this login is not trusted to say so
        }
        return session.await(session.intake().mail(session.origin(), transaction.envelope()), reply -> {
            if (!reply.isPositive()) {
                session.intake().reset(session.origin());
                return session.refuse("MAIL FROM:" + arguments.path(), reply);
            }
            session.transaction(transaction);
            return session.reply(transaction.accepted());
        });
    }

    private static Extension extensionOf(Parameter parameter, SmtpSession session) throws Refusal {
        return Extensions.offered(session)
                .filter(extension -> extension.hasMailParameter(parameter.keyword()))
                .findFirst()
                .orElseThrow(() -> new Refusal(Replies.UNKNOWN_PARAMETER));
    }

    private static Recipient recipient(SmtpSession session, Transaction transaction, Arguments.RcptTo arguments)
            throws Refusal {
        Recipient recipient = Recipient.of(arguments.path());
        for (Parameter parameter : arguments.parameters()) {
            recipient = Extensions.offered(session)
                    .filter(extension -> extension.hasRcptParameter(parameter.keyword()))
                    .findFirst()
                    .orElseThrow(() -> new Refusal(Replies.UNKNOWN_PARAMETER))
                    .rcptParameter(parameter, recipient, transaction);
        }
        return recipient;
    }

    static Framing rcpt(SmtpSession session, Arguments.RcptTo arguments) throws Exception {
        Transaction transaction = session.transaction();
        if (transaction.chunks() != null) {
            throw new Refusal(Replies.BDAT_HAS_BEGUN);
        }
        Recipient recipient = recipient(session, transaction, arguments);
        if (isInternationalized(arguments.path().address()) && !transaction.smtpUtf8()) {
            return judged(session, transaction, recipient, Replies.RECIPIENT_NOT_ASCII);
        }
        Reply refusal = session.submission()
                .checkRecipient(
                        session.account(),
                        arguments.path(),
                        transaction.recipients().size());
        if (refusal != null) {
            return judged(session, transaction, recipient, refusal);
        }
        if (transaction.recipients().size() >= session.limits().maxRecipients()) {
            if (transaction.fillsUp()) {
                session.limitReached("maxRecipients", recipient.toString());
            }
            return judged(session, transaction, recipient, Replies.TOO_MANY_RECIPIENTS);
        }
        Reply hidden = session.guard().recipient();
        if (hidden != null) {
            return judged(session, transaction, recipient, hidden);
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
        return session.guard().errors().recipient(reply);
    }

    private static boolean isInternationalized(@Nullable MailAddress address) {
        return address != null && address.isInternationalized();
    }

    static Framing data(SmtpSession session, Arguments.None none) throws Refusal {
        Transaction transaction = session.transaction();
        if (transaction.recipients().isEmpty()) {
            throw new Refusal(session.noRecipients());
        }
        if (transaction.chunks() != null) {
            throw new Refusal(Replies.BDAT_HAS_BEGUN); // RFC 3030 §2
        }
        if (transaction.body() == BodyType.BINARY_MIME) {
            throw new Refusal(Replies.BINARY_NEEDS_BDAT); // RFC 3030 §3
        }
        session.submission().begin(session.account(), transaction.recipients().size());
        Reception reception = new Reception(session, transaction);
        session.connection().send(Replies.START_DATA);
        return session.receive(reception);
    }

    static Framing rset(SmtpSession session, Arguments.None none) {
        session.endTransaction();
        return session.reply(Replies.OK);
    }
}
