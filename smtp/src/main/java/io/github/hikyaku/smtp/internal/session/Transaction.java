package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.address.ReversePath;
import io.github.hikyaku.message.BodyType;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.MailParameters;
import io.github.hikyaku.message.MailParameters.DeliverBy;
import io.github.hikyaku.message.MailParameters.Return;
import io.github.hikyaku.message.Recipient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One mail transaction (RFC 5321 §3.3), from MAIL on. */
final class Transaction {
    private final ReversePath reversePath;
    private final List<Recipient> recipients = new ArrayList<>(4);
    private BodyType body = BodyType.SEVEN_BIT;
    private boolean smtpUtf8;
    private boolean full;
    private String authIdentity = "";
    private OptionalLong size = OptionalLong.empty();
    private Optional<Return> returned = Optional.empty();
    private Optional<String> envelopeId = Optional.empty();
    private boolean requireTls;
    private OptionalInt priority = OptionalInt.empty();
    private Optional<Instant> holdUntil = Optional.empty();
    private Optional<DeliverBy> deliverBy = Optional.empty();
    private Replies.Wire accepted = Replies.SENDER_OK;
    private @Nullable ChunkedMessage chunks;

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

    ReversePath reversePath() {
        return reversePath;
    }

    /** What MAIL is answered if nobody objects. */
    Replies.Wire accepted() {
        return accepted;
    }

    void accepted(Replies.Wire reply) {
        accepted = reply;
    }

    /** The message as far as it has come by BDAT, or null if none has. */
    @Nullable
    ChunkedMessage chunks() {
        return chunks;
    }

    void chunks(ChunkedMessage begun) {
        chunks = begun;
    }

    // The parameters of MAIL.

    BodyType body() {
        return body;
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

    String authIdentity() {
        return authIdentity;
    }

    void size(long octets) {
        size = OptionalLong.of(octets);
    }

    void returned(Return what) {
        returned = Optional.of(what);
    }

    void envelopeId(String xtext) {
        envelopeId = Optional.of(xtext);
    }

    void requireTls() {
        requireTls = true;
    }

    void priority(int number) {
        priority = OptionalInt.of(number);
    }

    boolean isHeld() {
        return holdUntil.isPresent();
    }

    void holdUntil(Instant time) {
        holdUntil = Optional.of(time);
    }

    Optional<DeliverBy> deliverBy() {
        return deliverBy;
    }

    void deliverBy(DeliverBy wish) {
        deliverBy = Optional.of(wish);
    }

    Envelope envelope() {
        MailParameters parameters = new MailParameters(
                body, smtpUtf8, authIdentity, size, returned, envelopeId, requireTls, priority, holdUntil, deliverBy);
        return new Envelope(reversePath, recipients, parameters);
    }
}
