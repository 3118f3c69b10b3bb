package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.smtp.internal.command.Parameter;
import io.github.hikyaku.smtp.internal.command.Refusal;
import io.github.hikyaku.smtp.internal.command.TimeValues;

/** RFC 6710: the priority of a message. Nobody gets a higher one than usual without a login. */
record PriorityExtension() implements Extension {
    /** RFC 6710 §7: the text begins with the priority that counts. */
    private static final Replies.Wire LOWERED =
            new Replies.Wire(250, "2.3.6", "0 is the highest priority without a login");

    @Override
    public String keyword() {
        return "MT-PRIORITY";
    }

    @Override
    public boolean hasMailParameter(String parameter) {
        return parameter.equals("MT-PRIORITY");
    }

    @Override
    public void mailParameter(Parameter parameter, Transaction transaction, SmtpSession session) throws Refusal {
        int priority = TimeValues.priority(parameter.value());
        if (priority > 0 && session.login().account().isEmpty()) {
            transaction.accepted(LOWERED);
            priority = 0;
        }
        transaction.priority(priority);
    }
}
