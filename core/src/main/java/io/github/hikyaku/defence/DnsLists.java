package io.github.hikyaku.defence;

import io.github.hikyaku.dns.DnsAnswer;
import io.github.hikyaku.dns.DnsResolver;
import io.github.hikyaku.dns.ReverseName;
import io.github.hikyaku.engine.Net;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.pipeline.SessionStage;
import io.github.hikyaku.pipeline.StageContext;
import io.github.hikyaku.pipeline.Verdict;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks lists in the DNS about each client that connects, all at once, and refuses a client whose score reaches a threshold.
 * A list that does not answer in time, or that answers with an error, says nothing. Serves one server.
 */
public final class DnsLists implements SessionStage {
    private static final String FIELD = "X-DNS-Lists";

    private final List<DnsList> lists;
    private final int threshold;
    private final Policy policy;
    private final Duration timeout;
    private final Exemption exemption;
    private @Nullable StageContext context;

    private DnsLists(Builder builder) {
        lists = List.copyOf(builder.lists);
        threshold = builder.threshold;
        policy = builder.policy;
        timeout = builder.timeout;
        exemption = builder.exemption;
    }

    /** Begins without lists. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void start(StageContext running) {
        context = running;
    }

    @Override
    public CompletionStage<Verdict> connected(Origin origin) {
        StageContext running = context;
        InetAddress address = Exemption.address(origin);
        if (running == null || exemption.covers(origin) || address.isSiteLocalAddress()) {
            return ACCEPTED; // no list knows networks that are not of the Internet (RFC 1918)
        }
        List<CompletableFuture<Boolean>> answers = new ArrayList<>();
        for (DnsList list : lists) {
            answers.add(ask(running.dns(), list, address));
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> verdict(address, answers));
    }

    private CompletableFuture<Boolean> ask(DnsResolver dns, DnsList list, InetAddress address) {
        CompletionStage<DnsAnswer<InetAddress>> answer = dns.ipv4(ReverseName.of(address) + "." + list.zone());
        // A stage of our own: a time-out must not complete one that others wait for.
        return answer.thenApply(found -> found.records().stream().anyMatch(list::matches))
                .exceptionally(failure -> false)
                .toCompletableFuture()
                .copy()
                .completeOnTimeout(false, timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    private Verdict verdict(InetAddress address, List<CompletableFuture<Boolean>> answers) {
        int score = 0;
        List<DnsList> listing = new ArrayList<>();
        for (int i = 0; i < lists.size(); i++) {
            if (answers.get(i).join()) {
                listing.add(lists.get(i));
                score += lists.get(i).weight();
            }
        }
        if (score < threshold) {
            return Verdict.accept();
        }
        String zones = listing.stream()
                .filter(list -> list.weight() > 0)
                .map(DnsList::zone)
                .collect(Collectors.joining(", "));
        return Verdicts.of(policy, FIELD, "7.1", address.getHostAddress() + " is listed by " + zones);
    }

    /** Which lists to ask and what to do. Not safe for use by many threads. */
    public static final class Builder {
        private final List<DnsList> lists = new ArrayList<>();
        private int threshold = 1;
        private Policy policy = Policy.REFUSE;
        private Duration timeout = Duration.ofSeconds(5);
        private Exemption exemption = Exemption.LOOPBACK;

        private Builder() {}

        /** Adds lists. */
        public Builder list(DnsList... more) {
            lists.addAll(List.of(more));
            return this;
        }

        /** From which score on something is done; 1 by default. */
        public Builder threshold(int score) {
            if (score < 1) {
                throw new IllegalArgumentException("Everybody would reach a score of " + score);
            }
            threshold = score;
            return this;
        }

        /** What is done; refused by default. */
        public Builder policy(Policy what) {
            policy = what;
            return this;
        }

        /** How long each list has for its answer; 5 seconds by default. */
        public Builder timeout(Duration each) {
            timeout = each;
            return this;
        }

        /** Networks whose clients are not judged; by default the loopback networks. */
        public Builder trusted(Net... networks) {
            exemption = Exemption.of(networks);
            return this;
        }

        /**
         * Makes the stage.
         *
         * @throws IllegalStateException if there is no list
         */
        public DnsLists build() {
            if (lists.isEmpty()) {
                throw new IllegalStateException("There is no list: call list(…)");
            }
            return new DnsLists(this);
        }
    }
}
