package io.github.hikyaku.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.address.AddressParser;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.dns.DnsResolver;
import io.github.hikyaku.dns.ScriptedDns;
import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.Peer;
import io.github.hikyaku.message.Envelope;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.message.Spool;
import io.github.hikyaku.pipeline.SessionStage;
import io.github.hikyaku.pipeline.StageContext;
import io.github.hikyaku.pipeline.Verdict;
import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MessageContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A server as a stage sees it, with one worker, and mail to show to the stage. */
final class Bench implements StageContext, AutoCloseable {
    static final String HEADER = "Received: from client.example by mx.example.org\r\n";
    static final String TEXT = "From: a@client.example\r\nSubject: Hello\r\n\r\nText\r\n";

    final List<MailEvent> events = new CopyOnWriteArrayList<>();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final Limits limits = Limits.defaults();
    private final Spool spool = Spool.temporary(limits);
    private final SessionStage stage;

    Bench(SessionStage stage) {
        this.stage = stage;
        stage.start(this);
    }

    Verdict judge(String text) {
        return now(stage.message(mail(text)));
    }

    static Verdict now(CompletionStage<Verdict> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    MailEvent.FilterUnavailable onlyUnavailable() {
        assertThat(events).hasSize(1);
        return (MailEvent.FilterUnavailable) events.get(0);
    }

    static Origin origin(boolean loggedIn) {
        MailAddress alice = MailAddress.of("alice@example.org");
        Account account = new Account(new AccountId("alice"), alice, Set.of(alice));
        Peer peer = new Peer(
                "mx", "c1", new InetSocketAddress("127.0.0.1", 25), new InetSocketAddress("192.0.2.7", 40_000));
        return new Origin(
                peer,
                "client.example",
                loggedIn ? Optional.of(account) : Optional.empty(),
                Optional.of("TLSv1.3"),
                loggedIn);
    }

    static Envelope envelope(String... recipients) {
        AddressParser parser = AddressParser.utf8();
        return Envelope.of(
                parser.reversePath("<a@client.example>"),
                List.of(recipients).stream().map(parser::forwardPath).toList());
    }

    static Mail mail(String text) {
        return new Mail(
                "id1",
                Instant.EPOCH,
                origin(false),
                envelope("<bob@example.org>", "<carol@example.org>"),
                HEADER.getBytes(StandardCharsets.US_ASCII),
                content(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    static MessageContent content(byte[] octets) {
        return new MessageContent() {
            @Override
            public long size() {
                return octets.length;
            }

            @Override
            public InputStream open(long offset, long length) {
                return new ByteArrayInputStream(octets, (int) offset, (int) Math.min(length, octets.length - offset));
            }
        };
    }

    static String text(MessageContent content) {
        try (InputStream in = content.open()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String stage() {
        return "filter";
    }

    @Override
    public String hostname() {
        return "mx.example.org";
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public DnsResolver dns() {
        return new ScriptedDns();
    }

    @Override
    public InstantSource clock() {
        return InstantSource.fixed(Instant.EPOCH);
    }

    @Override
    public Executor workers() {
        return worker;
    }

    @Override
    public Spool spool() {
        return spool;
    }

    @Override
    public void event(MailEvent event) {
        events.add(event);
    }

    @Override
    public void close() {
        stage.stop();
        worker.shutdown();
        spool.close();
    }
}
