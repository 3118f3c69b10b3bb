package io.github.hikyaku.server;

import io.github.hikyaku.engine.Net;
import io.github.hikyaku.engine.ReceptionLimits;
import io.github.hikyaku.internal.LatestMap;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * What each client of a server has done lately, in all of its sessions: an IPv4 address is a client, and so is an IPv6 /64.
 * Holds the clients heard of last, up to a bound. Safe for use by many threads.
 */
public final class ClientRates {
    /** What is counted. */
    public enum Rate {
        /** Connections; counted for the network around the client as well. */
        CONNECTIONS("connectionsPerMinute", Duration.ofMinutes(1), ReceptionLimits::connectionsPerMinute),
        /** Commands. */
        COMMANDS("commandsPerMinute", Duration.ofMinutes(1), ReceptionLimits::commandsPerMinute),
        /** Messages. */
        MESSAGES("messagesPerHour", Duration.ofHours(1), ReceptionLimits::messagesPerHour),
        /** Recipients that were named. */
        RECIPIENTS("recipientsPerHour", Duration.ofHours(1), ReceptionLimits::recipientsPerHour),
        /** Recipients that were refused. */
        REFUSED_RECIPIENTS("refusedRecipientsPerHour", Duration.ofHours(1), ReceptionLimits::refusedRecipientsPerHour);

        private final String limit;
        private final long window;
        private final ToIntFunction<ReceptionLimits> of;

        Rate(String limit, Duration window, ToIntFunction<ReceptionLimits> of) {
            this.limit = "reception." + limit;
            this.window = window.toMillis();
            this.of = of;
        }

        /** The name of the limit in {@code Limits}. */
        public String limit() {
            return limit;
        }
    }

    private static final String PER_NET = "reception.connectionsPerMinutePerNet";

    private final ReceptionLimits limits;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Net, Client> clients;
    private final Map<Net, RateCounter> nets;
    private final Client exempt = new Client(true, new RateCounter());

    /** Knows nobody yet. */
    public ClientRates(ReceptionLimits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
        this.clients = new LatestMap<>(limits.maxTrackedClients());
        this.nets = new LatestMap<>(limits.maxTrackedClients());
    }

    /** The client of an address: to be kept for a session, not longer. */
    public Client client(InetAddress address) {
        if (Net.anyContains(limits.exempt(), address)) {
            return exempt;
        }
        RateCounter net = known(nets, Net.around(address, 24, 48), RateCounter::new);
        return known(clients, Net.around(address, 32, 64), () -> new Client(false, net));
    }

    private <V> V known(Map<Net, V> table, Net key, Supplier<V> made) {
        lock.lock();
        try {
            V value = table.get(key);
            if (value == null) {
                value = made.get();
                table.put(key, value);
            }
            return value;
        } finally {
            lock.unlock();
        }
    }

    /** How many clients are known. */
    int known() {
        lock.lock();
        try {
            return clients.size();
        } finally {
            lock.unlock();
        }
    }

    /** One client. Safe for use by many threads. */
    public final class Client {
        private final boolean exempt;
        private final RateCounter net;
        private final Map<Rate, RateCounter> counters = new EnumMap<>(Rate.class);

        private Client(boolean exempt, RateCounter net) {
            this.exempt = exempt;
            this.net = net;
            for (Rate rate : Rate.values()) {
                counters.put(rate, new RateCounter());
            }
        }

        /** Whether no rate applies to it. */
        public boolean isExempt() {
            return exempt;
        }

        /**
         * Counts one, unless that is one too many.
         *
         * @return the name of the limit that forbids it
         */
        public Optional<String> count(Rate rate) {
            if (exempt) {
                return Optional.empty();
            }
            long now = clock.millis();
            if (!counter(rate).count(now, rate.window, rate.of.applyAsInt(limits))) {
                return Optional.of(rate.limit);
            }
            return rate != Rate.CONNECTIONS || net.count(now, rate.window, limits.connectionsPerMinutePerNet())
                    ? Optional.empty()
                    : Optional.of(PER_NET);
        }

        private RateCounter counter(Rate rate) {
            return Objects.requireNonNull(counters.get(rate));
        }

        /** Whether one more would be too many. */
        public boolean isFull(Rate rate) {
            return !exempt && counter(rate).isFull(clock.millis(), rate.window, rate.of.applyAsInt(limits));
        }
    }
}
