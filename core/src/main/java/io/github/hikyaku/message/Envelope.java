package io.github.hikyaku.message;

import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.address.ReversePath;
import java.util.List;

/**
 * The envelope of one mail transaction (RFC 5321 §2.3.1), as it was typed.
 *
 * @param reversePath where reports go
 * @param recipients in the order of RCPT: one or more behind DATA, before that those that were accepted so far
 * @param parameters what came with MAIL
 */
public record Envelope(ReversePath reversePath, List<Recipient> recipients, MailParameters parameters) {
    /** Copies the list. */
    public Envelope {
        recipients = List.copyOf(recipients);
    }

    /** An envelope without parameters. */
    public static Envelope of(ReversePath reversePath, List<ForwardPath> recipients) {
        return new Envelope(reversePath, recipients.stream().map(Recipient::of).toList(), MailParameters.NONE);
    }
}
