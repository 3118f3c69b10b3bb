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
        String limit = enterProxy();
        if (limit == null) {
            limit = enterBehindProxy(from);
            if (limit != null) {
                leaveProxy();
            }
        }
        return limit;
    }

    /** Counts a connection whose peer is a proxy: by no address yet. */
    @Nullable
    String enterProxy() {
        if (open.incrementAndGet() > maxInAll) {
            open.decrementAndGet();
            return "maxConnections";
        }
        return null;
    }

    /** Counts by address too a connection that is counted in all, or names the limit that forbids it. */
    @Nullable
    String enterBehindProxy(InetAddress from) {
        if (byAddress.merge(network(from), 1, Integer::sum) > maxPerAddress) {
            forget(from);
            return "maxConnectionsPerAddress";
        }
        return null;
    }

    void leave(InetAddress from) {
        forget(from);
        leaveProxy();
    }

    private void forget(InetAddress from) {
        byAddress.computeIfPresent(network(from), (address, count) -> count == 1 ? null : count - 1);
    }

    /** Counts a connection no more that is counted by no address. */
    void leaveProxy() {
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
