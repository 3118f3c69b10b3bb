package io.github.hikyaku.engine.mina;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts connections, in all and by address. */
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
        if (byAddress.merge(from, 1, Integer::sum) > maxPerAddress) {
            leave(from);
            return "maxConnectionsPerAddress";
        }
        return null;
    }

    void leave(InetAddress from) {
        byAddress.computeIfPresent(from, (address, count) -> count == 1 ? null : count - 1);
        open.decrementAndGet();
    }

    int open() {
        return open.get();
    }
}
