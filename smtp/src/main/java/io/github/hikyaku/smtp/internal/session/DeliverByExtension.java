package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.smtp.internal.command.Parameter;
import io.github.hikyaku.smtp.internal.command.Refusal;
import io.github.hikyaku.smtp.internal.command.TimeValues;

/**
 * RFC 2852: until when a message is to be delivered. No least time is announced: local delivery is over before the client has its
 * reply, which is a refusal if the time was up before ({@link Reception}).
 */
record DeliverByExtension() implements Extension {
    @Override
    public String keyword() {
        return "DELIVERBY";
    }

    @Override
    public boolean hasMailParameter(String parameter) {
        return parameter.equals("BY");
    }

    @Override
    public void mailParameter(Parameter parameter, Transaction transaction, SmtpSession session) throws Refusal {
        transaction.deliverBy(
                TimeValues.by(parameter.value(), session.context().clock().instant()));
    }
}
