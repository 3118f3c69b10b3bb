package io.github.hikyaku.account.ldap;

import io.github.hikyaku.account.AccountsUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.naming.AuthenticationException;
import javax.naming.InvalidNameException;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.NoPermissionException;
import javax.naming.directory.InvalidSearchFilterException;
import org.jspecify.annotations.Nullable;

/**
 * Connections of the identity that searches, used one after the other; JNDI's own pool takes none that were made by StartTLS
 * or by a trust of one's own. A connection that waited too long in the pool may be dead: what fails on one is tried again on
 * a new one.
 */
final class LdapPool implements AutoCloseable {
    /** What is done with a connection. */
    @FunctionalInterface
    interface Work<T> {
        T run(LdapConnection connection) throws NamingException;
    }

    // Stale connections apart, a second server is tried when the first fails in the midst of it.
    private static final int ATTEMPTS = 2;

    private record Idle(LdapConnection connection, long since) {}

    private final LdapServers servers;
    private final LdapServers.Preparation bind;
    private final Semaphore permits;
    private final long idleNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Idle> idle = new ArrayDeque<>();
    private boolean closed;

    LdapPool(LdapServers servers, LdapServers.Preparation bind, int size, Duration idle) {
        this.servers = servers;
        this.bind = bind;
        this.permits = new Semaphore(size, true);
        this.idleNanos = idle.toNanos();
    }

    /**
     * Does some work.
     *
     * @throws NamingException if the server answered so, and it was about the request
     * @throws AccountsUnavailableException if there is no server that answers, or no connection comes free
     */
    <T> T with(Deadline deadline, Work<T> work) throws NamingException {
        acquire(permits, deadline);
        try {
            for (int attempt = 1; ; ) {
                LdapConnection pooled = take();
                LdapConnection connection = pooled != null ? pooled : servers.connect(deadline, bind);
                boolean keep = false;
                try {
                    T result = work.run(connection);
                    keep = true;
                    return result;
                } catch (NamingException e) {
                    keep = isAnswer(e);
                    if (keep) {
                        throw e;
                    }
                    if (pooled == null) {
                        servers.failed(connection.server, e);
                        attempt++;
                    }
                    if (attempt > ATTEMPTS
                            || deadline.isOver()
                            || Thread.currentThread().isInterrupted()) {
                        throw new AccountsUnavailableException("The directory did not answer: " + e, e);
                    }
                } finally {
                    if (keep) {
                        give(connection);
                    } else {
                        connection.close();
                    }
                }
            }
        } finally {
            permits.release();
        }
    }

    static void acquire(Semaphore permits, Deadline deadline) {
        try {
            if (!permits.tryAcquire(deadline.remainingMillis(), TimeUnit.MILLISECONDS)) {
                throw new AccountsUnavailableException("All connections to the directory are in use", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AccountsUnavailableException("Interrupted while waiting for the directory", e);
        }
    }

    /** Whether a server that is well says so of a request; all else is a matter of the server or the way there. */
    static boolean isAnswer(NamingException e) {
        return e instanceof NameNotFoundException
                || e instanceof NoPermissionException
                || e instanceof AuthenticationException
                || e instanceof InvalidNameException
                || e instanceof InvalidSearchFilterException;
    }

    private @Nullable LdapConnection take() {
        lock.lock();
        try {
            for (Idle next = idle.pollFirst(); next != null; next = idle.pollFirst()) {
                if (System.nanoTime() - next.since < idleNanos) {
                    return next.connection;
                }
                next.connection.close();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void give(LdapConnection connection) {
        lock.lock();
        try {
            if (!closed) {
                idle.addFirst(new Idle(connection, System.nanoTime()));
                return;
            }
        } finally {
            lock.unlock();
        }
        connection.close();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            idle.forEach(each -> each.connection.close());
            idle.clear();
        } finally {
            lock.unlock();
        }
    }
}
