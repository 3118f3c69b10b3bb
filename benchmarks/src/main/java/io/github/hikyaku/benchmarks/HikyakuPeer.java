package io.github.hikyaku.benchmarks;

import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.imap.Imap;
import io.github.hikyaku.pipeline.Verdict;
import io.github.hikyaku.pop3.Pop3;
import io.github.hikyaku.server.MailServer;
import io.github.hikyaku.smtp.Smtp;
import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.maildir.MaildirStore;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import io.github.hikyaku.tls.Tls;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/** This project's server with SMTP, POP3 and IMAP, in plaintext and over TLS. */
final class HikyakuPeer implements Peer {
    private final MailServer server;
    private final MailStore store;
    private final AtomicLong discarded = new AtomicLong();

    private HikyakuPeer(MailStore store, boolean discard, UnaryOperator<Limits.Builder> limits) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        this.store = store;
        MailServer.Builder builder = MailServer.builder()
                .hostname("localhost")
                .localDomains("test.example")
                .accounts(Accounts.inMemory().user(USER, SECRET))
                .store(store)
                .tls(Tls.selfSigned("localhost"))
                .limits(l -> limits.apply(l.maxConnections(20_000)
                        .maxConnectionsPerAddress(20_000)
                        .maxMessageSize(1L << 30)
                        .submission(s -> s.messagesPerHour(Integer.MAX_VALUE).recipientsPerHour(Integer.MAX_VALUE))
                        .loginTimeout(Duration.ofMinutes(10))))
                .eventLog(false)
                .serve(Smtp.mx().name("smtp").bind(loopback).port(0))
                .serve(Smtp.submissions().bind(loopback).port(0))
                .serve(Pop3.pop3().bind(loopback).port(0).plaintextAuth(true))
                .serve(Pop3.pop3s().bind(loopback).port(0))
                .serve(Imap.imap().bind(loopback).port(0).plaintextAuth(true))
                .serve(Imap.imaps().bind(loopback).port(0));
        if (discard) {
            builder.stage("discard", mail -> {
                discarded.incrementAndGet();
                return Verdict.discard();
            });
        }
        server = builder.start();
    }

    static HikyakuPeer memory() {
        return new HikyakuPeer(MemoryMailStore.create(), false, l -> l);
    }

    static HikyakuPeer discarding() {
        return new HikyakuPeer(MemoryMailStore.create(), true, l -> l);
    }

    static HikyakuPeer maildir(Path directory) {
        return new HikyakuPeer(MaildirStore.at(directory), false, l -> l);
    }

    /** One that throws mail away and has time-outs of seconds. */
    static HikyakuPeer impatient() {
        Duration patience = SlowPeers.PATIENCE;
        return new HikyakuPeer(
                MemoryMailStore.create(), true, l -> l.idleTimeout(patience).loginTimeout(patience));
    }

    @Override
    public long delivered() {
        try (MailAccount account = store.open(new AccountId(USER))) {
            return discarded.get() + account.open(MailboxName.INBOX).status().messages();
        }
    }

    @Override
    public void clear() {
        discarded.set(0);
        try (MailAccount account = store.open(new AccountId(USER))) {
            account.open(MailboxName.INBOX).expunge(UidSet.ALL);
        }
    }

    @Override
    public Map<String, Integer> ports() {
        return Map.of(
                "smtp", port("smtp"),
                "submissions", port("submissions"),
                "pop3", port("pop3"),
                "pop3s", port("pop3s"),
                "imap", port("imap"),
                "imaps", port("imaps"));
    }

    private int port(String service) {
        return server.address(service).getPort();
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }
}
