package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.smtp.internal.command.Parameter;
import io.github.hikyaku.smtp.internal.command.Refusal;

/** RFC 8689 §4: a message that travels over TLS alone, as far as the session that it comes by. */
record RequireTlsExtension() implements Extension {
    @Override
    public String keyword() {
        return "REQUIRETLS";
    }

    @Override
    public boolean isPossible(SmtpSession session) {
        return session.connection().tls().isPresent();
    }

    @Override
    public boolean hasMailParameter(String parameter) {
        return parameter.equals("REQUIRETLS");
    }

    @Override
    public void mailParameter(Parameter parameter, Transaction transaction, SmtpSession session) throws Refusal {
        if (parameter.value() != null) {
            throw new Refusal(501, "5.5.4", "REQUIRETLS takes no value");
        }
        transaction.requireTls();
    }
}
