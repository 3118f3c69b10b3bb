package io.github.hikyaku.smtp.internal.session;

/** RFC 9422: limits of the server that a client does well to know beforehand. */
record LimitsExtension() implements Extension {
    @Override
    public String keyword() {
        return "LIMITS";
    }

    @Override
    public String ehloLine(SmtpSession session) {
        int recipients = session.limits().maxRecipients();
        if (session.settings().submission()) {
            recipients = Math.min(recipients, session.limits().submission().recipientsPerMessage());
        }
        return "LIMITS RCPTMAX=" + recipients;
    }
}
