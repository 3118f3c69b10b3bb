package io.github.hikyaku.account.ldap;

import io.github.hikyaku.account.AccountsUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.NamingException;
import org.slf4j.LoggerFactory;

/**
 * The servers of a directory, all alike. One that failed is left alone for a while; if all did, the one that failed longest
 * ago is tried, and no other, so that a call does not wait for each of them.
 */
final class LdapServers {
    /** Makes a connection ready for its use. */
    @FunctionalInterface
    interface Preparation {
        void prepare(LdapConnection connection, Deadline deadline) throws NamingException;
    }

    private final List<LdapServer> servers;
    private final LdapConnection.Manner manner;
    private final long retryNanos;
    private final Map<LdapServer, Long> failedAt = new ConcurrentHashMap<>();

    LdapServers(List<LdapServer> servers, LdapConnection.Manner manner, Duration retryAfter) {
        this.servers = List.copyOf(servers);
        this.manner = manner;
        this.retryNanos = retryAfter.toNanos();
    }

    /**
     * Connects to the first server that can be used.
     *
     * @throws AccountsUnavailableException if there is none
     */
    LdapConnection connect(Deadline deadline, Preparation preparation) {
        NamingException last = null;
        for (LdapServer server : candidates()) {
            try {
                return connect(server, deadline, preparation);
            } catch (NamingException e) {
                failed(server, e);
                last = e;
            }
            if (deadline.isOver() || Thread.currentThread().isInterrupted()) {
                break;
            }
        }
        throw new AccountsUnavailableException("No server of the directory can be used: " + last, last);
    }

    private LdapConnection connect(LdapServer server, Deadline deadline, Preparation preparation)
            throws NamingException {
        LdapConnection connection = LdapConnection.open(server, manner, deadline);
        try {
            preparation.prepare(connection, deadline);
            failedAt.remove(server);
            return connection;
        } catch (NamingException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Remembers that a server failed; not if it was this thread that was interrupted. */
    void failed(LdapServer server, NamingException why) {
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        if (failedAt.put(server, System.nanoTime()) == null) {
            LoggerFactory.getLogger(LdapAccounts.class)
                    .warn("The directory's server {} failed: {}", server, why.toString());
        }
    }

    private List<LdapServer> candidates() {
        long now = System.nanoTime();
        List<LdapServer> usable = new ArrayList<>();
        LdapServer oldest = servers.get(0);
        for (LdapServer server : servers) {
            Long failed = failedAt.get(server);
            if (failed == null || now - failed >= retryNanos) {
                usable.add(server);
            } else if (failed - failedAt.getOrDefault(oldest, failed) < 0) {
                oldest = server;
            }
        }
        return usable.isEmpty() ? List.of(oldest) : usable;
    }
}
