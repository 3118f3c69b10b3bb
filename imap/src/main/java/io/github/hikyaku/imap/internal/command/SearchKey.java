package io.github.hikyaku.imap.internal.command;

import io.github.hikyaku.storage.Flag;
import java.time.LocalDate;
import java.util.List;

/** What SEARCH looks for (RFC 3501 §6.4.4). */
public sealed interface SearchKey {
    /** Every message. */
    record All() implements SearchKey {}

    /** Messages by sequence number. */
    record Messages(SequenceSet set) implements SearchKey {}

    /** Messages by UID. */
    record Uids(SequenceSet set) implements SearchKey {}

    /** Messages with a flag or keyword. */
    record HasFlag(Flag flag) implements SearchKey {}

    /** Messages that are recent to the session. */
    record Recent() implements SearchKey {}

    /** Messages by the day of their internal date. */
    record Arrived(When when, LocalDate day) implements SearchKey {}

    /** Messages by the day in their Date field. */
    record Sent(When when, LocalDate day) implements SearchKey {}

    /** How days compare. */
    enum When {
        /** Earlier. */
        BEFORE,
        /** That day. */
        ON,
        /** That day or later. */
        SINCE;

        /** Whether the day fits. */
        public boolean fits(LocalDate day, LocalDate wanted) {
            return switch (this) {
                case BEFORE -> day.isBefore(wanted);
                case ON -> day.equals(wanted);
                case SINCE -> !day.isBefore(wanted);
            };
        }
    }

    /** Messages of more octets than this. */
    record Larger(long octets) implements SearchKey {}

    /** Messages of fewer octets than this. */
    record Smaller(long octets) implements SearchKey {}

    /** Messages with a text in a header field; an empty text asks for the field alone. */
    record Header(String field, String text) implements SearchKey {}

    /** Messages with a text in the body. */
    record Body(String text) implements SearchKey {}

    /** Messages with a text anywhere. */
    record Anywhere(String text) implements SearchKey {}

    /** Messages that do not fit. */
    record Not(SearchKey key) implements SearchKey {}

    /** Messages that fit all keys. */
    record And(List<SearchKey> keys) implements SearchKey {}

    /** Messages that fit one key at least. */
    record Or(List<SearchKey> keys) implements SearchKey {}
}
