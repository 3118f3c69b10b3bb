package io.github.hikyaku.defence;

import io.github.hikyaku.dns.DnsResolver;
import io.github.hikyaku.dns.ScriptedDns;
import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.Peer;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.message.Spool;
import io.github.hikyaku.pipeline.SessionStage;
import io.github.hikyaku.pipeline.StageContext;
import io.github.hikyaku.pipeline.Verdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A server named mx.example.org, at 198.51.100.1 and 2001:db8:1::1, around one stage. */
final class TestContext implements StageContext {
    final ScriptedDns dns = new ScriptedDns();
    final List<MailEvent> events = new ArrayList<>();
    Instant now = Instant.parse("2026-03-04T05:06:07Z");

    <S extends SessionStage> S start(S stage) {
        stage.start(this);
        return stage;
    }

    static Origin from(String address) {
        return from(address, "client.example.net");
    }

    static Origin from(String address, String helo) {
        try {
            InetAddress remote = InetAddress.getByName(address);
            InetAddress local =
                    InetAddress.getByName(remote.getAddress().length == 4 ? "198.51.100.1" : "2001:db8:1::1");
            Peer peer = new Peer(
                    "smtp", "c-" + address, new InetSocketAddress(local, 25), new InetSocketAddress(remote, 50_000));
            return new Origin(peer, helo, Optional.empty(), Optional.empty(), false);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** The same client on a submission service. */
    static Origin submitting(Origin origin) {
        return new Origin(origin.peer(), origin.helo(), Optional.empty(), Optional.empty(), true);
    }

    /** The verdict as a reply, a header field, or {@code pass}. */
    static String text(CompletionStage<Verdict> stage) {
        Verdict verdict;
        try {
            verdict = stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        if (verdict instanceof Verdict.Reject reject) {
            return reject.reply().toString();
        } else if (verdict instanceof Verdict.Defer defer) {
            return defer.reply().toString();
        } else if (verdict instanceof Verdict.Tag tag) {
            return tag.name() + ": " + tag.value();
        }
        return verdict instanceof Verdict.Accept ? "pass" : verdict.toString();
    }

    @Override
    public String stage() {
        return "defence";
    }

    @Override
    public String hostname() {
        return "mx.example.org";
    }

    @Override
    public Limits limits() {
        return Limits.defaults();
    }

    @Override
    public Spool spool() {
        throw new UnsupportedOperationException("No defence holds messages");
    }

    @Override
    public InstantSource clock() {
        return () -> now;
    }

    @Override
    public DnsResolver dns() {
        return dns;
    }

    @Override
    public Executor workers() {
        return Runnable::run;
    }

    @Override
    public void event(MailEvent event) {
        events.add(event);
    }
}
