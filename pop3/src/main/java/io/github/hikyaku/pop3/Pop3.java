package io.github.hikyaku.pop3;

import io.github.hikyaku.engine.TlsMode;

/** The POP3 services that a server can offer. */
public final class Pop3 {
    private Pop3() {}

    /** POP3 on port 110, with STLS where the server has a certificate (RFC 1939, RFC 2595). Named {@code pop3}. */
    public static Pop3Service pop3() {
        return new Pop3Service("pop3", 110, TlsMode.STARTTLS);
    }

    /** POP3 on port 995 with TLS from the first octet (RFC 8314 §3.2). Named {@code pop3s}. */
    public static Pop3Service pop3s() {
        return new Pop3Service("pop3s", 995, TlsMode.IMPLICIT);
    }
}
