package io.github.hikyaku.smtp.submission;

import io.github.hikyaku.engine.Net;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.MailEventListener;
import io.github.hikyaku.storage.AccountId;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * POP before SMTP (RFC 6409 §3.3), for mail programs that cannot log in to submit: who has read his mail a moment ago may
 * send from the same address of the network. It hears of logins as a listener of the server, and is asked by submission
 * services:
 *
 * <pre>{@code
 * PopBeforeSmtp recent = PopBeforeSmtp.within(Duration.ofMinutes(10));
 * MailServer.builder().listener(recent).serve(Pop3.pop3s(), Smtp.submission().popBeforeSmtp(recent))
 * }</pre>
 *
 * <p><b>The risk:</b> an address is no proof of who is there. Whoever shares it, behind a NAT, a proxy or a webmail, on the
 * same machine, or as its next owner, may send as that user until the time is up, and so may who can forge it. Nobody may
 * use an address from which two accounts have logged in within the time, nor one whose XCLIENT is believed, and other proxies
 * are to be named by {@link #except}. Use it for as few minutes as will do, and not at all where every client can log in.
 *
 * <p>Safe for use by many threads. Remembers the {@link #MAX_ADDRESSES} addresses that were seen last. The directory has to
 * find accounts by their id ({@code Accounts.find}).
 */
public final class PopBeforeSmtp implements MailEventListener {
    /** Addresses that are remembered; when there are more the one that has been silent longest is forgotten. */
    public static final int MAX_ADDRESSES = 10_000;

    private static final Set<String> ACCESS = Set.of("pop3", "pop3s", "imap", "imaps");
    private static final Duration LONGEST = Duration.ofHours(24);

    /** Who was there last and when, and until when it counts that somebody else was there before. */
    private record Visit(AccountId account, Instant at, Instant sharedUntil) {}

    private final Duration within;
    private final Set<String> services;
    private final List<Net> exceptions;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Visit> visits = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Visit> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    private PopBeforeSmtp(Duration within, Set<String> services, List<Net> exceptions, InstantSource clock) {
        this.within = within;
        this.services = services;
        this.exceptions = exceptions;
        this.clock = clock;
    }

    /**
     * Hears logins to the services {@code pop3}, {@code pop3s}, {@code imap} and {@code imaps}.
     *
     * @param expiry how long after a login its address may be used: more than nothing, at most 24 hours; RFC 6409 speaks
     *     of 20 minutes
     */
    public static PopBeforeSmtp within(Duration expiry) {
        if (expiry.isNegative() || expiry.isZero() || expiry.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("POP before SMTP lasts up to 24 hours, not " + expiry);
        }
        return new PopBeforeSmtp(expiry, ACCESS, List.of(), InstantSource.system());
    }

    /** One that hears logins to the services of these names instead, and knows of none yet. */
    public PopBeforeSmtp services(String... names) {
        return new PopBeforeSmtp(within, Set.of(names), exceptions, clock);
    }

    /** One that never trusts these addresses, such as those of proxies and of webmail, and knows of no login yet. */
    public PopBeforeSmtp except(Net... networks) {
        return new PopBeforeSmtp(within, services, List.of(networks), clock);
    }

    /** One with another clock, which knows of no login yet. */
    public PopBeforeSmtp clock(InstantSource time) {
        return new PopBeforeSmtp(within, services, exceptions, time);
    }

    @Override
    public void on(MailEvent event) {
        if (event instanceof MailEvent.LoggedIn login
                && services.contains(login.peer().service())) {
            loggedIn(login.peer().remote().getAddress(), new AccountId(login.account()));
        }
    }

    private void loggedIn(InetAddress address, AccountId account) {
        if (exceptions.stream().anyMatch(net -> net.contains(address))) {
            return;
        }
        Instant now = clock.instant();
        lock.lock();
        try {
            Visit before = visits.get(key(address));
            Instant sharedUntil = Instant.MIN;
            if (before != null && isRecent(before, now)) {
                sharedUntil = account.equals(before.account) ? before.sharedUntil : before.at.plus(within);
            }
            visits.put(key(address), new Visit(account, now, sharedUntil));
        } finally {
            lock.unlock();
        }
    }

    /** Whose mail was read from exactly this address within the time, by one account alone. */
    public Optional<AccountId> accountAt(InetAddress address) {
        Instant now = clock.instant();
        lock.lock();
        try {
            Visit visit = visits.get(key(address));
            if (visit == null) {
                return Optional.empty();
            }
            if (!isRecent(visit, now)) {
                visits.remove(key(address));
                return Optional.empty();
            }
            return now.isBefore(visit.sharedUntil) ? Optional.empty() : Optional.of(visit.account);
        } finally {
            lock.unlock();
        }
    }

    /** A clock that was set back makes a visit old rather than young. */
    private boolean isRecent(Visit visit, Instant now) {
        return !now.isBefore(visit.at) && now.isBefore(visit.at.plus(within));
    }

    /** With the scope of an IPv6 address, without which a link-local one names a machine on each link. */
    private static String key(InetAddress address) {
        return address.getHostAddress();
    }
}
