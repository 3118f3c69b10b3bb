package io.github.hikyaku.imap;

import io.github.hikyaku.engine.TlsMode;

/** The IMAP services that a server can offer. */
public final class Imap {
    private Imap() {}

    /** IMAP on port 143, with STARTTLS where the server has a certificate (RFC 3501 §6.2.1). Named {@code imap}. */
    public static ImapService imap() {
        return new ImapService("imap", 143, TlsMode.STARTTLS);
    }

    /** IMAP on port 993 with TLS from the first octet (RFC 8314 §3.2). Named {@code imaps}. */
    public static ImapService imaps() {
        return new ImapService("imaps", 993, TlsMode.IMPLICIT);
    }
}
