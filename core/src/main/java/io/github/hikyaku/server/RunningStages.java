package io.github.hikyaku.server;

import io.github.hikyaku.dns.DnsResolver;
import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.MailEventListener;
import io.github.hikyaku.message.Spool;
import io.github.hikyaku.pipeline.StageContext;
import io.github.hikyaku.pipeline.internal.NamedStage;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** A server's stages, as far as they have been started. */
final class RunningStages {
    /** What one of them is offered. */
    private record Offer(
            String stage,
            String hostname,
            Limits limits,
            InstantSource clock,
            DnsResolver dns,
            Executor workers,
            Spool spool,
            MailEventListener events)
            implements StageContext {
        @Override
        public void event(MailEvent event) {
            events.on(event);
        }
    }

    private final List<NamedStage> stages;
    private final MailEventListener events;
    private final Deque<NamedStage> started = new ArrayDeque<>();

    RunningStages(Collection<NamedStage> stages, MailEventListener events) {
        this.stages = List.copyOf(stages);
        this.events = events;
    }

    /** Starts them in their order; one that fails is not stopped, those before it are to be. */
    void start(String hostname, Limits limits, InstantSource clock, DnsResolver dns, Executor workers, Spool spool) {
        for (NamedStage stage : stages) {
            stage.stage().start(new Offer(stage.name(), hostname, limits, clock, dns, workers, spool, events));
            started.push(stage);
        }
    }

    /** Stops those that were started, the last one first. */
    void stop() {
        while (!started.isEmpty()) {
            NamedStage stage = started.pop();
            try {
                stage.stage().stop();
            } catch (RuntimeException e) {
                events.on(new MailEvent.InternalError(Optional.empty(), "stage " + stage.name(), e));
            }
        }
    }
}
