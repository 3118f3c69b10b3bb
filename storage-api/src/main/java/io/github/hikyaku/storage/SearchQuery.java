package io.github.hikyaku.storage;

import java.time.Instant;
import java.util.List;

/**
 * What messages are searched for (RFC 9051 §6.4.4), without any protocol's syntax. Texts match as substrings of what is
 * decoded (encoded-words, transfer encodings, charsets), without regard to case; an empty text matches whatever is there.
 */
public sealed interface SearchQuery {
    /** Every message. */
    record All() implements SearchQuery {}

    /**
     * Messages with these UIDs.
     *
     * @param uids which
     */
    record Uids(UidSet uids) implements SearchQuery {}

    /**
     * Messages that have a flag.
     *
     * @param flag the flag
     */
    record HasFlag(Flag flag) implements SearchQuery {}

    /**
     * Messages above a size.
     *
     * @param octets they have more octets than this
     */
    record Larger(long octets) implements SearchQuery {}

    /**
     * Messages below a size.
     *
     * @param octets they have fewer octets than this
     */
    record Smaller(long octets) implements SearchQuery {}

    /**
     * Messages from a moment on.
     *
     * @param from their internal date is this or later
     */
    record Since(Instant from) implements SearchQuery {}

    /**
     * Messages before a moment.
     *
     * @param end their internal date is earlier than this
     */
    record Before(Instant end) implements SearchQuery {}

    /**
     * Messages that changed lately (RFC 7162 §3.1.5).
     *
     * @param modSeq their MODSEQ is this or larger
     */
    record ModSeqFrom(long modSeq) implements SearchQuery {}

    /**
     * Messages with a header field of that name which contains a text.
     *
     * @param field the name, in any case
     * @param text the text
     */
    record Header(String field, String text) implements SearchQuery {}

    /**
     * Messages with a text in their body.
     *
     * @param text the text
     */
    record Body(String text) implements SearchQuery {}

    /**
     * Messages with a text in their header section or body.
     *
     * @param text the text
     */
    record Text(String text) implements SearchQuery {}

    /**
     * Messages that match all.
     *
     * @param all the conditions; without any, every message matches
     */
    record And(List<SearchQuery> all) implements SearchQuery {
        /** Copies the list. */
        public And {
            all = List.copyOf(all);
        }
    }

    /**
     * Messages that match at least one.
     *
     * @param any the conditions; without any, no message matches
     */
    record Or(List<SearchQuery> any) implements SearchQuery {
        /** Copies the list. */
        public Or {
            any = List.copyOf(any);
        }
    }

    /**
     * Messages that do not match.
     *
     * @param other the condition
     */
    record Not(SearchQuery other) implements SearchQuery {}
}
