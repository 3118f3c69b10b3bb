package io.github.hikyaku.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;

/**
 * Questions to name servers by dnsjava's transport. Aliases are followed here, by a bounded number of questions: dnsjava's
 * own lookup asks without end where a server answers with an alias of another name.
 */
final class DnsQueries {
    /** How many aliases one question may lead through. */
    private static final int MAX_ALIASES = 8;

    /** RFC 2308 §5 has one to three hours as a sensible time for which to believe that there is nothing. */
    private static final long LONGEST_NEGATIVE = Duration.ofHours(1).toSeconds();

    /** More records than a domain has in earnest. */
    private static final int MAX_RECORDS = 200;

    private final Resolver resolver;

    /** Questions to these servers, or, if there are none, to the machine's. */
    DnsQueries(List<InetSocketAddress> servers, Duration timeout, int attempts) {
        List<InetSocketAddress> all =
                servers.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : servers;
        List<Resolver> each = new ArrayList<>();
        for (InetSocketAddress server : all) {
            SimpleResolver one = new SimpleResolver(server);
            one.setTimeout(timeout);
            each.add(one);
        }
        ExtendedResolver together = new ExtendedResolver(each);
        together.setRetries(attempts);
        together.setTimeout(timeout.multipliedBy((long) attempts * Math.max(1, each.size())));
        resolver = together;
    }

    CompletionStage<DnsAnswer<Record>> ask(Name name, int type) {
        return ask(name, type, MAX_ALIASES, Long.MAX_VALUE);
    }

    private CompletionStage<DnsAnswer<Record>> ask(Name name, int type, int aliases, long ttl) {
        CompletionStage<Message> response;
        try {
            response = resolver.sendAsync(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
        } catch (RuntimeException e) {
            response = CompletableFuture.failedFuture(e);
        }
        return response.handle((message, failure) -> message == null
                        ? CompletableFuture.completedFuture(
                                DnsAnswer.<Record>failed(name.toString(true) + ": " + reason(failure)))
                        : read(message, name, type, aliases, ttl))
                .thenCompose(answer -> answer);
    }

    private static String reason(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == null ? "no answer" : cause.toString();
    }

    private CompletionStage<DnsAnswer<Record>> read(Message message, Name asked, int type, int aliases, long ttlSoFar) {
        int rcode = message.getRcode();
        if (rcode != Rcode.NOERROR && rcode != Rcode.NXDOMAIN) {
            return answer(DnsAnswer.failed(asked.toString(true) + ": " + Rcode.string(rcode)));
        }
        List<Record> all = message.getSection(Section.ANSWER);
        Name name = asked;
        long ttl = ttlSoFar;
        int left = aliases;
        while (true) {
            List<Record> found = new ArrayList<>();
            for (Record record : all) {
                if (record.getType() == type && record.getName().equals(name) && found.size() < MAX_RECORDS) {
                    found.add(record);
                    ttl = Math.min(ttl, record.getTTL());
                }
            }
            if (!found.isEmpty()) {
                return answer(DnsAnswer.found(found, Duration.ofSeconds(ttl)));
            }
            CNAMERecord alias = alias(all, name);
            if (alias == null) {
                break;
            }
            if (--left < 0) {
                return answer(DnsAnswer.failed(asked.toString(true) + ": too many aliases"));
            }
            ttl = Math.min(ttl, alias.getTTL());
            name = alias.getTarget();
        }
        if (rcode == Rcode.NXDOMAIN) {
            return answer(DnsAnswer.noName(negative(message, ttl)));
        }
        // RFC 1034 §4.3.2: a server that knows more of an alias says so; who says no more is asked.
        return name.equals(asked) || negative(message, ttl).toSeconds() > 0
                ? answer(DnsAnswer.noRecord(negative(message, ttl)))
                : ask(name, type, left, ttl);
    }

    private static @Nullable CNAMERecord alias(List<Record> records, Name name) {
        for (Record record : records) {
            if (record instanceof CNAMERecord alias && alias.getName().equals(name)) {
                return alias;
            }
        }
        return null;
    }

    /** How long to believe that there is nothing (RFC 2308 §5): not at all if the answer does not say. */
    private static Duration negative(Message message, long ttl) {
        for (Record record : message.getSection(Section.AUTHORITY)) {
            if (record instanceof SOARecord soa) {
                long own = Math.min(soa.getTTL(), soa.getMinimum());
                return Duration.ofSeconds(Math.min(Math.min(own, ttl), LONGEST_NEGATIVE));
            }
        }
        return Duration.ZERO;
    }

    private static CompletionStage<DnsAnswer<Record>> answer(DnsAnswer<Record> answer) {
        return CompletableFuture.completedFuture(answer);
    }
}
