package io.github.hikyaku.imap.internal.fetch;

import io.github.hikyaku.imap.internal.command.FetchItem.Content;
import io.github.hikyaku.imap.internal.command.FetchItem.Section;
import io.github.hikyaku.imap.internal.command.FetchItem.Text;
import io.github.hikyaku.mime.HeaderSection;
import io.github.hikyaku.mime.MimeLimits;
import io.github.hikyaku.mime.MimePart;
import io.github.hikyaku.mime.OctetRange;
import io.github.hikyaku.mime.Span;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MessageContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one message for one response: a small one whole and once, of a large one only what is asked for. No octet of a
 * message is changed on the way.
 */
public final class MessageReader implements OctetRange {
    /** Up to this size a message is read whole. */
    private static final int SMALL = 64 * 1024;

    private final Mailbox mailbox;
    private final long uid;
    private final Structures structures;
    private final MessageContent content;
    private byte @Nullable [] small;
    private @Nullable MimePart structure;
    private @Nullable HeaderSection header;

    /** @throws io.github.hikyaku.storage.MailStoreException {@code NO_SUCH_MESSAGE} */
    public MessageReader(Mailbox mailbox, long uid, Structures structures) {
        this.mailbox = mailbox;
        this.uid = uid;
        this.structures = structures;
        this.content = mailbox.content(uid);
    }

    /** Some octets: at hand, or a range of the message. */
    record Octets(byte @Nullable [] atHand, Span span) {
        long length() {
            return span.length();
        }
    }

    /** The MIME structure. */
    public MimePart structure() throws IOException {
        if (structure == null) {
            structure = structures.get(mailbox, uid, () -> open(0, content.size()));
        }
        return structure;
    }

    @Override
    public InputStream open(long offset, long length) throws IOException {
        byte[] all = small();
        return all == null
                ? content.open(offset, length)
                : new ByteArrayInputStream(all, (int) offset, (int) Math.min(length, all.length - offset));
    }

    private byte @Nullable [] small() throws IOException {
        if (small == null && content.size() <= SMALL) {
            byte[] octets = new byte[(int) content.size()];
            try (InputStream in = content.open()) {
                if (in.readNBytes(octets, 0, octets.length) < octets.length) {
                    throw new IOException("Message " + uid + " ends before its size");
                }
            }
            small = octets;
        }
        return small;
    }

    /** The octets of an item, or empty where there is no such part. */
    Optional<Octets> octets(Content item) throws IOException {
        Octets whole = section(item.section());
        if (whole == null) {
            return Optional.empty();
        }
        if (item.partial() == null) {
            return Optional.of(whole);
        }
        long offset = Math.min(item.partial().offset(), whole.length());
        long length = Math.min(item.partial().length(), whole.length() - offset);
        return Optional.of(new Octets(whole.atHand(), new Span(whole.span().offset() + offset, length)));
    }

    private @Nullable Octets section(Section section) throws IOException {
        if (section.path().isEmpty()) {
            return message(section);
        }
        MimePart part = structure().section(section.path()).orElse(null);
        if (part == null || section.text() == Text.ALL) {
            return part == null ? null : at(part.body());
        }
        if (section.text() == Text.MIME) {
            return at(part.header());
        }
        MimePart message = part.message().orElse(null);
        if (message == null) {
            return null;
        }
        return switch (section.text()) {
            case HEADER -> at(message.header());
            case TEXT -> at(message.body());
            default -> {
                Span span = message.header();
                long length = Math.min(span.length(), MimeLimits.DEFAULT.maxHeaderOctets());
                try (InputStream in = open(new Span(span.offset(), length))) {
                    yield fields(HeaderSection.parse(in.readAllBytes(), MimeLimits.DEFAULT), section);
                }
            }
        };
    }

    /** A section of the message itself, for which its structure need not be known. */
    private Octets message(Section section) throws IOException {
        long size = content.size();
        return switch (section.text()) {
            case ALL -> at(new Span(0, size));
            case HEADER -> at(new Span(0, headerLength()));
            case TEXT -> at(new Span(headerLength(), size - headerLength()));
            default -> fields(header(), section);
        };
    }

    private long headerLength() throws IOException {
        // A header section longer than is read of it: only the structure knows where it ends.
        return header().isTerminated() || header().length() == content.size()
                ? header().length()
                : structure().header().length();
    }

    /** The header section of the message. */
    public HeaderSection header() throws IOException {
        if (header == null) {
            // Not by way of small(): the first block is mostly enough.
            try (InputStream in = small == null ? content.open() : new ByteArrayInputStream(small)) {
                header = HeaderSection.read(in, MimeLimits.DEFAULT);
            }
        }
        return header;
    }

    private Octets at(Span span) throws IOException {
        return new Octets(small(), span);
    }

    private static Octets fields(HeaderSection header, Section section) {
        byte[] octets = header.select(section.fields(), section.text() == Text.HEADER_FIELDS_NOT);
        return new Octets(octets, new Span(0, octets.length));
    }
}
