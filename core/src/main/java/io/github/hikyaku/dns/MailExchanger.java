package io.github.hikyaku.dns;

/**
 * Who takes mail for a domain (RFC 5321 §5.1).
 *
 * @param preference 0 to 65535; the lowest is to be tried first
 * @param host a domain name in lower case without the final dot; empty if the domain takes no mail (RFC 7505)
 */
public record MailExchanger(int preference, String host) {
    /** Whether it says that the domain takes no mail: the null MX (RFC 7505 §3). */
    public boolean isNull() {
        return host.isEmpty();
    }
}
