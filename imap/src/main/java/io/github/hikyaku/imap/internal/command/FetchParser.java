package io.github.hikyaku.imap.internal.command;

import io.github.hikyaku.imap.internal.command.FetchItem.Content;
import io.github.hikyaku.imap.internal.command.FetchItem.Partial;
import io.github.hikyaku.imap.internal.command.FetchItem.Section;
import io.github.hikyaku.imap.internal.command.FetchItem.Simple;
import io.github.hikyaku.imap.internal.command.FetchItem.Text;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the items of FETCH: {@code fetch-att}, its macros, and {@code section} of RFC 3501 §9. */
final class FetchParser {
    private static final int MAX_ITEMS = 1_000;
    private static final int MAX_PATH = 100;

    private final CommandScanner in;

    FetchParser(CommandScanner in) {
        this.in = in;
    }

    List<FetchItem> items() {
        if (!in.isAt('(')) {
            int start = in.position();
            return switch (in.itemName()) {
                case "ALL" -> List.of(Simple.FLAGS, Simple.INTERNALDATE, Simple.SIZE, Simple.ENVELOPE);
                case "FAST" -> List.of(Simple.FLAGS, Simple.INTERNALDATE, Simple.SIZE);
                case "FULL" -> List.of(Simple.FLAGS, Simple.INTERNALDATE, Simple.SIZE, Simple.ENVELOPE, Simple.BODY);
                default -> {
                    in.position(start);
                    yield List.of(item());
                }
            };
        }
        List<FetchItem> items = new ArrayList<>();
        in.expect('(');
        do {
            if (items.size() == MAX_ITEMS) {
                throw CommandRefused.bad("Too many items");
            }
            items.add(item());
        } while (in.skip(' '));
        in.expect(')');
        return items;
    }

    private FetchItem item() {
        String name = in.itemName();
        return switch (name) {
            case "FLAGS" -> Simple.FLAGS;
            case "INTERNALDATE" -> Simple.INTERNALDATE;
            case "RFC822.SIZE" -> Simple.SIZE;
            case "ENVELOPE" -> Simple.ENVELOPE;
            case "BODYSTRUCTURE" -> Simple.BODYSTRUCTURE;
            case "UID" -> Simple.UID;
            case "RFC822" -> new Content(new Section(List.of(), Text.ALL, List.of()), false, null, name);
            // RFC 3501 §6.4.5: RFC822.HEADER does not set \Seen.
            case "RFC822.HEADER" -> new Content(new Section(List.of(), Text.HEADER, List.of()), true, null, name);
            case "RFC822.TEXT" -> new Content(new Section(List.of(), Text.TEXT, List.of()), false, null, name);
            case "BODY" -> in.isAt('[') ? content(false) : Simple.BODY;
            case "BODY.PEEK" -> content(true);
            default -> throw CommandRefused.bad("Unknown item");
        };
    }

    private Content content(boolean peek) {
        in.expect('[');
        Section section = section();
        in.expect(']');
        Partial partial = null;
        if (in.skip('<')) {
            long offset = in.number();
            in.expect('.');
            partial = new Partial(offset, in.positiveNumber());
            in.expect('>');
        }
        return new Content(section, peek, partial, label(section, partial));
    }

    private Section section() {
        List<Integer> path = new ArrayList<>();
        while (in.peek() >= '0' && in.peek() <= '9') {
            path.add((int) Math.min(in.positiveNumber(), Integer.MAX_VALUE));
            if (path.size() > MAX_PATH) {
                throw CommandRefused.bad("Section too deep");
            }
            if (!in.skip('.')) {
                return new Section(path, Text.ALL, List.of());
            }
        }
        if (path.isEmpty() && in.isAt(']')) {
            return new Section(path, Text.ALL, List.of());
        }
        return switch (in.itemName()) {
            case "HEADER" -> new Section(path, Text.HEADER, List.of());
            case "HEADER.FIELDS" -> new Section(path, Text.HEADER_FIELDS, fields());
            case "HEADER.FIELDS.NOT" -> new Section(path, Text.HEADER_FIELDS_NOT, fields());
            case "TEXT" -> new Section(path, Text.TEXT, List.of());
            case "MIME" -> {
                if (path.isEmpty()) {
                    throw CommandRefused.bad("MIME needs a part number");
                }
                yield new Section(path, Text.MIME, List.of());
            }
            default -> throw CommandRefused.bad("Unknown section");
        };
    }

    private List<String> fields() {
        in.space();
        in.expect('(');
        List<String> names = new ArrayList<>();
        do {
            names.add(in.asciiAstring());
        } while (in.skip(' '));
        in.expect(')');
        return names;
    }

    private static String label(Section section, @Nullable Partial partial) {
        StringBuilder label = new StringBuilder("BODY[");
        for (int i = 0; i < section.path().size(); i++) {
            label.append(i == 0 ? "" : ".").append(section.path().get(i));
        }
        if (section.text() != Text.ALL) {
            label.append(section.path().isEmpty() ? "" : ".")
                    .append(section.text().name().replace('_', '.'));
        }
        if (!section.fields().isEmpty()) {
            char before = '(';
            label.append(' ');
            for (String field : section.fields()) {
                label.append(before).append(astring(field));
                before = ' ';
            }
            label.append(')');
        }
        label.append(']');
        if (partial != null) {
            label.append('<').append(partial.offset()).append('>');
        }
        return label.toString();
    }

    private static String astring(String name) {
        boolean atom =
                !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7f && "(){%*\"\\]".indexOf(c) < 0);
        // A name with a line break in it, which only a literal can carry, is none that a message could have.
        return atom ? name : '"' + name.replaceAll("[\r\n]", "").replaceAll("([\"\\\\])", "\\\\$1") + '"';
    }
}
