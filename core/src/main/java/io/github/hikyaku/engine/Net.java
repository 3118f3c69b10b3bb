package io.github.hikyaku.engine;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.regex.Pattern;

/**
 * A range of addresses, in CIDR notation: {@code 192.0.2.0/24}, {@code 2001:db8::/32} (RFC 4632 §3.1, RFC 4291 §2.3).
 *
 * @param address the first address of the range
 * @param prefix how many leading bits all addresses have in common: 0 to 32, or to 128 for IPv6
 */
public record Net(InetAddress address, int prefix) {
    private static final Pattern NUMERIC = Pattern.compile("[0-9.]{7,15}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    /** Checks the prefix, and that the address has no bits behind it. */
    public Net {
        byte[] octets = address.getAddress();
        if (prefix < 0 || prefix > octets.length * 8) {
            throw new IllegalArgumentException("A prefix of " + prefix + " bits for " + address.getHostAddress());
        }
        for (int bit = prefix; bit < octets.length * 8; bit++) {
            if ((octets[bit / 8] & 0x80 >> bit % 8) != 0) {
                throw new IllegalArgumentException(
                        address.getHostAddress() + "/" + prefix + " has bits behind its prefix");
            }
        }
    }

    /**
     * A range as text says it, or a single address.
     *
     * @param text such as {@code 10.0.0.0/8} or {@code ::1}; never a host name
     * @throws IllegalArgumentException if it is anything else
     */
    public static Net of(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!NUMERIC.matcher(address).matches()) {
            throw new IllegalArgumentException("Not an address: " + address);
        }
        try {
            InetAddress first = InetAddress.getByName(address);
            int prefix = slash < 0 ? first.getAddress().length * 8 : Integer.parseInt(text.substring(slash + 1));
            return new Net(first, prefix);
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalArgumentException("Not a range of addresses: " + text, e);
        }
    }

    /** The range around an address, by the prefix for its family: bits behind it are cleared. */
    public static Net around(InetAddress address, int ipv4Prefix, int ipv6Prefix) {
        byte[] octets = address.getAddress();
        int prefix = octets.length == 4 ? ipv4Prefix : ipv6Prefix;
        for (int bit = prefix; bit < octets.length * 8; bit++) {
            octets[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        try {
            return new Net(InetAddress.getByAddress(octets), prefix);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Whether an address is within one of some ranges. */
    public static boolean anyContains(Collection<Net> ranges, InetAddress candidate) {
        for (Net range : ranges) {
            if (range.contains(candidate)) {
                return true;
            }
        }
        return false;
    }

    /** Whether an address is within the range. */
    public boolean contains(InetAddress candidate) {
        byte[] own = address.getAddress();
        byte[] other = candidate.getAddress();
        if (own.length != other.length) {
            return false;
        }
        int whole = prefix / 8;
        for (int i = 0; i < whole; i++) {
            if (own[i] != other[i]) {
                return false;
            }
        }
        int mask = 0xff00 >> prefix % 8 & 0xff;
        return mask == 0 || (own[whole] & mask) == (other[whole] & mask);
    }

    /** As in {@link #of}. */
    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }
}
