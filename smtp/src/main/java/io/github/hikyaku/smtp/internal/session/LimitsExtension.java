package io.github.hikyaku.smtp.internal.session;

/** RFC 9422: limits of the server that a client does well to know beforehand. */
record LimitsExtension() implements Extension {
    @Override
    public String keyword() {
        return "LIMITS";
    }

    @Override
    public String ehloLine(SmtpSession session) {
        return "LIMITS RCPTMAX=" + session.limits().maxRecipients();
    }
}
