package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.address.ReversePath;
import io.github.hikyaku.message.BodyType;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.MailParameters;
import io.github.hikyaku.message.Recipient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One mail transaction (RFC 5321 §3.3), from MAIL on. */
final class Transaction {
    private final ReversePath reversePath;
    private final List<Recipient> recipients = new ArrayList<>(4);
    private BodyType body = BodyType.SEVEN_BIT;
    private boolean smtpUtf8;
    private boolean full;
    private String authIdentity = "";
    private OptionalLong size = OptionalLong.empty();

    Transaction(ReversePath reversePath) {
        this.reversePath = reversePath;
    }

    /** The recipients that were accepted, in the order of RCPT. */
    List<Recipient> recipients() {
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

    void size(long octets) {
        size = OptionalLong.of(octets);
    }

    ReversePath reversePath() {
        return reversePath;
    }

    Envelope envelope() {
        MailParameters parameters = new MailParameters(
                body,
                smtpUtf8,
                authIdentity,
                size,
                Optional.empty(),
                Optional.empty(),
                false,
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty());
        return new Envelope(reversePath, recipients, parameters);
    }
}
