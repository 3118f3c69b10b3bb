package io.github.hikyaku.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** What the tests of structures share. */
final class Structures {
    private Structures() {}

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static MimePart parse(byte[] message) {
        return parse(message, MimeLimits.DEFAULT);
    }

    static MimePart parse(byte[] message, MimeLimits limits) {
        try {
            return MimeParser.parse(new ByteArrayInputStream(message), limits);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Parses a text whose lines are written with LF and read with CRLF, and renders its structure. */
    static String outline(String text) {
        byte[] message = octets(text.replace("\n", "\r\n"));
        return outline(parse(message), message);
    }

    /** Type and body of leaves, type and children of others. */
    static String outline(MimePart part, byte[] message) {
        String type = part.fields().type() + "/" + part.fields().subtype();
        if (part.kind() == MimePart.Kind.LEAF) {
            return type + "'" + text(part.body(), message).replace("\r", "").replace("\n", "|") + "'";
        }
        return type
                + part.children().stream()
                        .map(child -> outline(child, message))
                        .collect(Collectors.joining(" ", "(", ")"));
    }

    static String text(Span span, byte[] message) {
        return new String(message, (int) span.offset(), (int) span.length(), StandardCharsets.ISO_8859_1);
    }

    /** Holds for every structure of every message. */
    static void checkInvariants(MimePart message, byte[] octets) {
        assertThat(message.whole()).isEqualTo(new Span(0, octets.length));
        assertThat(message.envelope()).isPresent();
        checkNesting(message, octets);
    }

    private static void checkNesting(MimePart part, byte[] octets) {
        Span body = part.body();
        assertThat(part.header().end()).isEqualTo(body.offset());
        long lines = 0;
        for (long i = body.offset(); i < body.end(); i++) {
            lines += octets[(int) i] == '\n' ? 1 : 0;
        }
        assertThat(part.bodyLines()).isEqualTo(lines);
        assertThat(part.children().isEmpty()).isEqualTo(part.kind() == MimePart.Kind.LEAF);
        long previous = body.offset();
        for (MimePart child : part.children()) {
            assertThat(child.header().offset()).isGreaterThanOrEqualTo(previous);
            assertThat(child.whole().end()).isLessThanOrEqualTo(body.end());
            previous = child.whole().end();
            checkNesting(child, octets);
        }
        if (part.kind() == MimePart.Kind.MESSAGE) {
            assertThat(part.children()).hasSize(1);
            assertThat(part.children().get(0).whole()).isEqualTo(body);
            assertThat(part.children().get(0).envelope()).isPresent();
        }
    }
}
