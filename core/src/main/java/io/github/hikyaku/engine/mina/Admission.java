package io.github.hikyaku.engine.mina;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts connections, in all and by the peer's address. */
final class Admission {
    private final int maxInAll;
    private final int maxPerAddress;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

    Admission(int maxInAll, int maxPerAddress) {
        this.maxInAll = maxInAll;
        this.maxPerAddress = maxPerAddress;
    }

    /** Counts a connection, or names the limit that forbids it. */
    @Nullable
    String enter(InetAddress from) {
        if (open.incrementAndGet() > maxInAll) {
            open.decrementAndGet();
            return "maxConnections";
        }
        if (byAddress.merge(network(from), 1, Integer::sum) > maxPerAddress) {
            leave(from);
            return "maxConnectionsPerAddress";
        }
        return null;
    }

    void leave(InetAddress from) {
        byAddress.computeIfPresent(network(from), (address, count) -> count == 1 ? null : count - 1);
        open.decrementAndGet();
    }

    /** An IPv4 address, or the /64 of an IPv6 address: one subscriber has at least that many of those. */
    private static InetAddress network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] octets = address.getAddress();
        Arrays.fill(octets, octets.length / 2, octets.length, (byte) 0);
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    int open() {
        return open.get();
    }
}
