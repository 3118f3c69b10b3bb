package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.message.Recipient;
import io.github.hikyaku.smtp.internal.command.DsnValues;
import io.github.hikyaku.smtp.internal.command.Parameter;
import io.github.hikyaku.smtp.internal.command.Refusal;
import java.util.Optional;

/** RFC 3461: what reports the sender wants, and what he calls the message and its recipients in them. */
record DsnExtension() implements Extension {
    @Override
    public String keyword() {
        return "DSN";
    }

    @Override
    public boolean hasMailParameter(String parameter) {
        return parameter.equals("RET") || parameter.equals("ENVID");
    }

    @Override
    public void mailParameter(Parameter parameter, Transaction transaction, SmtpSession session) throws Refusal {
        if (parameter.keyword().equals("RET")) {
            transaction.returned(DsnValues.returned(parameter.value()));
        } else {
            transaction.envelopeId(DsnValues.envelopeId(parameter.value()));
        }
    }

    @Override
    public boolean hasRcptParameter(String parameter) {
        return parameter.equals("NOTIFY") || parameter.equals("ORCPT");
    }

    @Override
    public Recipient rcptParameter(Parameter parameter, Recipient recipient, Transaction transaction) throws Refusal {
        if (parameter.keyword().equals("NOTIFY")) {
            return new Recipient(
                    recipient.path(), DsnValues.notifyOn(parameter.value()), recipient.originalRecipient());
        }
        String original = DsnValues.originalRecipient(parameter.value(), transaction.smtpUtf8());
        return new Recipient(recipient.path(), recipient.notifyOn(), Optional.of(original));
    }
}
