package io.github.hikyaku.storage.mbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.MessageContent;
import io.github.hikyaku.storage.UidSet;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;

/**
 * Writes a mailbox as mbox, in the order of UIDs. Immutable and safe for use by many threads.
 *
 * <p>Each message begins with a From_ line: the address of its Return-Path field, or {@code MAILER-DAEMON}, and its
 * internal date in UTC. Then come Status, X-Status and X-Keywords with the flags, the message in the quoting
 * {@link MboxQuoting#MBOXRD}, and an empty line. Lines end with LF (RFC 4155 appendix A).
 *
 * <p>{@link MboxImporter} makes of this the same octets, flags and dates, with these exceptions: a last line without CRLF
 * gets one; a LF that stands alone becomes CRLF, and of a CR before that or before CRLF nothing is left; a message that
 * begins with a space or a tab is written without the three fields, as its first line would become part of them.
 */
public final class MboxExporter {
    private static final int HEAD = 16 * 1024;
    private static final int LONGEST_ADDRESS = 320;

    private final String lineEnd;

    private MboxExporter(String lineEnd) {
        this.lineEnd = lineEnd;
    }

    /** Writes lines that end with LF. */
    public static MboxExporter create() {
        return new MboxExporter("\n");
    }

    /** Writes lines that end with CRLF if this is true, else with LF. */
    public MboxExporter crlf(boolean crlf) {
        return new MboxExporter(crlf ? "\r\n" : "\n");
    }

    /** Writes all messages; see {@link #run(Mailbox, UidSet, OutputStream)}. */
    public UidSet run(Mailbox from, OutputStream mbox) throws IOException {
        return run(from, UidSet.ALL, mbox);
    }

    /**
     * Writes messages to a stream, which is flushed and stays open. Those that arrive meanwhile are left out.
     *
     * @param uids which; those that are not there are ignored
     * @return those that were written; one that was expunged before its turn is not among them
     * @throws IOException if the stream cannot be written, or if a message cannot be read to its end; the last message is
     *     then not whole
     * @throws MailStoreException as the mailbox has it
     */
    public UidSet run(Mailbox from, UidSet uids, OutputStream mbox) throws IOException {
        BufferedOutputStream out = new BufferedOutputStream(mbox, MboxLines.LONGEST);
        MailboxView view = from.view();
        UidSet.Builder written = UidSet.builder();
        for (int row = 0; row < view.size(); row++) {
            if (uids.contains(view.uid(row)) && write(from, view, row, out)) {
                written.add(view.uid(row));
            }
        }
        out.flush();
        return written.build();
    }

    private boolean write(Mailbox from, MailboxView view, int row, OutputStream out) throws IOException {
        InputStream opened;
        try {
            MessageContent content = from.content(view.uid(row));
            opened = content.open();
        } catch (MailStoreException e) {
            if (e.kind() == Kind.NO_SUCH_MESSAGE) {
                return false;
            }
            throw e;
        }
        try (InputStream in = opened) {
            byte[] head = in.readNBytes(HEAD);
            write("From " + sender(head) + " " + MboxDates.asctime(view.internalDate(row)) + lineEnd, out);
            if (head.length == 0 || (head[0] != ' ' && head[0] != '\t')) {
                write(MboxStatus.fields(view.flags(row), lineEnd), out);
            }
            copy(new MboxLines(new SequenceInputStream(new ByteArrayInputStream(head), in)), out);
        }
        return true;
    }

    private void copy(MboxLines lines, OutputStream out) throws IOException {
        while (lines.next()) {
            if (lines.startsLine && MboxQuoting.needsQuoting(lines.buffer, lines.from, lines.to)) {
                out.write('>');
            }
            out.write(lines.buffer, lines.from, lines.to - lines.from);
            if (lines.endsLine) {
                write(lineEnd, out);
            }
        }
        if (!lines.startsLine) {
            write(lineEnd, out);
        }
        write(lineEnd, out);
    }

    private static void write(String text, OutputStream out) throws IOException {
        out.write(text.getBytes(ISO_8859_1));
    }

    /** The reverse-path that the message was delivered with (RFC 5321 §4.4), as one word. */
    private static String sender(byte[] head) {
        MboxFields fields = new MboxFields(head, head.length);
        while (fields.next()) {
            if (fields.name().equals("return-path")) {
                String value = fields.value();
                String address = value.replaceFirst("^<", "").replaceFirst(">$", "");
                boolean isUsable = !address.isEmpty() && address.length() <= LONGEST_ADDRESS;
                return isUsable ? address.replaceAll("[^\\x21-\\x7e]", "-") : "MAILER-DAEMON";
            }
        }
        return "MAILER-DAEMON";
    }
}
