package io.github.hikyaku.filter;

import io.github.hikyaku.filter.internal.FilterConnection;
import io.github.hikyaku.filter.internal.FilterNetwork;
import io.github.hikyaku.filter.internal.Gate;
import io.github.hikyaku.filter.internal.MilterDialogue;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.message.Recipient;
import io.github.hikyaku.pipeline.StageContext;
import io.github.hikyaku.pipeline.Verdict;
import io.github.hikyaku.storage.MailboxName;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks a milter, a filter made for Sendmail and Postfix, by the milter protocol up to version 6, on a TCP port: opendkim,
 * opendmarc, rspamd's proxy, clamav-milter and many more. Each SMTP session has a connection of its own to the milter,
 * which hears of the client, its name, reverse-paths and recipients as they come, and of each message when it is here.
 * Its header section and body are shown as the stages before this one have left them, without the Received field of this server.
 *
 * <p>A milter may change all that it can change with Sendmail. What it quarantines is filed into the mailbox Junk. A
 * recipient that it adds has to be one of the server's.
 *
 * <pre>{@code
 * .stage("opendkim", Milter.at("127.0.0.1", 8891))
 * }</pre>
 */
public final class Milter extends ExternalFilter<Milter> {
    private final Endpoint milter;
    private final String quarantine;
    private final Map<String, MilterSession> sessions = new ConcurrentHashMap<>();
    private volatile @Nullable FilterNetwork network;
    private volatile @Nullable Gate gate;

    private Milter(Endpoint milter, FilterSettings settings, String quarantine) {
        super(settings);
        this.milter = milter;
        this.quarantine = quarantine;
    }

    /**
     * A stage that asks the milter at an address, on up to 500 connections.
     *
     * @param host a name or an address
     * @param port 1 to 65535
     */
    public static Milter at(String host, int port) {
        FilterSettings settings =
                new FilterSettings(FilterPolicy.DEFER, Duration.ofSeconds(5), Duration.ofSeconds(60), 500);
        return new Milter(new Endpoint(host, port), settings, "Junk");
    }

    /** The mailbox for messages that the milter quarantines. */
    public Milter quarantineInto(String mailbox) {
        return new Milter(milter, settings(), MailboxName.of(mailbox).toString());
    }

    @Override
    Milter with(FilterSettings changed) {
        return new Milter(milter, changed, quarantine);
    }

    @Override
    void open(StageContext server) {
        network = new FilterNetwork(server.stage(), server.workers());
        gate = new Gate(settings().maxConcurrent(), server.workers());
    }

    @Override
    void shut() {
        sessions.clear();
        if (network != null) {
            network.close();
        }
    }

    /** A dialogue for a session, to be given back by {@link #leave}. */
    CompletableFuture<MilterDialogue> dial() {
        Gate entrance = Objects.requireNonNull(gate);
        return entrance.enter(settings().answerTimeout()).thenCompose(entered -> {
            CompletableFuture<FilterConnection> connection =
                    milter.connect(Objects.requireNonNull(network), settings());
            return connection.thenCompose(MilterDialogue::begin).whenComplete((begun, failure) -> {
                if (failure != null) {
                    entrance.leave();
                }
            });
        });
    }

    void leave() {
        Gate entrance = gate;
        if (entrance != null) {
            entrance.leave();
        }
    }

    Verdict quarantine() {
        return new Verdict.Quarantine(quarantine);
    }

    private MilterSession session(Origin origin) {
        return sessions.computeIfAbsent(origin.peer().connectionId(), id -> new MilterSession(this));
    }

    @Override
    public CompletionStage<Verdict> connected(Origin origin) {
        return session(origin).connected(origin);
    }

    @Override
    public CompletionStage<Verdict> greeted(Origin origin) {
        return session(origin).greeted(origin);
    }

    @Override
    public CompletionStage<Verdict> mail(Origin origin, Envelope envelope) {
        return session(origin).mail(origin, envelope);
    }

    @Override
    public CompletionStage<Verdict> recipient(Origin origin, Envelope envelope, Recipient recipient) {
        return session(origin).recipient(origin, recipient);
    }

    @Override
    public CompletionStage<Verdict> message(Mail mail) {
        return session(mail.origin()).message(mail);
    }

    @Override
    public void reset(Origin origin) {
        MilterSession session = sessions.get(origin.peer().connectionId());
        if (session != null) {
            session.reset();
        }
    }

    @Override
    public void closed(Origin origin) {
        MilterSession session = sessions.remove(origin.peer().connectionId());
        if (session != null) {
            session.closed();
        }
    }
}
