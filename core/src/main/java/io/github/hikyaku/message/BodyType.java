package io.github.hikyaku.message;

/** What the client declared of the message's octets (RFC 6152 §2, RFC 3030 §3). */
public enum BodyType {
    /** Lines of ASCII. */
    SEVEN_BIT,
    /** Lines of any octets. */
    EIGHT_BIT_MIME,
    /** Any octets, which need not be lines: it can come by BDAT alone. */
    BINARY_MIME
}
