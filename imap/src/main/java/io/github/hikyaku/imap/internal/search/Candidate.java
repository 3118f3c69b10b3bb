package io.github.hikyaku.imap.internal.search;

import io.github.hikyaku.imap.internal.fetch.MessageReader;
import io.github.hikyaku.imap.internal.fetch.Structures;
import io.github.hikyaku.imap.internal.view.SelectedMailbox;
import io.github.hikyaku.mime.HeaderField;
import io.github.hikyaku.mime.HeaderSection;
import io.github.hikyaku.mime.MimeLimits;
import io.github.hikyaku.mime.MimePart;
import io.github.hikyaku.mime.TextExtractor;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message that may fit. What its octets hold is read when a key asks for it, and once. */
final class Candidate {
    private final SelectedMailbox selected;
    private final Structures structures;
    private final int row;
    private @Nullable MessageReader reader;

    Candidate(SelectedMailbox selected, Structures structures, int row) {
        this.selected = selected;
        this.structures = structures;
        this.row = row;
    }

    SelectedMailbox selected() {
        return selected;
    }

    int row() {
        return row;
    }

    private MessageReader reader() {
        if (reader == null) {
            reader = new MessageReader(selected.mailbox(), selected.uid(row), structures);
        }
        return reader;
    }

    List<HeaderField> fields(String name) throws IOException {
        return reader().header().all(name);
    }

    boolean headerHolds(TextPattern pattern) throws IOException {
        return holds(reader().header(), pattern);
    }

    private static boolean holds(HeaderSection header, TextPattern pattern) {
        for (HeaderField field : header.fields()) {
            if (pattern.isIn(field.name() + ": " + field.text())) {
                return true;
            }
        }
        return false;
    }

    /** The body: the text of all parts, and the header sections inside. */
    boolean bodyHolds(TextPattern pattern) throws IOException {
        return holds(reader().structure(), pattern);
    }

    private boolean holds(MimePart part, TextPattern pattern) throws IOException {
        if (part.kind() == MimePart.Kind.LEAF) {
            if (!part.fields().type().equals("text")) {
                return false;
            }
            try (Reader text = TextExtractor.open(part, reader())) {
                return pattern.isIn(text);
            }
        }
        for (MimePart child : part.children()) {
            if (innerHeaderHolds(child, pattern) || holds(child, pattern)) {
                return true;
            }
        }
        return false;
    }

    private boolean innerHeaderHolds(MimePart part, TextPattern pattern) throws IOException {
        if (part.header().length() == 0) {
            return false;
        }
        try (InputStream in = reader().open(part.header())) {
            return holds(HeaderSection.read(in, MimeLimits.DEFAULT), pattern);
        }
    }
}
