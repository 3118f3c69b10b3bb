package io.github.hikyaku.storage.mbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an mbox into a mailbox, message by message. Immutable: each method that sets something returns a new importer.
 *
 * <p>A line that begins with {@code From } begins a message if it has a date or if an empty line, or nothing, stands
 * before it; so a sentence that begins with "From" does not split a message whose program forgot to quote it. The date is
 * the message's internal date; where it is missing or cannot be read, that of the Date field is, or else the current one.
 * The empty line at the end of a message is no part of it. Lines may end with LF or CRLF and are stored with CRLF; a CR
 * or LF that stands alone in a line is not kept apart from these.
 *
 * <p>The first Status, the first X-Status and the first X-Keywords field of each message become its flags, and are
 * removed: they belong to the mbox and were not there when the message was sent. Programs that deliver into an mbox should
 * not let such a field of a sender pass; for a file where they did, there is {@link #status(boolean)}. All else in the
 * header section is kept. Fields are looked for in its first 256 KiB.
 *
 * <p>Memory is bounded, whatever the file holds. Safe for use by many threads.
 */
public final class MboxImporter {
    /** The most octets of a message, if {@link #maxMessageOctets(long)} does not say otherwise: 1 GiB. */
    public static final long MAX_MESSAGE_OCTETS = 1L << 30;

    private static final int FROM_LINE = 1000;

    private final MboxQuoting quoting;
    private final ZoneId zone;
    private final boolean status;
    private final long maxMessageOctets;

    private MboxImporter(MboxQuoting quoting, ZoneId zone, boolean status, long maxMessageOctets) {
        this.quoting = quoting;
        this.zone = zone;
        this.status = status;
        this.maxMessageOctets = maxMessageOctets;
    }

    /** Reads {@link MboxQuoting#MBOXRD} with dates in UTC (RFC 4155 appendix A). */
    public static MboxImporter create() {
        return new MboxImporter(MboxQuoting.MBOXRD, ZoneOffset.UTC, true, MAX_MESSAGE_OCTETS);
    }

    /** How the file was quoted. */
    public MboxImporter quoting(MboxQuoting variant) {
        return new MboxImporter(variant, zone, status, maxMessageOctets);
    }

    /** The time zone of dates that do not name one. Many programs write local time. */
    public MboxImporter zone(ZoneId local) {
        return new MboxImporter(quoting, local, status, maxMessageOctets);
    }

    /** Whether the status fields become flags, as they do if this is not called; else they are left as they are. */
    public MboxImporter status(boolean becomesFlags) {
        return new MboxImporter(quoting, zone, becomesFlags, maxMessageOctets);
    }

    /** The most octets of a message, 1 or more; a larger one ends the import. */
    public MboxImporter maxMessageOctets(long most) {
        if (most < 1) {
            throw new IllegalArgumentException("At most " + most + " octets of a message");
        }
        return new MboxImporter(quoting, zone, status, most);
    }

    MboxQuoting quoting() {
        return quoting;
    }

    boolean readsStatus() {
        return status;
    }

    long maxMessageOctets() {
        return maxMessageOctets;
    }

    /**
     * Reads to the end of the stream, which stays open, and puts each message into the mailbox. Keywords that the mailbox
     * cannot take ({@code LIMIT_REACHED}) are left out, and counted. A file without any message is a good one if it has
     * but empty lines.
     *
     * @throws MboxImportException if the file does not begin with a message, a message is too large, the stream cannot be
     *     read, or the mailbox takes no more; what was imported before stays
     */
    public MboxReport run(InputStream mbox, Mailbox to) throws MboxImportException {
        return new Run(new MboxLines(mbox), to).toTheEnd();
    }

    /** One run. */
    private final class Run {
        private final MboxLines lines;
        private final Mailbox to;
        private @Nullable MboxDelivery current;
        private boolean afterEmptyLine = true;
        private long messages;
        private long octets;
        private long withoutKeywords;

        Run(MboxLines lines, Mailbox to) {
            this.lines = lines;
            this.to = to;
        }

        MboxReport toTheEnd() throws MboxImportException {
            try {
                while (lines.next()) {
                    take();
                }
                finish();
                return report(!lines.startsLine);
            } catch (IOException | MailStoreException e) {
                long offset = current == null ? lines.offset() : current.offset;
                throw new MboxImportException("The import ended: " + e.getMessage(), offset, report(false), e);
            } finally {
                if (current != null) {
                    current.close();
                }
            }
        }

        private void take() throws IOException {
            boolean isFrom = lines.startsLine && MboxQuoting.isFrom(lines.buffer, lines.from, lines.to);
            Optional<Instant> date = isFrom ? date() : Optional.empty();
            if (isFrom && (afterEmptyLine || date.isPresent())) {
                finish();
                current = new MboxDelivery(MboxImporter.this, to, lines.offset(), date);
            } else if (current != null) {
                current.add(lines);
            } else if (!lines.isEmptyLine()) {
                throw new IOException("The file does not begin with a From_ line");
            }
            afterEmptyLine = lines.isEmptyLine();
        }

        private Optional<Instant> date() {
            int length = Math.min(FROM_LINE, lines.to - lines.from);
            return MboxDates.ofFromLine(new String(lines.buffer, lines.from, length, ISO_8859_1), zone);
        }

        private void finish() {
            MboxDelivery whole = current;
            if (whole != null) {
                withoutKeywords += whole.commit() ? 1 : 0;
                current = null;
                messages++;
                octets = lines.offset();
            }
        }

        private MboxReport report(boolean cutOff) {
            return new MboxReport(messages, octets, withoutKeywords, cutOff);
        }
    }
}
