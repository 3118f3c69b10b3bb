package io.github.hikyaku.filter.internal;

import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * What was agreed on with a milter (the packet {@code O}), by the names of libmilter's {@code mfdef.h}.
 *
 * @param version of the protocol, 2 to 6
 * @param steps which commands it does not want, and which it does not answer
 */
record MilterOptions(int version, int steps) {
    static final int NO_CONNECT = 0x1;
    static final int NO_HELO = 0x2;
    static final int NO_MAIL = 0x4;
    static final int NO_RCPT = 0x8;
    static final int NO_BODY = 0x10;
    static final int NO_HEADERS = 0x20;
    static final int NO_END_OF_HEADER = 0x40;
    static final int NO_REPLY_HEADER = 0x80;
    static final int NO_DATA = 0x200;
    static final int NO_REPLY_CONNECT = 0x1000;
    static final int NO_REPLY_HELO = 0x2000;
    static final int NO_REPLY_MAIL = 0x4000;
    static final int NO_REPLY_RCPT = 0x8000;
    static final int NO_REPLY_DATA = 0x1_0000;
    static final int NO_REPLY_END_OF_HEADER = 0x4_0000;
    static final int NO_REPLY_BODY = 0x8_0000;

    /** Values of fields with the white space that they begin with. */
    static final int LEADING_SPACE = 0x10_0000;

    private static final int VERSION = 6;

    /** Since this version there is a command for DATA. */
    private static final int VERSION_OF_DATA = 4;

    /** Every change that there is: fields, body, recipients with parameters or without, quarantine, reverse-path. */
    private static final int ACTIONS = 0xff;

    /** Every step but recipients that the server refused by itself (SMFIP_RCPT_REJ): stages are not told of them. */
    private static final int STEPS = 0x1f_ffff & ~0x800;

    /** Longer packets than usual, which were not offered and mean nothing then. */
    private static final int PACKET_SIZES = 0x7000_0000;

    static MilterPacket offer() {
        ByteBuffer data =
                ByteBuffer.allocate(12).putInt(VERSION).putInt(ACTIONS).putInt(STEPS);
        return new MilterPacket('O', data.array());
    }

    static MilterOptions of(MilterPacket answer) throws ProtocolException {
        if (answer.command() != 'O' || answer.data().length < 12) {
            throw new ProtocolException("The milter answers " + answer.shown() + " where it was to negotiate");
        }
        ByteBuffer data = ByteBuffer.wrap(answer.data());
        int version = data.getInt();
        int actions = data.getInt();
        int steps = data.getInt() & ~PACKET_SIZES;
        if (version < 2 || version > VERSION) {
            throw new ProtocolException("The milter speaks version " + version + " of the protocol");
        }
        if ((actions & ~ACTIONS) != 0 || (steps & ~STEPS) != 0) {
            throw new ProtocolException(String.format(
                    "The milter wants what it was not offered: actions 0x%x, steps 0x%x", actions, steps));
        }
        return new MilterOptions(version, version < VERSION_OF_DATA ? steps | NO_DATA : steps);
    }

    boolean has(int flag) {
        return (steps & flag) != 0;
    }
}
