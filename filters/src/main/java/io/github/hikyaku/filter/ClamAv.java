package io.github.hikyaku.filter;

import io.github.hikyaku.filter.internal.Clamd;
import io.github.hikyaku.filter.internal.FilterNetwork;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.pipeline.StageContext;
import io.github.hikyaku.pipeline.Verdict;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks for malware with ClamAV: shows each message to {@code clamd} on a TCP port by its command INSTREAM. By default a
 * message with malware is refused with 554 5.7.1, and one that is too big for clamd passes.
 *
 * <pre>{@code
 * .stage("clamav", ClamAv.at("127.0.0.1", 3310))
 * }</pre>
 */
public final class ClamAv extends MessageFilter<ClamAv> {
    private final Endpoint clamd;
    private final Function<String, Verdict> whenFound;
    private final Verdict whenTooBig;
    private volatile @Nullable FilterNetwork network;

    private ClamAv(
            Endpoint clamd,
            FilterSettings settings,
            long maxSize,
            Function<String, Verdict> whenFound,
            Verdict whenTooBig) {
        super(settings, maxSize);
        this.clamd = clamd;
        this.whenFound = whenFound;
        this.whenTooBig = whenTooBig;
    }

    /**
     * A stage that asks the clamd at an address. It shows messages of up to 100 MB, clamd's own limit by default, on up to
     * 10 connections.
     *
     * @param host a name or an address
     * @param port 1 to 65535
     */
    public static ClamAv at(String host, int port) {
        FilterSettings settings =
                new FilterSettings(FilterPolicy.DEFER, Duration.ofSeconds(5), Duration.ofSeconds(60), 10);
        return new ClamAv(new Endpoint(host, port), settings, 100L * 1024 * 1024, ClamAv::reject, Verdict.accept());
    }

    private static Verdict reject(String malware) {
        return new Verdict.Reject(new Reply(554, "5.7.1", "The message contains malware: " + malware));
    }

    /** What becomes of a message in which malware was found; the function is given its name. */
    public ClamAv whenFound(Function<String, Verdict> verdict) {
        return new ClamAv(clamd, settings(), maxSize(), verdict, whenTooBig);
    }

    /** What becomes of a message that is too big, for {@link #maxSize} or for clamd. */
    public ClamAv whenTooBig(Verdict verdict) {
        return new ClamAv(clamd, settings(), maxSize(), whenFound, verdict);
    }

    @Override
    ClamAv with(FilterSettings changed, long octets) {
        return new ClamAv(clamd, changed, octets, whenFound, whenTooBig);
    }

    @Override
    void open(StageContext server) {
        super.open(server);
        network = new FilterNetwork(server.stage(), server.workers());
    }

    @Override
    void shut() {
        if (network != null) {
            network.close();
        }
    }

    @Override
    Verdict tooBig(Mail mail) {
        return whenTooBig;
    }

    @Override
    CompletableFuture<Verdict> judge(Mail mail) {
        Duration limit = settings().answerTimeout();
        return clamd.connect(Objects.requireNonNull(network), settings())
                .thenCompose(connection -> Clamd.scan(connection, mail.content(), limit))
                .thenApply(answer -> answer.tooBig()
                        ? whenTooBig
                        : answer.malware().map(whenFound).orElseGet(Verdict::accept));
    }
}
