package io.github.hikyaku.pop3;

import io.github.hikyaku.engine.ReplyBuffer;
import io.github.hikyaku.engine.ReplySource;
import io.github.hikyaku.storage.MessageContent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A message as a multi-line response: dots doubled, the end marked (RFC 1939 §3); all of it, or its header and some lines. */
final class MessageSource implements ReplySource {
    private static final int PART = 64 * 1024;
    private static final byte[] END = {'.', '\r', '\n'};

    private final InputStream in;
    private final boolean transparent;
    private final byte[] octets;
    private final String firstLine;
    private boolean started;
    private long linesLeft;
    private boolean inHeader;
    private boolean atLineStart = true;

    /** Whether the last octets are CRLF: an LF alone, which a message that came by BDAT may end with, ends no line here. */
    private boolean lineEnded = true;

    private boolean afterCr;
    private int lineLength;

    private MessageSource(String firstLine, MessageContent content, long bodyLines) throws IOException {
        this.firstLine = firstLine;
        this.in = content.open();
        this.transparent = bodyLines == Long.MAX_VALUE && content.isDotTransparent();
        this.octets = new byte[(int) Math.min(PART, Math.max(256, content.size() + 1))];
        this.linesLeft = bodyLines;
        this.inHeader = true;
    }

    /** All of a message behind the positive reply. */
    static MessageSource whole(String firstLine, MessageContent content) throws IOException {
        return new MessageSource(firstLine, content, Long.MAX_VALUE);
    }

    /** The header section, the empty line and some lines of the body behind the positive reply. */
    static MessageSource top(String firstLine, MessageContent content, long lines) throws IOException {
        return new MessageSource(firstLine, content, lines);
    }

    @Override
    public boolean writeTo(ReplyBuffer buffer) throws IOException {
        if (!started) {
            started = true;
            buffer.append(firstLine).crlf();
        }
        int n = transparent ? buffer.append(in, octets.length) : in.read(octets);
        if (n >= 0 && (transparent || stuff(buffer, n))) {
            return true;
        }
        if (!lineEnded) {
            buffer.crlf();
        }
        buffer.append(END);
        return false;
    }

    // Copies runs of octets; a run ends before a dot that opens a line. Answers false where TOP has its lines.
    private boolean stuff(ReplyBuffer buffer, int n) {
        int from = 0;
        for (int i = 0; i < n; i++) {
            byte b = octets[i];
            if (atLineStart && b == '.') {
                buffer.append(octets, from, i - from).append('.');
                from = i;
            }
            atLineStart = b == '\n';
            lineEnded = atLineStart && afterCr;
            afterCr = b == '\r';
            if (!atLineStart) {
                if (b != '\r') {
                    lineLength++;
                }
            } else if (linesLeft != Long.MAX_VALUE && lineEnds()) {
                buffer.append(octets, from, i + 1 - from);
                return false;
            }
        }
        buffer.append(octets, from, n - from);
        return true;
    }

    private boolean lineEnds() {
        boolean empty = lineLength == 0;
        lineLength = 0;
        if (inHeader) {
            inHeader = !empty;
            return empty && linesLeft == 0;
        }
        return --linesLeft == 0;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
