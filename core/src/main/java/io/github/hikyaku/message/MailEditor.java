package io.github.hikyaku.message;

import io.github.hikyaku.address.ForwardPath;
import io.github.hikyaku.address.ReversePath;
import io.github.hikyaku.mime.HeaderField;
import io.github.hikyaku.mime.HeaderSection;
import io.github.hikyaku.storage.MessageContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes changes to a message. Its header section is taken apart into lines of fields only if one of them changes; lines
 * that are no field, and what lies beyond the bounds of {@link Mail#header}, stay where they are.
 */
final class MailEditor {
    /** Lines of the header section: a field, or, without a name, lines that are none. */
    private record Piece(String name, byte[] octets) {}

    private final Mail mail;
    private ReversePath reversePath;
    private final List<Recipient> recipients;
    private @Nullable List<Piece> pieces;
    private long headerLength;
    private boolean terminated;
    private boolean cut;
    private @Nullable MessageContent body;

    MailEditor(Mail mail) {
        this.mail = mail;
        this.reversePath = mail.envelope().reversePath();
        this.recipients = new ArrayList<>(mail.envelope().recipients());
    }

    Mail apply(List<MailChange> changes) {
        changes.forEach(this::apply);
        Envelope envelope =
                new Envelope(reversePath, recipients, mail.envelope().parameters());
        if (pieces == null && body == null) {
            return mail.with(envelope);
        }
        return mail.with(envelope, header(), body == null ? new Tail(mail.content(), headerLength) : body);
    }

    private void apply(MailChange change) {
        if (change instanceof MailChange.AddField add) {
            pieces().add(0, piece(add.name(), add.value()));
        } else if (change instanceof MailChange.InsertField insert) {
            pieces().add(placeOf(insert.index()), piece(insert.name(), insert.value()));
        } else if (change instanceof MailChange.ReplaceField replace) {
            int at = find(replace.name(), replace.occurrence());
            if (at < 0) {
                pieces().add(piece(replace.name(), replace.value()));
            } else {
                pieces().set(at, piece(replace.name(), replace.value()));
            }
        } else if (change instanceof MailChange.RemoveField remove) {
            if (remove.occurrence() == 0) {
                pieces().removeIf(piece -> piece.name.equalsIgnoreCase(remove.name()));
            } else {
                int at = find(remove.name(), remove.occurrence());
                if (at >= 0) {
                    pieces().remove(at);
                }
            }
        } else if (change instanceof MailChange.ReplaceBody replaced) {
            pieces();
            if (cut) {
                throw new IllegalArgumentException("Where the body begins is beyond the bounds of a header section");
            }
            terminated = true;
            body = replaced.body();
        } else if (change instanceof MailChange.AddRecipient add) {
            if (!has(add.path())) {
                recipients.add(Recipient.of(add.path()));
            }
        } else if (change instanceof MailChange.RemoveRecipient remove) {
            recipients.removeIf(recipient -> isSame(recipient.path(), remove.path()));
        } else if (change instanceof MailChange.ReplaceReversePath replace) {
            reversePath = replace.path();
        }
    }

    private boolean has(ForwardPath path) {
        return recipients.stream().anyMatch(recipient -> isSame(recipient.path(), path));
    }

    private static boolean isSame(ForwardPath one, ForwardPath other) {
        return one.toString().equalsIgnoreCase(other.toString());
    }

    private int placeOf(int index) {
        int fields = 0;
        List<Piece> all = pieces();
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).name.isEmpty() && fields++ == index) {
                return i;
            }
        }
        return all.size();
    }

    private int find(String name, int occurrence) {
        int seen = 0;
        List<Piece> all = pieces();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).name.equalsIgnoreCase(name) && ++seen == occurrence) {
                return i;
            }
        }
        return -1;
    }

    private static Piece piece(String name, String value) {
        return new Piece(name, (name + ": " + value + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private List<Piece> pieces() {
        List<Piece> known = pieces;
        if (known == null) {
            known = split();
            pieces = known;
        }
        return known;
    }

    private List<Piece> split() {
        HeaderSection section = mail.header();
        byte[] octets;
        try (InputStream in = mail.content().open(0, section.length())) {
            octets = in.readNBytes(section.length());
        } catch (IOException e) {
            throw new UncheckedIOException("The header section of " + mail.id() + " cannot be read", e);
        }
        terminated = section.isTerminated();
        cut = !terminated && section.length() < mail.content().size();
        headerLength = cut ? lastWhole(section, octets) : section.length();
        List<Piece> split = new ArrayList<>();
        int from = 0;
        for (HeaderField field : section.fields()) {
            int start = (int) field.span().offset();
            int end = (int) field.span().end();
            if (end > headerLength) {
                break;
            }
            addPlain(split, octets, from, start);
            split.add(new Piece(field.name(), ended(octets, start, end)));
            from = end;
        }
        addPlain(split, octets, from, terminated ? emptyLine(octets) : (int) headerLength);
        return split;
    }

    /** Where the last field or line begins of a header section that goes on beyond its bounds: it may go on there too. */
    private static int lastWhole(HeaderSection section, byte[] octets) {
        List<HeaderField> fields = section.fields();
        if (!fields.isEmpty()) {
            HeaderField last = fields.get(fields.size() - 1);
            if (last.span().end() == octets.length) {
                return (int) last.span().offset();
            }
        }
        int start = octets.length - 1;
        while (start > 0 && octets[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    private static void addPlain(List<Piece> to, byte[] octets, int from, int end) {
        if (from < end) {
            to.add(new Piece("", ended(octets, from, end)));
        }
    }

    /** The octets, with the line end that the last field of a message without a body may lack. */
    private static byte[] ended(byte[] octets, int from, int end) {
        ByteArrayOutputStream copy = new ByteArrayOutputStream(end - from + 2);
        copy.write(octets, from, end - from);
        if (octets[end - 1] != '\n') {
            copy.write('\r');
            copy.write('\n');
        }
        return copy.toByteArray();
    }

    private static int emptyLine(byte[] octets) {
        int end = octets.length - 1;
        return end > 0 && octets[end - 1] == '\r' ? end - 1 : end;
    }

    private byte[] header() {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        pieces().forEach(piece -> header.writeBytes(piece.octets));
        if (terminated) {
            header.write('\r');
            header.write('\n');
        }
        return header.toByteArray();
    }

    /** What stands behind a place of some content. */
    private record Tail(MessageContent whole, long from) implements MessageContent {
        @Override
        public long size() {
            return whole.size() - from;
        }

        @Override
        public InputStream open(long offset, long length) throws IOException {
            return whole.open(from + offset, length);
        }

        @Override
        public boolean isDotTransparent() {
            return whole.isDotTransparent();
        }
    }
}
