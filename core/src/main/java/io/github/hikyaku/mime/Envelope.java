package io.github.hikyaku.mime;

import io.github.hikyaku.address.AddressList;
import io.github.hikyaku.address.ListedAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of a message that IMAP's ENVELOPE (RFC 9051 §7.5.2), SORT and THREAD (RFC 5256) ask for: unfolded
 * octet strings, encoded-words not decoded; null where the field is not there. Address fields that are repeated are
 * joined by commas; of the other fields the first counts.
 *
 * @param date the Date field
 * @param subject the Subject field
 * @param from the From field
 * @param sender the Sender field
 * @param replyTo the Reply-To field
 * @param to the To field
 * @param cc the Cc field
 * @param bcc the Bcc field
 * @param inReplyTo the In-Reply-To field
 * @param messageId the Message-ID field
 * @param references the References field, which is not part of ENVELOPE
 */
public record Envelope(
        @Nullable String date,
        @Nullable String subject,
        @Nullable String from,
        @Nullable String sender,
        @Nullable String replyTo,
        @Nullable String to,
        @Nullable String cc,
        @Nullable String bcc,
        @Nullable String inReplyTo,
        @Nullable String messageId,
        @Nullable String references) {
    /** The envelope of a message without any of the fields. */
    static final Envelope EMPTY = new Envelope(null, null, null, null, null, null, null, null, null, null, null);

    /**
     * The authors.
     *
     * @return the addresses of From
     */
    public List<ListedAddress> fromAddresses() {
        return addresses(from);
    }

    /**
     * The sender.
     *
     * @return the addresses of Sender; those of From if it is missing or empty (RFC 9051 §7.5.2)
     */
    public List<ListedAddress> senderAddresses() {
        List<ListedAddress> addresses = addresses(sender);
        return addresses.isEmpty() ? fromAddresses() : addresses;
    }

    /**
     * Where replies go.
     *
     * @return the addresses of Reply-To; those of From if it is missing or empty (RFC 9051 §7.5.2)
     */
    public List<ListedAddress> replyToAddresses() {
        List<ListedAddress> addresses = addresses(replyTo);
        return addresses.isEmpty() ? fromAddresses() : addresses;
    }

    /**
     * The primary recipients.
     *
     * @return the addresses of To
     */
    public List<ListedAddress> toAddresses() {
        return addresses(to);
    }

    /**
     * The recipients of copies.
     *
     * @return the addresses of Cc
     */
    public List<ListedAddress> ccAddresses() {
        return addresses(cc);
    }

    /**
     * The recipients of blind copies.
     *
     * @return the addresses of Bcc
     */
    public List<ListedAddress> bccAddresses() {
        return addresses(bcc);
    }

    private static List<ListedAddress> addresses(@Nullable String value) {
        return value == null ? List.of() : AddressList.parse(value);
    }
}
