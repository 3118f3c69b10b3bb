package io.github.hikyaku.address;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an address list in a header field, in the parts of an IMAP address structure (RFC 3501 §7.4.2, RFC 9051
 * §7.5.2). Quoting is removed; encoded-words (RFC 2047) are left as they are. A part that is missing from a broken
 * address is the empty string, so that it is never taken for a group marker.
 *
 * @param name the display name, or the comment that stands in for it; null if there is none
 * @param route the obsolete source route such as {@code @a,@b}; null if there is none
 * @param mailbox the local part; the name of the group at the start of a group; null at the end of a group
 * @param host the domain; null at the start and at the end of a group
 */
public record ListedAddress(
        @Nullable String name,
        @Nullable String route,
        @Nullable String mailbox,
        @Nullable String host) {
    /** The end of a group. */
    static final ListedAddress GROUP_END = new ListedAddress(null, null, null, null);

    static ListedAddress groupStart(String name) {
        return new ListedAddress(null, null, name, null);
    }

    /**
     * Whether this marks the start of a group, whose name is {@link #mailbox()}.
     *
     * @return true for a group's name
     */
    public boolean isGroupStart() {
        return host == null && mailbox != null;
    }

    /**
     * Whether this marks the end of a group.
     *
     * @return true for a group's end
     */
    public boolean isGroupEnd() {
        return host == null && mailbox == null;
    }

    /**
     * The address to send to.
     *
     * @return the address, or empty for a group marker and where RFC 5321 does not allow it
     */
    public Optional<MailAddress> address() {
        if (mailbox == null || host == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(MailAddress.of(mailbox, host));
        } catch (AddressSyntaxException e) {
            return Optional.empty();
        }
    }
}
