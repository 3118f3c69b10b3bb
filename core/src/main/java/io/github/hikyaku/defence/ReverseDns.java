package io.github.hikyaku.defence;

import io.github.hikyaku.dns.DnsAnswer;
import io.github.hikyaku.dns.DnsResolver;
import io.github.hikyaku.engine.Net;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.pipeline.SessionStage;
import io.github.hikyaku.pipeline.StageContext;
import io.github.hikyaku.pipeline.Verdict;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the name of each client that has it in both directions: the address leads to the name, and the name leads to
 * the address (the {@code iprev} of RFC 8601 §3). Says what it found in an Authentication-Results field, or refuses. Other
 * stages may ask it for the name. Serves one server.
 */
public final class ReverseDns implements SessionStage {
    /** What was found. */
    public enum Outcome {
        /** A name that leads back. */
        PASS,
        /** No name, or none that leads back. */
        FAIL,
        /** Not known for now. */
        TEMPERROR
    }

    /**
     * What is known of a client.
     *
     * @param name the name that leads back, in lower case, if there is one
     */
    public record Result(Outcome outcome, Optional<String> name) {}

    private static final Result UNKNOWN = new Result(Outcome.TEMPERROR, Optional.empty());

    /** Names of one address that are looked at: RFC 7208 §5.5 has ten. */
    private static final int MAX_NAMES = 10;

    private final Policy missing;
    private final Policy unknown;
    private final Exemption exemption;
    private final Map<String, Result> results = new ConcurrentHashMap<>();
    private @Nullable StageContext context;

    private ReverseDns(Builder builder) {
        missing = builder.missing;
        unknown = builder.unknown;
        exemption = builder.exemption;
    }

    /** Begins with the defaults of each method. */
    public static Builder builder() {
        return new Builder();
    }

    /** What was found for a client, from its connection to the end of its session; empty if it was not looked for. */
    public Optional<Result> result(Origin origin) {
        return Optional.ofNullable(results.get(origin.peer().connectionId()));
    }

    @Override
    public void start(StageContext running) {
        context = running;
    }

    @Override
    public CompletionStage<Verdict> connected(Origin origin) {
        StageContext running = context;
        if (running == null || exemption.covers(origin)) {
            return ACCEPTED;
        }
        InetAddress address = Exemption.address(origin);
        String id = origin.peer().connectionId();
        results.put(id, UNKNOWN);
        return look(running.dns(), address).thenApply(result -> {
            results.replace(id, result); // the client may be gone by now, and nothing is to be left of it
            return verdict(running.hostname(), address, result);
        });
    }

    private Verdict verdict(String hostname, InetAddress address, Result result) {
        Policy policy = switch (result.outcome()) {
            case PASS -> Policy.MARK;
            case FAIL -> missing;
            case TEMPERROR -> unknown;
        };
        if (policy != Policy.MARK) {
            return Verdicts.of(
                    policy,
                    "",
                    "7.25",
                    "The address " + address.getHostAddress() + " has no name that leads back to it");
        }
        // RFC 8601 §2.7.3.
        String comment =
                result.name().map(name -> " (" + Verdicts.printable(name) + ")").orElse("");
        return Verdict.tag(
                "Authentication-Results",
                hostname + "; iprev=" + word(result.outcome()) + " policy.iprev=" + quoted(address) + comment);
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case PASS -> "pass";
            case FAIL -> "fail";
            case TEMPERROR -> "temperror";
        };
    }

    /** RFC 8601 §2.2: a pvalue with a colon in it has to be quoted. */
    private static String quoted(InetAddress address) {
        String text = address.getHostAddress();
        return text.indexOf(':') < 0 ? text : '"' + text + '"';
    }

    private static CompletionStage<Result> look(DnsResolver dns, InetAddress address) {
        return dns.names(address).thenCompose(names -> {
            if (!names.isFound()) {
                return CompletableFuture.completedFuture(
                        new Result(names.isFailed() ? Outcome.TEMPERROR : Outcome.FAIL, Optional.empty()));
            }
            return firstOf(names.records(), 0, dns, address, Outcome.FAIL);
        });
    }

    private static CompletionStage<Result> firstOf(
            List<String> names, int index, DnsResolver dns, InetAddress address, Outcome otherwise) {
        if (index == Math.min(names.size(), MAX_NAMES)) {
            return CompletableFuture.completedFuture(new Result(otherwise, Optional.empty()));
        }
        String name = names.get(index);
        CompletionStage<DnsAnswer<InetAddress>> addresses =
                address.getAddress().length == 4 ? dns.ipv4(name) : dns.ipv6(name);
        return addresses.thenCompose(answer -> answer.records().contains(address)
                ? CompletableFuture.completedFuture(new Result(Outcome.PASS, Optional.of(name)))
                : firstOf(names, index + 1, dns, address, answer.isFailed() ? Outcome.TEMPERROR : otherwise));
    }

    @Override
    public void closed(Origin origin) {
        results.remove(origin.peer().connectionId());
    }

    /** What is done about which client. Not safe for use by many threads. */
    public static final class Builder {
        private Policy missing = Policy.MARK;
        private Policy unknown = Policy.MARK;
        private Exemption exemption = Exemption.LOOPBACK;

        private Builder() {}

        /** A client without a name that leads back; marked by default. RFC 5321 leaves it to the server. */
        public Builder missing(Policy what) {
            missing = what;
            return this;
        }

        /** A client whose name cannot be told now; marked by default. */
        public Builder unknown(Policy what) {
            unknown = what;
            return this;
        }

        /** Networks whose clients are not judged; by default the loopback networks. */
        public Builder trusted(Net... networks) {
            exemption = Exemption.of(networks);
            return this;
        }

        /** Makes the stage. */
        public ReverseDns build() {
            return new ReverseDns(this);
        }
    }
}
