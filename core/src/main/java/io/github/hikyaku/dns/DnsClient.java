package io.github.hikyaku.dns;

import java.net.IDN;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks name servers over UDP, and over TCP where an answer is too long for UDP, and keeps answers in a cache of bounded
 * size as long as they hold. Uses nothing before the first question; from then on a daemon thread that all clients
 * of this JVM share, which stays.
 */
public final class DnsClient implements DnsResolver {
    private final Supplier<DnsQueries> making;
    private final ReentrantLock lock = new ReentrantLock();
    private final AnswerCache cache;
    private volatile @Nullable DnsQueries queries;

    private DnsClient(Builder builder) {
        List<InetSocketAddress> servers = builder.servers;
        Duration timeout = builder.timeout;
        int attempts = builder.attempts;
        making = () -> new DnsQueries(servers, timeout, attempts);
        cache = new AnswerCache(builder.cacheSize, System::nanoTime);
    }

    /** Begins with the name servers of this machine. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public CompletionStage<DnsAnswer<InetAddress>> ipv4(String name) {
        return ask(name, Type.A, DnsRecords::addresses);
    }

    @Override
    public CompletionStage<DnsAnswer<InetAddress>> ipv6(String name) {
        return ask(name, Type.AAAA, DnsRecords::addresses);
    }

    @Override
    public CompletionStage<DnsAnswer<String>> names(InetAddress address) {
        return ask(ReverseMap.fromAddress(address), Type.PTR, DnsRecords::names);
    }

    @Override
    public CompletionStage<DnsAnswer<String>> texts(String name) {
        return ask(name, Type.TXT, DnsRecords::texts);
    }

    @Override
    public CompletionStage<DnsAnswer<MailExchanger>> mailExchangers(String domain) {
        return ask(domain, Type.MX, DnsRecords::mailExchangers);
    }

    private <T> CompletionStage<DnsAnswer<T>> ask(String name, int type, Function<List<Record>, List<T>> reading) {
        try {
            return ask(Name.fromString(ascii(name), Name.root), type, reading);
        } catch (TextParseException | IllegalArgumentException e) {
            return CompletableFuture.completedFuture(DnsAnswer.noName(Duration.ZERO));
        }
    }

    /** In ASCII (RFC 5890 §2.3.2.1). Underscores and the like are none of IDNA's business, so ASCII is left as it is. */
    private static String ascii(String name) {
        return name.chars().allMatch(c -> c < 0x80) ? name : IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
    }

    private <T> CompletionStage<DnsAnswer<T>> ask(Name name, int type, Function<List<Record>, List<T>> reading) {
        AnswerCache.Key key = new AnswerCache.Key(name.toString(true).toLowerCase(Locale.ROOT), type);
        DnsAnswer<T> known = cache.get(key);
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        return queries().ask(name, type).thenApply(answer -> {
            DnsAnswer<T> read = answer.isFound()
                    ? DnsAnswer.found(reading.apply(answer.records()), answer.ttl())
                    : new DnsAnswer<>(answer.kind(), List.of(), answer.ttl(), answer.detail());
            cache.put(key, read);
            return read;
        });
    }

    /** Made for the first question: a server that asks none neither loads dnsjava nor reads the machine's configuration. */
    private DnsQueries queries() {
        DnsQueries made = queries;
        if (made == null) {
            lock.lock();
            try {
                made = queries;
                if (made == null) {
                    made = making.get();
                    queries = made;
                }
            } finally {
                lock.unlock();
            }
        }
        return made;
    }

    /** How questions are asked. Not safe for use by many threads. */
    public static final class Builder {
        private List<InetSocketAddress> servers = List.of();
        private Duration timeout = Duration.ofSeconds(3);
        private int attempts = 2;
        private int cacheSize = 10_000;

        private Builder() {}

        /** Which name servers to ask, in turn, until one answers; each of them recursive. By default those of this machine. */
        public Builder servers(InetSocketAddress... recursive) {
            servers = List.of(recursive);
            return this;
        }

        /** How long one server has for one answer; 3 seconds by default. */
        public Builder timeout(Duration each) {
            if (each.isNegative() || each.isZero()) {
                throw new IllegalArgumentException("No time for an answer: " + each);
            }
            timeout = each;
            return this;
        }

        /** How often each server is asked before an answer counts as failed; 2 by default. */
        public Builder attempts(int each) {
            if (each < 1) {
                throw new IllegalArgumentException("No attempt at all: " + each);
            }
            attempts = each;
            return this;
        }

        /** How many answers are kept at most; 10,000 by default, 0 for none. */
        public Builder cacheSize(int answers) {
            if (answers < 0) {
                throw new IllegalArgumentException("Not a size: " + answers);
            }
            cacheSize = answers;
            return this;
        }

        /** Makes the client. */
        public DnsClient build() {
            return new DnsClient(this);
        }
    }
}
