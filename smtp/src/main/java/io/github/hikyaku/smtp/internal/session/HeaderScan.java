package io.github.hikyaku.smtp.internal.session;

import java.nio.ByteBuffer;

/**
 * Watches the header section (RFC 5322 §2.2) of a message that streams by, in whatever pieces, for the few fields that
 * a receiver has to know of. Holds no more than the beginning of a field name, and looks at nothing behind the header
 * section.
 */
final class HeaderScan {
    private static final int MAX_NAME = 12;

    /** What the next octet belongs to. */
    private enum State {
        /** The first of a line. */
        LINE_START,
        /** Within what may be a field name. */
        NAME,
        /** Within white space between a name and its colon (RFC 5322 §4.5). */
        BEFORE_COLON,
        /** The rest of a line. */
        REST,
        /** The header section is over. */
        BODY
    }

    private State state = State.LINE_START;
    private boolean firstLine = true;
    private boolean headless;
    private boolean date;
    private boolean messageId;
    private int received;

    /** The field name in lower case; of a longer one, the beginning. */
    private final byte[] name = new byte[MAX_NAME];

    private int nameLength;

    /** Looks at octets without taking them from the buffer. */
    void scan(ByteBuffer octets) {
        int end = octets.limit();
        for (int i = octets.position(); i < end && state != State.BODY; i++) {
            next(octets.get(i));
        }
    }

    private void next(byte octet) {
        switch (state) {
            case LINE_START -> lineStart(octet);
            case NAME -> {
                if (octet == ':') {
                    field();
                } else if (isWhiteSpace(octet)) {
                    state = State.BEFORE_COLON;
                } else if (octet > ' ' && octet < 0x7f) {
                    append(octet);
                } else {
                    noField(octet);
                }
            }
            case BEFORE_COLON -> {
                if (octet == ':') {
                    field();
                } else if (!isWhiteSpace(octet)) {
                    noField(octet);
                }
            }
            case REST -> {
                if (octet == '\n') {
                    state = State.LINE_START;
                }
            }
            case BODY -> {}
        }
    }

    private void lineStart(byte octet) {
        nameLength = 0;
        // An LF alone can come by BDAT only, with BODY=BINARYMIME.
        if (octet == '\r' || octet == '\n') {
            state = State.BODY;
        } else if (octet > ' ' && octet < 0x7f && octet != ':') {
            append(octet);
            state = State.NAME;
        } else if (isWhiteSpace(octet) && !firstLine) {
            state = State.REST;
        } else {
            noField(octet);
        }
    }

    private void field() {
        firstLine = false;
        state = State.REST;
        date |= nameIs("date");
        messageId |= nameIs("message-id");
        if (nameIs("received")) {
            received++;
        }
    }

    /** The line is no field. The first one then says that there is no header section, unless it is an mbox separator. */
    private void noField(byte octet) {
        if (firstLine && !(state == State.BEFORE_COLON && (nameIs("from") || nameIs(">from")))) {
            headless = true;
            state = State.BODY;
        } else {
            state = octet == '\n' ? State.LINE_START : State.REST;
        }
        firstLine = false;
    }

    private void append(byte octet) {
        if (nameLength < MAX_NAME) {
            name[nameLength] = octet >= 'A' && octet <= 'Z' ? (byte) (octet + 'a' - 'A') : octet;
        }
        nameLength++;
    }

    private boolean nameIs(String wanted) {
        if (nameLength != wanted.length()) {
            return false;
        }
        for (int i = 0; i < nameLength; i++) {
            if (name[i] != wanted.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWhiteSpace(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    /** Whether the message starts with text that is no header section: fields put on top need an empty line behind them. */
    boolean isHeadless() {
        return headless;
    }

    /** Whether the header section is over. */
    boolean isInBody() {
        return state == State.BODY;
    }

    /** Whether a Date field was seen. */
    boolean hasDate() {
        return date;
    }

    /** Whether a Message-ID field was seen. */
    boolean hasMessageId() {
        return messageId;
    }

    /** How many Received fields were seen. */
    int received() {
        return received;
    }
}
