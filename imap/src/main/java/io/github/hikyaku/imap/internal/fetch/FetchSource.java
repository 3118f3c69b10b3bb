package io.github.hikyaku.imap.internal.fetch;

import io.github.hikyaku.engine.ReplyBuffer;
import io.github.hikyaku.engine.ReplySource;
import io.github.hikyaku.imap.internal.command.FetchItem;
import io.github.hikyaku.imap.internal.command.FetchItem.Content;
import io.github.hikyaku.imap.internal.command.FetchItem.Simple;
import io.github.hikyaku.imap.internal.fetch.MessageReader.Octets;
import io.github.hikyaku.imap.internal.response.Wire;
import io.github.hikyaku.imap.internal.view.SelectedMailbox;
import io.github.hikyaku.storage.MailStoreException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The responses of one FETCH, made while they are sent. Each message is looked up before its response begins, so that
 * one that another session expunged is left out and the response before and behind it stay whole.
 */
public final class FetchSource implements ReplySource {
    private static final int PART = 64 * 1024;
    private static final int ENOUGH = 48 * 1024;

    private final SelectedMailbox selected;
    private final int[] rows;
    private final List<FetchItem> items;
    private final BitSet seen;
    private final Structures structures;
    private final End end;
    private final boolean readsContent;
    private final boolean oneSection;

    private int next;
    private Problem problem = Problem.NONE;

    /** The message whose response is being written: its octets by item, and the item that comes next. */
    private @Nullable MessageReader message;

    private List<Section> octets = List.of();
    private int item;
    private int content;
    private char before;
    private @Nullable InputStream stream;
    private @Nullable InputStream opened;
    private long remaining;

    /** Writes what comes behind the last response. */
    @FunctionalInterface
    public interface End {
        /** Writes it; {@code problem} tells whether messages had to be left out. */
        void write(ReplyBuffer out, Problem problem);
    }

    /** The octets of a section: looked up already, or when they are written. */
    @FunctionalInterface
    private interface Section {
        Optional<Octets> get() throws IOException;
    }

    /** Why messages had to be left out. */
    public enum Problem {
        /** None was. */
        NONE,
        /** They were expunged by another session. */
        GONE,
        /** The store could not read them. */
        UNREADABLE
    }

    /**
     * The items of some rows, and then the end.
     *
     * @param seen the rows that became {@code \\Seen} by this command, whose flags are told unasked
     */
    public FetchSource(
            SelectedMailbox selected, int[] rows, List<FetchItem> items, BitSet seen, Structures structures, End end) {
        this.selected = selected;
        this.rows = rows;
        this.items = items;
        this.seen = seen;
        this.structures = structures;
        this.end = end;
        this.readsContent = items.stream()
                .anyMatch(i ->
                        i instanceof Content || i == Simple.ENVELOPE || i == Simple.BODY || i == Simple.BODYSTRUCTURE);
        this.oneSection = items.stream().filter(Content.class::isInstance).count() == 1;
        this.item = items.size();
    }

    @Override
    public boolean writeTo(ReplyBuffer out) throws IOException {
        while (out.size() < ENOUGH) {
            if (stream != null) {
                pump(out, stream);
            } else if (item < items.size()) {
                item(out, items.get(item++));
                if (item == items.size() && stream == null) {
                    out.append(")\r\n");
                }
            } else if (next < rows.length) {
                begin(out, rows[next++]);
            } else {
                end.write(out, problem);
                return false;
            }
        }
        return true;
    }

    private void begin(ReplyBuffer out, int row) throws IOException {
        if (readsContent && !lookUp(row)) {
            return;
        }
        out.append("* ").append(row + 1L).append(" FETCH ");
        before = '(';
        item = 0;
        content = 0;
        if (seen.get(row) && !items.contains(Simple.FLAGS)) {
            item(out, Simple.FLAGS);
        }
    }

    private boolean lookUp(int row) {
        try {
            MessageReader reader = new MessageReader(selected.mailbox(), selected.uid(row), structures);
            octets = new ArrayList<>();
            boolean structure = false;
            for (FetchItem wanted : items) {
                if (wanted instanceof Content section) {
                    octets.add(lookUp(reader, section));
                } else {
                    structure |= wanted == Simple.ENVELOPE || wanted == Simple.BODY || wanted == Simple.BODYSTRUCTURE;
                }
            }
            if (structure) {
                reader.structure();
            }
            message = reader;
            return true;
        } catch (MailStoreException e) {
            boolean gone = e.kind() == MailStoreException.Kind.NO_SUCH_MESSAGE;
            problem = gone && problem == Problem.NONE ? Problem.GONE : gone ? problem : Problem.UNREADABLE;
        } catch (IOException e) {
            problem = Problem.UNREADABLE;
        }
        return false;
    }

    private Section lookUp(MessageReader reader, Content item) throws IOException {
        if (item.section().fields().isEmpty()) {
            Optional<Octets> found = reader.octets(item);
            if (oneSection
                    && found.isPresent()
                    && found.get().atHand() == null
                    && found.get().length() > 0) {
                // Opened now, while the message can still be left out.
                opened = reader.open(found.get().span());
            }
            return () -> found;
        }
        if (item.section().path().isEmpty()) {
            reader.header();
        } else {
            reader.structure();
        }
        // Fields are copied out of the header section when they are written, not all at once.
        return () -> reader.octets(item);
    }

    private void item(ReplyBuffer out, FetchItem wanted) throws IOException {
        int row = rows[next - 1];
        out.append(before);
        before = ' ';
        if (wanted instanceof Content section) {
            out.append(section.label()).append(' ');
            section(out, octets.get(content++).get());
            return;
        }
        Simple simple = (Simple) wanted;
        out.append(simple.label()).append(' ');
        switch (simple) {
            case FLAGS -> Wire.flags(out, selected.flags(row), selected.isRecent(row));
            case INTERNALDATE -> Wire.dateTime(out, selected.internalDate(row));
            case SIZE -> out.append(selected.octets(row));
            case UID -> out.append(selected.uid(row));
            case ENVELOPE -> message().structure().envelope().ifPresent(new StructureWriter(out)::envelope);
            case BODY -> new StructureWriter(out).body(message().structure(), false);
            case BODYSTRUCTURE -> new StructureWriter(out).body(message().structure(), true);
        }
    }

    private MessageReader message() {
        if (message == null) {
            throw new IllegalStateException("No message is open");
        }
        return message;
    }

    private void section(ReplyBuffer out, Optional<Octets> found) throws IOException {
        if (found.isEmpty()) {
            out.append("NIL");
            return;
        }
        Octets section = found.get();
        if (section.length() == 0) {
            out.append("\"\"");
            return;
        }
        out.append('{').append(section.length()).append("}\r\n");
        byte[] atHand = section.atHand();
        if (atHand != null) {
            out.append(atHand, (int) section.span().offset(), (int) section.length());
            return;
        }
        stream = opened == null ? message().open(section.span()) : opened;
        opened = null;
        remaining = section.length();
    }

    private void pump(ReplyBuffer out, InputStream in) throws IOException {
        int n = out.append(in, (int) Math.min(remaining, PART - out.size()));
        if (n < 0) {
            throw new IOException("A message ends before its size");
        }
        remaining -= n;
        if (remaining == 0) {
            in.close();
            stream = null;
            if (item == items.size()) {
                out.append(")\r\n");
            }
        }
    }

    @Override
    public void close() {
        for (InputStream in : new InputStream[] {stream, opened}) {
            try {
                if (in != null) {
                    in.close();
                }
            } catch (IOException e) {
                // nothing was to be written
            }
        }
        stream = null;
        opened = null;
    }
}
