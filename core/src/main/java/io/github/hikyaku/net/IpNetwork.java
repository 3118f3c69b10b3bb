package io.github.hikyaku.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;

/**
 * A range of IP addresses with a common beginning (RFC 4632 §3.1).
 *
 * @param address its first address
 * @param prefix how many bits all of its addresses share: 0 to 32, or to 128 for IPv6
 */
public record IpNetwork(InetAddress address, int prefix) {
    /** Checks the prefix, and clears the bits behind it. */
    public IpNetwork {
        byte[] octets = address.getAddress();
        if (prefix < 0 || prefix > octets.length * 8) {
            throw new IllegalArgumentException("Not a prefix of " + address.getHostAddress() + ": " + prefix);
        }
        address = masked(octets, prefix);
    }

    /**
     * Reads {@code 192.0.2.0/24}, {@code 2001:db8::/32}, or an address alone.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public static IpNetwork of(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        boolean number = address.indexOf(':') >= 0
                ? address.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.')
                : address.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        if (!number) {
            throw new IllegalArgumentException("Not a network: " + text);
        }
        try {
            InetAddress parsed = InetAddress.getByName(address); // a number: nobody is asked
            int whole = parsed.getAddress().length * 8;
            return new IpNetwork(parsed, slash < 0 ? whole : Integer.parseInt(text.substring(slash + 1)));
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalArgumentException("Not a network: " + text, e);
        }
    }

    /** The network around an address, by the prefix for its family. */
    public static IpNetwork around(InetAddress address, int ipv4Prefix, int ipv6Prefix) {
        return new IpNetwork(address, address.getAddress().length == 4 ? ipv4Prefix : ipv6Prefix);
    }

    /** Whether an address is in it. */
    public boolean contains(InetAddress other) {
        byte[] own = address.getAddress();
        byte[] octets = other.getAddress();
        if (own.length != octets.length) {
            return false;
        }
        int whole = prefix / 8;
        for (int i = 0; i < whole; i++) {
            if (own[i] != octets[i]) {
                return false;
            }
        }
        int rest = prefix % 8;
        return rest == 0 || ((own[whole] ^ octets[whole]) & 0xff) >> (8 - rest) == 0;
    }

    /** Whether an address is in one of these. */
    public static boolean anyContains(Collection<IpNetwork> networks, InetAddress address) {
        for (IpNetwork network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static InetAddress masked(byte[] octets, int prefix) {
        for (int i = 0; i < octets.length; i++) {
            int bits = Math.min(8, Math.max(0, prefix - i * 8));
            octets[i] &= (byte) (0xff << (8 - bits));
        }
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** As it is written. */
    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }
}
