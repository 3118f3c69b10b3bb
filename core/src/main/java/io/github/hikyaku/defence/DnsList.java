package io.github.hikyaku.defence;

import java.net.InetAddress;
import java.util.Set;
import java.util.TreeSet;

/**
 * A list of addresses in the DNS (RFC 5782). Immutable.
 *
 * @param zone what its names end with, such as {@code zen.spamhaus.org}
 * @param weight what a listing adds to a client's score; negative for a list of good clients
 * @param codes which last octets of the answer {@code 127.0.0.x} count; all if empty
 */
public record DnsList(String zone, int weight, Set<Integer> codes) {
    /** Copies the set and checks that it can match. */
    public DnsList {
        codes = Set.copyOf(codes);
        if (zone.isBlank() || codes.stream().anyMatch(code -> code < 0 || code > 255)) {
            throw new IllegalArgumentException("No list, or codes that no list answers: " + zone + " " + codes);
        }
    }

    /** A list of bad clients, each of which counts 1. */
    public static DnsList blocking(String zone) {
        return new DnsList(zone, 1, Set.of());
    }

    /** A list of good clients, each of which counts -1. */
    public static DnsList allowing(String zone) {
        return new DnsList(zone, -1, Set.of());
    }

    /** The same list with another weight. */
    public DnsList weight(int score) {
        return new DnsList(zone, score, codes);
    }

    /** The same list with certain answers only: the x of {@code 127.0.0.x}. */
    public DnsList codes(Integer... lastOctets) {
        return new DnsList(zone, weight, new TreeSet<>(Set.of(lastOctets)));
    }

    /**
     * Whether an answer says that the client is listed. {@code 127.255.255.x} says that the list does not want to be asked
     * from here, and an address outside 127.0.0.0/8 that somebody answers for a list that is no more.
     */
    boolean matches(InetAddress answer) {
        byte[] octets = answer.getAddress();
        boolean listing = octets.length == 4 && octets[0] == 127 && !(octets[1] == -1 && octets[2] == -1);
        return listing && (codes.isEmpty() || octets[1] == 0 && octets[2] == 0 && codes.contains(octets[3] & 0xff));
    }
}
