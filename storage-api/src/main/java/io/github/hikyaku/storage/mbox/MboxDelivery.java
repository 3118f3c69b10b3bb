package io.github.hikyaku.storage.mbox;

import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way from an mbox into a mailbox. The header section is held back until it is whole, or large, because
 * it tells the flags; then all goes into a deposit.
 */
final class MboxDelivery implements AutoCloseable {
    /** The most of a header section that is searched for fields. */
    static final int HEADER = 256 * 1024;

    private static final byte[] CRLF = {'\r', '\n'};

    /** The octet of the file that the message begins at. */
    final long offset;

    private final MboxImporter how;
    private final Mailbox to;
    private final Optional<Instant> fromLineDate;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream(4 * 1024);
    private @Nullable Deposit deposit;
    private boolean emptyLineIsDue;
    private boolean withoutKeywords;
    private long size;

    MboxDelivery(MboxImporter how, Mailbox to, long offset, Optional<Instant> fromLineDate) {
        this.how = how;
        this.to = to;
        this.offset = offset;
        this.fromLineDate = fromLineDate;
    }

    /** Takes the next piece of a line. */
    void add(MboxLines lines) throws IOException {
        if (emptyLineIsDue) {
            emptyLineIsDue = false;
            put(CRLF, 0, CRLF.length);
            if (deposit == null) {
                begin(true);
            }
        }
        if (lines.isEmptyLine()) {
            // The last one is no part of the message.
            emptyLineIsDue = true;
            return;
        }
        boolean quoted = lines.startsLine && how.quoting().isQuoted(lines.buffer, lines.from, lines.to);
        int from = quoted ? lines.from + 1 : lines.from;
        put(lines.buffer, from, lines.to - from);
        if (lines.endsLine) {
            put(CRLF, 0, CRLF.length);
        }
    }

    private void put(byte[] octets, int from, int length) throws IOException {
        size += length;
        if (size > how.maxMessageOctets()) {
            throw new IOException("A message has more than " + how.maxMessageOctets() + " octets");
        }
        pending.write(octets, from, length);
        if (deposit == null ? pending.size() >= HEADER : pending.size() >= MboxLines.LONGEST) {
            flush();
        }
    }

    private void flush() {
        Deposit begun = deposit;
        if (begun == null) {
            begin(false);
        } else {
            begun.write(pending.toByteArray(), 0, pending.size());
            pending.reset();
        }
    }

    /** Reads the header section, whole or as far as it is at hand, and starts the deposit with it. */
    private void begin(boolean isWhole) {
        byte[] header = pending.toByteArray();
        pending.reset();
        Set<Flag> flags = new HashSet<>();
        Optional<Instant> date = fromLineDate;
        Set<String> expected = how.readsStatus() ? new HashSet<>(MboxStatus.FIELDS) : new HashSet<>();
        int kept = 0;
        MboxFields fields = new MboxFields(header, header.length);
        while (fields.next()) {
            // A field that is cut is none.
            String name = isWhole || fields.end() < header.length ? fields.name() : "";
            // Only the first of each name is the mbox's; another is the message's own.
            if (expected.remove(name)) {
                flags.addAll(MboxStatus.flags(name, fields.value()));
                pending.write(header, kept, fields.start() - kept);
                kept = fields.end();
            } else if (date.isEmpty() && name.equals("date")) {
                date = MboxDates.ofField(fields.value());
            }
        }
        pending.write(header, kept, header.length - kept);
        deposit = deposit(Set.copyOf(flags), date.orElseGet(Instant::now));
    }

    private Deposit deposit(Set<Flag> flags, Instant date) {
        try {
            return to.deposit(flags, date);
        } catch (MailStoreException e) {
            Set<Flag> system = flags.stream().filter(Flag::isSystem).collect(Collectors.toSet());
            if (e.kind() != Kind.LIMIT_REACHED || system.size() == flags.size()) {
                throw e;
            }
            withoutKeywords = true;
            return to.deposit(system, date);
        }
    }

    /** Puts the message into the mailbox. Returns whether its keywords were lost. */
    boolean commit() {
        if (deposit == null) {
            begin(true);
        }
        flush();
        Deposit begun = deposit;
        if (begun != null) {
            begun.commit();
        }
        return withoutKeywords;
    }

    /** Gives up, if the message is not in the mailbox. */
    @Override
    public void close() {
        if (deposit != null) {
            deposit.close();
        }
    }
}
