package io.github.hikyaku.mime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Opens ranges of a message's octets, wherever they are kept. */
@FunctionalInterface
public interface OctetRange {
    /**
     * Opens a range.
     *
     * @param offset the first octet, counted from the start of the message
     * @param length how many octets
     * @return a stream over exactly these octets, to be closed by the caller
     * @throws IOException if they cannot be read
     */
    InputStream open(long offset, long length) throws IOException;

    /**
     * Opens a span.
     *
     * @param span which octets
     * @return a stream over exactly these octets, to be closed by the caller
     * @throws IOException if they cannot be read
     */
    default InputStream open(Span span) throws IOException {
        return open(span.offset(), span.length());
    }

    /**
     * Ranges of octets in memory.
     *
     * @param message the whole message; kept, and not to be modified afterwards
     * @return ranges of it
     */
    static OctetRange of(byte[] message) {
        return (offset, length) -> new ByteArrayInputStream(message, Math.toIntExact(offset), Math.toIntExact(length));
    }
}
