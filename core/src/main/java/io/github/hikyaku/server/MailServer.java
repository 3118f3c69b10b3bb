package io.github.hikyaku.server;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.dns.DnsResolver;
import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.engine.ListenerConfig;
import io.github.hikyaku.engine.NetworkEngine;
import io.github.hikyaku.engine.NetworkEngine.Listening;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.engine.mina.MinaEngine;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.MailEventListener;
import io.github.hikyaku.event.Slf4jMailEventListener;
import io.github.hikyaku.message.Spool;
import io.github.hikyaku.pipeline.MailStage;
import io.github.hikyaku.pipeline.SessionStage;
import io.github.hikyaku.pipeline.Stages;
import io.github.hikyaku.pipeline.internal.DefaultMailIntake;
import io.github.hikyaku.pipeline.internal.NamedStage;
import io.github.hikyaku.sasl.SaslMechanism;
import io.github.hikyaku.sasl.SaslMechanisms;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.tls.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A running mail server. Made by {@link #builder}, whose {@link Builder#start} answers when all listeners are open.
 * Safe for use by many threads.
 */
public final class MailServer implements AutoCloseable {
    private final Context context;
    private final NetworkEngine engine;
    private final RunningStages stages;
    private final @Nullable MailStore ownStore;
    private final Map<String, InetSocketAddress> addresses;
    private final ReentrantLock closing = new ReentrantLock();
    private final CountDownLatch over = new CountDownLatch(1);
    private boolean closed;

    private MailServer(
            Context context,
            NetworkEngine engine,
            RunningStages stages,
            @Nullable MailStore ownStore,
            Map<String, InetSocketAddress> addresses) {
        this.context = context;
        this.engine = engine;
        this.stages = stages;
        this.ownStore = ownStore;
        this.addresses = Collections.unmodifiableMap(addresses);
    }

    /** Begins with the defaults of {@link Builder}. */
    public static Builder builder() {
        return new Builder();
    }

    /** The server's name, as in greetings and trace fields. */
    public String hostname() {
        return context.hostname();
    }

    /** Where each service listens, with its real port, in the order in which they were added. */
    public Map<String, InetSocketAddress> addresses() {
        return addresses;
    }

    /**
     * Where a service listens, with its real port.
     *
     * @throws IllegalArgumentException if there is no service of that name
     */
    public InetSocketAddress address(String service) {
        InetSocketAddress address = addresses.get(service);
        if (address == null) {
            throw new IllegalArgumentException(
                    "There is no service named " + service + ", only " + String.join(", ", addresses.keySet()));
        }
        return address;
    }

    /**
     * The real port of a service.
     *
     * @throws IllegalArgumentException if there is no service of that name
     */
    public int port(String service) {
        return address(service).getPort();
    }

    /**
     * Waits until the server is closed. None of its threads keeps the JVM alive, so this is what a program does that is a
     * mail server and nothing else.
     */
    public void join() throws InterruptedException {
        over.await();
    }

    /** How many connections are open. */
    public int connections() {
        return engine.connections();
    }

    /**
     * Accepts no more connections, tells the sessions to end, and cuts off those that have not ended within
     * {@link Limits#shutdownGrace}. When it returns no thread, file or socket of the server is left; the store is left
     * open unless it was given by {@link Builder#ownStore}. A second call waits for the first and does nothing. Not to be
     * called by a session, a stage or an event's listener, which it would wait for.
     */
    @Override
    public void close() {
        closing.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            engine.close(context.limits().shutdownGrace());
            stages.stop();
            context.spool().close();
            context.event(new MailEvent.ServerStopped(hostname()));
            if (ownStore != null) {
                ownStore.close();
            }
        } finally {
            over.countDown();
            closing.unlock();
        }
    }

    /**
     * What a server is to be. Each method fails at once if what it is given is wrong or in conflict with what it was
     * given before. Accounts, a store and one service are needed, all else has a default. May start any number of
     * servers, one after the other. Not safe for use by many threads.
     */
    public static final class Builder {
        private final Set<String> localDomains = new LinkedHashSet<>();
        private final Map<String, NamedStage> stages = new LinkedHashMap<>();
        private final List<MailEventListener> listeners = new ArrayList<>();
        private final Services services = new Services();
        private @Nullable String hostname;
        private @Nullable Accounts accounts;
        private @Nullable MailStore store;
        private boolean ownsStore;
        private @Nullable Tls tls;
        private Limits limits = Limits.defaults();
        private List<SaslMechanism> mechanisms = SaslMechanisms.standard();
        private @Nullable Path spoolDirectory;
        private @Nullable Executor executor;
        private InstantSource clock = InstantSource.system();
        private @Nullable DnsResolver dns;
        private boolean eventLog = true;

        private Builder() {}

        /** The server's name; by default what the machine calls itself. */
        public Builder hostname(String name) {
            hostname = HostNames.checked(name);
            return this;
        }

        /**
         * Adds domains whose mail is delivered here; by default the host name alone. Mail for any other domain is refused. The
         * first one that has a postmaster is where mail for Postmaster without a domain goes. An internationalised
         * domain is recognised in both its forms; the accounts are asked with the one given here.
         */
        public Builder localDomains(String... domains) {
            for (String domain : domains) {
                localDomains.add(HostNames.checked(domain));
            }
            return this;
        }

        /** Who has an account. */
        public Builder accounts(Accounts directory) {
            accounts = directory;
            return this;
        }

        /** Where mail is kept. Whoever opened the store closes it, after the server. */
        public Builder store(MailStore opened) {
            store = opened;
            ownsStore = false;
            return this;
        }

        /** Where mail is kept, in a store that the server closes when it is closed; not when it fails to start. */
        public Builder ownStore(MailStore opened) {
            store = opened;
            ownsStore = true;
            return this;
        }

        /** The certificate; without one STARTTLS is not offered, and services that begin with TLS cannot start. */
        public Builder tls(Tls certificate) {
            tls = certificate;
            return this;
        }

        /** All limits. */
        public Builder limits(Limits all) {
            limits = all;
            return this;
        }

        /** Changes some limits, as in {@code limits(l -> l.maxMessageSize(1_000_000))}. */
        public Builder limits(UnaryOperator<Limits.Builder> change) {
            limits = limits.with(change);
            return this;
        }

        /**
         * Adds a stage that judges each message, after those that were added before.
         *
         * @param name as in events; no two stages have the same
         */
        public Builder stage(String name, MailStage stage) {
            return stage(name, Stages.atMessage(stage));
        }

        /**
         * Adds a stage that judges at any point of a session, after those that were added before.
         *
         * @param name as in events; no two stages have the same
         */
        public Builder stage(String name, SessionStage stage) {
            if (stages.putIfAbsent(name, new NamedStage(name, stage)) != null) {
                throw new IllegalArgumentException("There is a stage named " + name + " already");
            }
            return this;
        }

        /** Adds somebody who hears every event. */
        public Builder listener(MailEventListener listener) {
            listeners.add(listener);
            return this;
        }

        /** Whether events are logged, by {@link Slf4jMailEventListener}; they are by default. */
        public Builder eventLog(boolean on) {
            eventLog = on;
            return this;
        }

        /** The mechanisms to log in with, the preferred one first; by default {@link SaslMechanisms#standard}. */
        public Builder saslMechanisms(SaslMechanism... preferredFirst) {
            return saslMechanisms(List.of(preferredFirst));
        }

        /** The mechanisms to log in with, such as {@link SaslMechanisms#standard(io.github.hikyaku.sasl.TokenVerifier)}. */
        public Builder saslMechanisms(List<SaslMechanism> preferredFirst) {
            mechanisms = List.copyOf(preferredFirst);
            return this;
        }

        /**
         * Where large messages are held while they come in: made if it is not there, readable by its owner alone. By
         * default a temporary directory, made when it is needed.
         */
        public Builder spoolDirectory(Path directory) {
            spoolDirectory = directory;
            return this;
        }

        /**
         * Where sessions run: tasks that may block on the store, but never on a peer. The host shuts it down, after the
         * server. By default virtual threads where the JDK has them, else a bounded pool; and what waits for nothing at all runs
         * where it comes in.
         */
        public Builder executor(Executor workers) {
            executor = workers;
            return this;
        }

        /** What tells the time; by default the system. */
        public Builder clock(InstantSource time) {
            clock = time;
            return this;
        }

        /** Who is asked about names; by default the name servers of this machine, and only once a stage has a question. */
        public Builder dns(DnsResolver resolver) {
            dns = resolver;
            return this;
        }

        /**
         * Adds services.
         *
         * @throws IllegalArgumentException if two have the same name or the same fixed port
         */
        public Builder serve(ProtocolService... more) {
            for (ProtocolService service : more) {
                services.add(service);
            }
            return this;
        }

        /**
         * Starts a server. When it fails every listener is closed again.
         *
         * @throws IllegalStateException if accounts, store or services are missing, or a service begins with TLS and
         *     there is no certificate
         * @throws ListenException if a listener cannot be opened, as when its port is taken
         */
        public MailServer start() {
            long begin = System.nanoTime();
            check();
            NetworkEngine engine = MinaEngine.create(limits, Optional.ofNullable(tls), Optional.ofNullable(executor));
            Context context = context(engine.workers());
            RunningStages running = new RunningStages(stages.values(), context.events());
            Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
            try {
                DnsResolver resolver = dns == null ? DnsResolver.system() : dns;
                running.start(context.hostname(), limits, clock, resolver, engine.workers(), context.spool());
                for (ProtocolService service : services.all()) {
                    addresses.put(service.name(), listen(engine, service, context));
                }
            } catch (RuntimeException | Error e) {
                engine.close();
                running.stop();
                context.spool().close();
                throw e;
            }
            addresses.forEach((name, address) -> context.event(new MailEvent.ListenerOpened(name, address)));
            context.event(new MailEvent.ServerStarted(context.hostname(), Duration.ofNanos(System.nanoTime() - begin)));
            return new MailServer(context, engine, running, ownsStore ? store : null, addresses);
        }

        private static InetSocketAddress listen(NetworkEngine engine, ProtocolService service, Context context) {
            ListenerConfig config = service.listener();
            try {
                Listening listening = engine.listen(
                        config, new Sessions(service, context), new ConnectionEvents(service.name(), context.events()));
                return listening.address();
            } catch (IOException e) {
                throw new ListenException(service.name(), new InetSocketAddress(config.address(), config.port()), e);
            }
        }

        private void check() {
            if (accounts == null) {
                throw new IllegalStateException("There are no accounts: call accounts(…)");
            }
            if (store == null) {
                throw new IllegalStateException("There is no store: call store(…)");
            }
            if (services.all().isEmpty()) {
                throw new IllegalStateException("There is no service: call serve(…)");
            }
            for (ProtocolService service : services.all()) {
                if (tls == null && service.listener().tls() == TlsMode.IMPLICIT) {
                    throw new IllegalStateException(
                            "Service " + service.name() + " begins with TLS and there is no certificate: call tls(…)");
                }
            }
        }

        private Context context(Executor workers) {
            List<MailEventListener> all = new ArrayList<>(listeners);
            if (eventLog) {
                all.add(0, new Slf4jMailEventListener());
            }
            MailEventListener events = MailEventListener.all(all);
            String name = hostname == null ? HostNames.ofThisMachine() : hostname;
            Set<String> domains = localDomains.isEmpty() ? Set.of(name) : localDomains;
            List<NamedStage> inOrder = List.copyOf(stages.values());
            Accounts directory = Objects.requireNonNull(accounts);
            MailStore opened = Objects.requireNonNull(store);
            DefaultMailIntake intake =
                    new DefaultMailIntake(domains, directory, opened, inOrder, events, clock, workers);
            return new Context(
                    name,
                    limits,
                    directory,
                    mechanisms,
                    opened,
                    intake,
                    intake.quotas(),
                    spoolDirectory == null ? Spool.temporary(limits) : Spool.at(spoolDirectory, limits),
                    new MaildropLocks(),
                    new SubmissionRates(limits.submission(), clock),
                    new ClientRates(limits.reception(), clock),
                    clock,
                    events);
        }
    }
}
