package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.address.ReversePath;
import io.github.hikyaku.message.BodyType;
import io.github.hikyaku.message.Envelope;
import java.util.ArrayList;
import java.util.List;

/** One mail transaction (RFC 5321 §3.3), from MAIL on. */
final class Transaction {
    private final ReversePath reversePath;
    private final List<ForwardPath> recipients = new ArrayList<>(4);
    private BodyType body = BodyType.SEVEN_BIT;
    private boolean smtpUtf8;
    private boolean full;
    private String authIdentity = "";

    Transaction(ReversePath reversePath) {
        this.reversePath = reversePath;
    }

    ReversePath reversePath() {
        return reversePath;
    }

    /** The recipients that were accepted, in the order of RCPT. */
    List<ForwardPath> recipients() {
        return recipients;
    }

    /** Whether this is the first recipient too many: a client may name any number of them, and once is enough to tell. */
    boolean fillsUp() {
        boolean first = !full;
        full = true;
        return first;
    }

    void body(BodyType type) {
        body = type;
    }

    boolean smtpUtf8() {
        return smtpUtf8;
    }

    void useSmtpUtf8() {
        smtpUtf8 = true;
    }

    void authIdentity(String identity) {
        authIdentity = identity;
    }

    Envelope envelope() {
        return new Envelope(reversePath, recipients, body, smtpUtf8, authIdentity);
    }
}
