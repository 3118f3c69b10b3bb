package io.github.hikyaku.storage;

import java.util.Locale;
import java.util.Optional;

/** What a mailbox is for (RFC 6154 §2). */
public enum SpecialUse {
    /** A virtual view of all messages. */
    ALL("\\All"),
    /** Messages put away. */
    ARCHIVE("\\Archive"),
    /** Messages being written. */
    DRAFTS("\\Drafts"),
    /** A virtual view of the flagged messages. */
    FLAGGED("\\Flagged"),
    /** What was taken for spam. */
    JUNK("\\Junk"),
    /** Copies of what was sent. */
    SENT("\\Sent"),
    /** Messages deleted or to be deleted. */
    TRASH("\\Trash");

    private final String attribute;

    SpecialUse(String attribute) {
        this.attribute = attribute;
    }

    /** The mailbox attribute as IMAP writes it, such as {@code \Sent}. */
    public String attribute() {
        return attribute;
    }

    /** The use that an attribute names, whatever its case. */
    public static Optional<SpecialUse> ofAttribute(String attribute) {
        String wanted = attribute.toLowerCase(Locale.ROOT);
        for (SpecialUse use : values()) {
            if (use.attribute.toLowerCase(Locale.ROOT).equals(wanted)) {
                return Optional.of(use);
            }
        }
        return Optional.empty();
    }
}
