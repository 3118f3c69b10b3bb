package io.github.hikyaku.engine;

/** When TLS starts on a listener. */
public enum TlsMode {
    /** Never. */
    NONE,
    /** When the client asks for it (RFC 3207, RFC 2595); offered only if the server has a certificate. */
    STARTTLS,
    /** With the first octet (RFC 8314). */
    IMPLICIT
}
