package io.github.hikyaku.mime;

import java.io.IOException;
import java.io.InputStream;

/** Quoted-printable (RFC 2045 §6.7), decoded while it is read. */
@SuppressWarnings("InputStreamSlowMultibyteRead") // the octets come out of a buffer
final class QuotedPrintableInputStream extends TransferDecoder {
    /** More white space in a row than this is text and not padding of a line; lines have 76 characters. */
    private static final int MAX_PADDING = 1000;

    /** Octets decoded and not yet read; they are read before anything else. */
    private final byte[] ready = new byte[MAX_PADDING + 8];

    private int readyFrom;
    private int readyTo;
    /** An octet taken too early, or -1. */
    private int pushedBack = -1;

    QuotedPrintableInputStream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        while (readyFrom == readyTo) {
            readyFrom = 0;
            readyTo = 0;
            int c = take();
            if (c == '=') {
                escape();
            } else if (c == ' ' || c == '\t') {
                whiteSpace(c);
            } else {
                return c;
            }
        }
        return ready[readyFrom++] & 0xFF;
    }

    private int take() throws IOException {
        if (pushedBack >= 0) {
            int c = pushedBack;
            pushedBack = -1;
            return c;
        }
        return next();
    }

    private void add(int octet) {
        ready[readyTo++] = (byte) octet;
    }

    /** Behind an equals sign: two digits, or a soft line break with or without padding; else it stands for itself. */
    private void escape() throws IOException {
        int c = take();
        int high = Character.digit(c, 16);
        if (high >= 0) {
            int d = take();
            int low = Character.digit(d, 16);
            if (low >= 0) {
                add(high * 16 + low);
            } else {
                add('=');
                add(c);
                pushedBack = d;
            }
            return;
        }
        int start = readyTo;
        add('=');
        while ((c == ' ' || c == '\t') && readyTo < MAX_PADDING) {
            add(c);
            c = take();
        }
        if (c == '\r') {
            c = take();
            if (c != '\n') {
                add('\r');
            }
        }
        if (c == '\n' || c < 0) {
            readyTo = start;
        } else {
            pushedBack = c;
        }
    }

    /** RFC 2045 §6.7 rule 3: white space at the end of a line was added on the way. */
    private void whiteSpace(int first) throws IOException {
        int c = first;
        while ((c == ' ' || c == '\t') && readyTo < MAX_PADDING) {
            add(c);
            c = take();
        }
        if (c == '\n' || c == '\r' || c < 0) {
            readyTo = 0;
        }
        pushedBack = c;
    }
}
