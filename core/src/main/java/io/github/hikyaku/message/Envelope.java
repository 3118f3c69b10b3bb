package io.github.hikyaku.message;

import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.address.ReversePath;
import java.util.List;

/**
 * The envelope of one mail transaction (RFC 5321 §2.3.1), as it was typed.
 *
 * @param reversePath where reports go
 * @param recipients one or more, in the order of RCPT
 * @param body what was declared by BODY
 * @param smtpUtf8 whether SMTPUTF8 was given (RFC 6531)
 * @param authIdentity the AUTH parameter of MAIL, decoded; empty if there was none or it was {@code <>} (RFC 4954 §5)
 */
public record Envelope(
        ReversePath reversePath, List<ForwardPath> recipients, BodyType body, boolean smtpUtf8, String authIdentity) {
    /** Copies the list. */
    public Envelope {
        recipients = List.copyOf(recipients);
    }

    /** An envelope without parameters. */
    public static Envelope of(ReversePath reversePath, List<ForwardPath> recipients) {
        return new Envelope(reversePath, recipients, BodyType.SEVEN_BIT, false, "");
    }
}
