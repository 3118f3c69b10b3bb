package io.github.hikyaku.dns;

import java.net.InetAddress;

/** An address as the labels of a domain name. */
public final class ReverseName {
    private ReverseName() {}

    /**
     * The octets of an IPv4 address or the nibbles of an IPv6 address, the last one first, with dots between (RFC 5782
     * §2.1, §2.4): what stands before the name of a list, or before {@code in-addr.arpa} and {@code ip6.arpa}.
     */
    public static String of(InetAddress address) {
        byte[] octets = address.getAddress();
        StringBuilder name = new StringBuilder(64);
        for (int i = octets.length - 1; i >= 0; i--) {
            int octet = octets[i] & 0xff;
            if (octets.length == 4) {
                name.append(octet);
            } else {
                name.append(Character.forDigit(octet & 0xf, 16)).append('.').append(Character.forDigit(octet >> 4, 16));
            }
            if (i > 0) {
                name.append('.');
            }
        }
        return name.toString();
    }
}
