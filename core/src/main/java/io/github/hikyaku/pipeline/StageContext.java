package io.github.hikyaku.pipeline;

import io.github.hikyaku.dns.DnsResolver;
import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.message.Spool;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/** What a server offers to one of its stages. Safe for use by many threads. */
public interface StageContext {
    /** What the host calls the stage, as in events. */
    String stage();

    /** The server's name. */
    String hostname();

    /** Every limit. */
    Limits limits();

    /** The time. */
    InstantSource clock();

    /** The domain name system. */
    DnsResolver dns();

    /** Where work may run that blocks on this machine's disk. */
    Executor workers();

    /** Where a stage may put the octets of a body that it changes. */
    Spool spool();

    /** Tells the host. Never throws. */
    void event(MailEvent event);
}
