package io.github.hikyaku.imap.internal.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What FETCH is to tell of a message (RFC 3501 §6.4.5). */
public sealed interface FetchItem {
    /** What has no arguments. */
    enum Simple implements FetchItem {
        /** The flags. */
        FLAGS("FLAGS"),
        /** When it came. */
        INTERNALDATE("INTERNALDATE"),
        /** How many octets. */
        SIZE("RFC822.SIZE"),
        /** The parsed header. */
        ENVELOPE("ENVELOPE"),
        /** The structure without extension data. */
        BODY("BODY"),
        /** The structure. */
        BODYSTRUCTURE("BODYSTRUCTURE"),
        /** The UID. */
        UID("UID");

        private final String label;

        Simple(String label) {
            this.label = label;
        }

        /** As it is written. */
        public String label() {
            return label;
        }
    }

    /**
     * Octets of the message.
     *
     * @param section which
     * @param peek whether {@code \Seen} stays as it is
     * @param partial the part of them that is wanted, or null for all
     * @param label what the response calls it
     */
    record Content(Section section, boolean peek, @Nullable Partial partial, String label) implements FetchItem {}

    /** From {@code offset}, 0 or more, at most {@code length} octets, 1 or more. */
    record Partial(long offset, long length) {}

    /**
     * A section.
     *
     * @param path part numbers, each 1 or more; empty for the message itself
     * @param text what of the part
     * @param fields the names of header fields, for {@link Text#HEADER_FIELDS} and {@link Text#HEADER_FIELDS_NOT}
     */
    record Section(List<Integer> path, Text text, List<String> fields) {}

    /** What of a part. */
    enum Text {
        /** All of the message, or the body of the part. */
        ALL,
        /** The header section of a message. */
        HEADER,
        /** Some fields of it. */
        HEADER_FIELDS,
        /** All but some fields of it. */
        HEADER_FIELDS_NOT,
        /** The body of a message. */
        TEXT,
        /** The header section of a part. */
        MIME
    }
}
