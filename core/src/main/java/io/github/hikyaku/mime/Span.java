package io.github.hikyaku.mime;

/**
 * A range of a message's octets.
 *
 * @param offset the first octet, counted from the start of the message
 * @param length how many octets
 */
public record Span(long offset, long length) {
    /**
     * Checks that neither is negative.
     *
     * @param offset at least 0
     * @param length at least 0
     * @throws IllegalArgumentException if one is negative
     */
    public Span {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException("a span of " + length + " octets at " + offset);
        }
    }

    /**
     * The first octet behind the span.
     *
     * @return offset plus length
     */
    public long end() {
        return offset + length;
    }
}
