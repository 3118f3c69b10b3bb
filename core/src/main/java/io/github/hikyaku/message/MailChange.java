package io.github.hikyaku.message;

import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.address.ReversePath;
import io.github.hikyaku.storage.MessageContent;

/**
 * A change of a message on its way through the server. Values of fields may be folded by CRLF and white space (RFC 5322
 * §2.2.3), and are written with one space behind the colon. Names are compared without regard to case.
 */
public sealed interface MailChange {
    /** Puts a field on top. */
    record AddField(String name, String value) implements MailChange {
        /** Checks that it is one field. */
        public AddField {
            FieldCheck.field(name, value);
        }
    }

    /**
     * Puts a field before the one that stands at a place.
     *
     * @param index 0 for the top; beyond the last field it becomes the last
     */
    record InsertField(int index, String name, String value) implements MailChange {
        /** Checks that it is one field. */
        public InsertField {
            FieldCheck.field(name, value);
            if (index < 0) {
                throw new IllegalArgumentException("No place for a field: " + index);
            }
        }
    }

    /**
     * Gives a field another value; adds it at the end if there is none.
     *
     * @param occurrence which of the fields of that name, 1 for the first from the top
     */
    record ReplaceField(String name, int occurrence, String value) implements MailChange {
        /** Checks that it is one field. */
        public ReplaceField {
            FieldCheck.field(name, value);
            if (occurrence < 1) {
                throw new IllegalArgumentException("No occurrence of a field: " + occurrence);
            }
        }
    }

    /**
     * Takes a field out. Does nothing if it is not there.
     *
     * @param occurrence which of the fields of that name, 1 for the first from the top, 0 for all of them
     */
    record RemoveField(String name, int occurrence) implements MailChange {
        /** Checks the number. */
        public RemoveField {
            if (occurrence < 0) {
                throw new IllegalArgumentException("No occurrence of a field: " + occurrence);
            }
        }
    }

    /**
     * Puts other octets behind the header section.
     *
     * @param body with CRLF at the end of each line
     * @param release what is run once the message that a stage changed so is delivered or refused, and its body is read
     *     no longer
     */
    record ReplaceBody(MessageContent body, Runnable release) implements MailChange {
        /** A body that holds nothing that is to be released. */
        public ReplaceBody(MessageContent body) {
            this(body, () -> {});
        }
    }

    /** Adds a recipient, unless the envelope has it. */
    record AddRecipient(ForwardPath path) implements MailChange {}

    /** Takes a recipient out. Does nothing if the envelope does not have it. */
    record RemoveRecipient(ForwardPath path) implements MailChange {}

    /** Changes where reports go. */
    record ReplaceReversePath(ReversePath path) implements MailChange {}
}
