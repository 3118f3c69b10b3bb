package io.github.hikyaku.message;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The parameters of MAIL, as they were given.
 *
 * @param body what was declared by BODY
 * @param smtpUtf8 whether SMTPUTF8 was given (RFC 6531)
 * @param authIdentity the AUTH parameter, decoded; empty if there was none or it was {@code <>} (RFC 4954 §5)
 * @param size the SIZE parameter, in octets (RFC 1870)
 * @param returned how much of the message goes back with a report: RET (RFC 3461 §4.3)
 * @param envelopeId the ENVID parameter, still in xtext (RFC 3461 §4.4)
 * @param requireTls whether REQUIRETLS was given (RFC 8689)
 * @param priority MT-PRIORITY, -9 to 9 (RFC 6710)
 * @param holdUntil when it may be delivered at the earliest: HOLDFOR or HOLDUNTIL (RFC 4865)
 * @param deliverBy until when it is to be delivered: BY (RFC 2852)
 */
public record MailParameters(
        BodyType body,
        boolean smtpUtf8,
        String authIdentity,
        OptionalLong size,
        Optional<Return> returned,
        Optional<String> envelopeId,
        boolean requireTls,
        OptionalInt priority,
        Optional<Instant> holdUntil,
        Optional<DeliverBy> deliverBy) {
    /** No parameters. */
    public static final MailParameters NONE = new MailParameters(
            BodyType.SEVEN_BIT,
            false,
            "",
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty());

    /** How much of a message goes back with a report on its failure (RFC 3461 §4.3). */
    public enum Return {
        /** All of it. */
        FULL,
        /** Its header section alone. */
        HDRS
    }

    /**
     * A time for delivery (RFC 2852 §4).
     *
     * @param deadline until when
     * @param returned whether the message goes back when the time is up (by-mode R), rather than its sender being told of the delay (N)
     * @param trace whether each server on the way is to report (by-trace T)
     */
    public record DeliverBy(Instant deadline, boolean returned, boolean trace) {}

    /** Parameters that say nothing but what the octets are. */
    public static MailParameters of(BodyType body, boolean smtpUtf8) {
        return new MailParameters(
                body,
                smtpUtf8,
                NONE.authIdentity,
                NONE.size,
                NONE.returned,
                NONE.envelopeId,
                NONE.requireTls,
                NONE.priority,
                NONE.holdUntil,
                NONE.deliverBy);
    }
}
