package io.github.hikyaku.mime;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The binary form of a structure: two octets of magic and version, the parts from the outside in, a CRC-32C. Numbers are
 * of variable length, seven bits an octet, the low ones first; a string is its length plus one (0 for null) and octets.
 */
final class MimePartCodec {
    private static final byte MAGIC = 'M';
    private static final byte VERSION = 1;
    private static final int CHECK_SUM = 4;
    private static final int MAX_DEPTH = 500;
    private static final MimePart.Kind[] KINDS = MimePart.Kind.values();

    private MimePartCodec() {}

    static byte[] encode(MimePart message) {
        Writer out = new Writer();
        out.octets.write(MAGIC);
        out.octets.write(VERSION);
        out.part(message, 0);
        int length = out.octets.size();
        CRC32C sum = new CRC32C();
        sum.update(out.octets.toByteArray());
        return ByteBuffer.allocate(length + CHECK_SUM)
                .put(out.octets.toByteArray())
                .putInt((int) sum.getValue())
                .array();
    }

    static Optional<MimePart> decode(byte[] octets) {
        int end = octets.length - CHECK_SUM;
        if (end < 2 || octets[0] != MAGIC || octets[1] != VERSION) {
            return Optional.empty();
        }
        CRC32C sum = new CRC32C();
        sum.update(octets, 0, end);
        if ((int) sum.getValue() != ByteBuffer.wrap(octets).getInt(end)) {
            return Optional.empty();
        }
        try {
            Reader in = new Reader(octets, end);
            MimePart message = in.part(new Span(0, Long.MAX_VALUE), 1);
            return in.position == end ? Optional.of(message) : Optional.empty();
        } catch (Damaged e) {
            return Optional.empty();
        }
    }

    private static final class Damaged extends Exception {
        private static final long serialVersionUID = 1L;

        Damaged() {
            super("damaged", null, false, false);
        }
    }

    private static final class Writer {
        final ByteArrayOutputStream octets = new ByteArrayOutputStream(512);

        @SuppressWarnings("EnumOrdinal") // the order of the kinds belongs to the version of the format
        void part(MimePart part, long base) {
            number(part.kind().ordinal() | (part.envelope().isPresent() ? 4 : 0));
            number(part.header().offset() - base);
            number(part.header().length());
            number(part.body().length());
            number(part.bodyLines());
            fields(part.fields());
            part.envelope().ifPresent(this::envelope);
            list(part.children(), child -> part(child, part.body().offset()));
        }

        private void fields(ContentFields fields) {
            string(fields.type());
            string(fields.subtype());
            parameters(fields.parameters());
            string(fields.id());
            string(fields.description());
            string(fields.transferEncoding());
            string(fields.md5());
            Disposition disposition = fields.disposition();
            string(disposition == null ? null : disposition.type());
            if (disposition != null) {
                parameters(disposition.parameters());
            }
            list(fields.languages(), this::string);
            string(fields.location());
        }

        private void envelope(Envelope envelope) {
            string(envelope.date());
            string(envelope.subject());
            string(envelope.from());
            string(envelope.sender());
            string(envelope.replyTo());
            string(envelope.to());
            string(envelope.cc());
            string(envelope.bcc());
            string(envelope.inReplyTo());
            string(envelope.messageId());
            string(envelope.references());
        }

        private void parameters(Parameters parameters) {
            list(parameters.raw(), parameter -> {
                string(parameter.name());
                string(parameter.value());
            });
        }

        private <T> void list(List<T> list, Consumer<T> element) {
            number(list.size());
            list.forEach(element);
        }

        private void string(@Nullable String text) {
            if (text == null) {
                number(0);
            } else {
                number(text.length() + 1L);
                octets.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
            }
        }

        private void number(long number) {
            long rest = number;
            while (rest > 0x7F) {
                octets.write((int) (rest & 0x7F | 0x80));
                rest >>>= 7;
            }
            octets.write((int) rest);
        }
    }

    private static final class Reader {
        private final byte[] octets;
        private final int end;
        private int position = 2;

        Reader(byte[] octets, int end) {
            this.octets = octets;
            this.end = end;
        }

        MimePart part(Span outer, int depth) throws Damaged {
            int flags = count();
            if (depth > MAX_DEPTH || (flags & 3) >= KINDS.length || flags > 7) {
                throw new Damaged();
            }
            MimePart.Kind kind = KINDS[flags & 3];
            long headerOffset = outer.offset() + number(outer.length());
            long headerLength = number(outer.end() - headerOffset);
            Span body = new Span(headerOffset + headerLength, number(outer.end() - headerOffset - headerLength));
            long lines = number(body.length());
            ContentFields fields = fields();
            Envelope envelope = (flags & 4) != 0 ? envelope() : null;
            int children = count();
            boolean plausible = switch (kind) {
                case LEAF -> children == 0;
                case MULTIPART -> children > 0;
                case MESSAGE -> children == 1;
            };
            if (!plausible) {
                throw new Damaged();
            }
            List<MimePart> parts = new ArrayList<>();
            for (int i = 0; i < children; i++) {
                parts.add(part(body, depth + 1));
            }
            return new MimePart(kind, headerOffset, headerLength, body.length(), lines, fields, envelope, parts);
        }

        private ContentFields fields() throws Damaged {
            String type = required();
            String subtype = required();
            Parameters parameters = parameters();
            String id = string();
            String description = string();
            String encoding = required();
            String md5 = string();
            String disposition = string();
            Parameters dispositionParameters = disposition == null ? Parameters.NONE : parameters();
            int count = count();
            List<String> languages = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                languages.add(required());
            }
            return new ContentFields(
                    type,
                    subtype,
                    parameters,
                    id,
                    description,
                    encoding,
                    md5,
                    disposition == null ? null : new Disposition(disposition, dispositionParameters),
                    languages,
                    string());
        }

        private Envelope envelope() throws Damaged {
            return new Envelope(
                    string(), string(), string(), string(), string(), string(), string(), string(), string(), string(),
                    string());
        }

        private Parameters parameters() throws Damaged {
            int count = count();
            if (count == 0) {
                return Parameters.NONE;
            }
            List<Parameters.Parameter> raw = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                raw.add(new Parameters.Parameter(required(), required()));
            }
            return new Parameters(raw);
        }

        private String required() throws Damaged {
            String text = string();
            if (text == null) {
                throw new Damaged();
            }
            return text;
        }

        private @Nullable String string() throws Damaged {
            int length = count() - 1;
            if (length < 0) {
                return null;
            }
            if (length > end - position) {
                throw new Damaged();
            }
            position += length;
            return new String(octets, position - length, length, StandardCharsets.ISO_8859_1);
        }

        /** A count of things that take an octet each at least, so that no lie makes room for more than there is. */
        private int count() throws Damaged {
            return (int) number(end - position);
        }

        private long number(long most) throws Damaged {
            long number = 0;
            for (int shift = 0; shift < 63; shift += 7) {
                if (position == end) {
                    throw new Damaged();
                }
                byte octet = octets[position++];
                number |= (octet & 0x7FL) << shift;
                if (octet >= 0) {
                    if (number > most) {
                        throw new Damaged();
                    }
                    return number;
                }
            }
            throw new Damaged();
        }
    }
}
