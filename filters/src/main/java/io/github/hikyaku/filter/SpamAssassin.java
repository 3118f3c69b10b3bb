package io.github.hikyaku.filter;

import io.github.hikyaku.filter.internal.FilterNetwork;
import io.github.hikyaku.filter.internal.Spamd;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.MailChange;
import io.github.hikyaku.pipeline.StageContext;
import io.github.hikyaku.pipeline.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Judges messages with SpamAssassin: shows each to {@code spamd} on a TCP port. Each message that passes gets a field
 * {@code X-Spam-Status}, and spam {@code X-Spam-Flag: YES} besides; fields of these names that came with it are taken out.
 * By default spam is filed into the mailbox Junk.
 *
 * <pre>{@code
 * .stage("spamassassin", SpamAssassin.at("127.0.0.1", 783))
 * }</pre>
 */
public final class SpamAssassin extends MessageFilter<SpamAssassin> {
    private static final int MAX_SHOWN = 700;

    /**
     * What SpamAssassin thinks of a message.
     *
     * @param spam whether the score reaches the threshold
     * @param threshold from which score on a message is spam, as the stage or else spamd was told
     * @param tests the names of the rules that the message met
     */
    public record Result(boolean spam, double score, double threshold, List<String> tests) {
        /** Copies the list. */
        public Result {
            tests = List.copyOf(tests);
        }
    }

    private record Choices(
            OptionalDouble threshold, Function<Mail, Optional<String>> user, Function<Result, Verdict> whenSpam) {}

    private final Endpoint spamd;
    private final Choices choices;
    private volatile @Nullable FilterNetwork network;

    private SpamAssassin(Endpoint spamd, FilterSettings settings, long maxSize, Choices choices) {
        super(settings, maxSize);
        this.spamd = spamd;
        this.choices = choices;
    }

    /**
     * A stage that asks the spamd at an address. It shows messages of up to 500 KB, as spamc does by default, on up to 5
     * connections, which is how many spamd serves by default.
     *
     * @param host a name or an address
     * @param port 1 to 65535
     */
    public static SpamAssassin at(String host, int port) {
        FilterSettings settings =
                new FilterSettings(FilterPolicy.DEFER, Duration.ofSeconds(5), Duration.ofSeconds(60), 5);
        Choices choices = new Choices(OptionalDouble.empty(), mail -> Optional.empty(), result -> Verdict.quarantine());
        return new SpamAssassin(new Endpoint(host, port), settings, 500 * 1024, choices);
    }

    /** From which score on a message is spam; by default as spamd is configured. */
    public SpamAssassin threshold(double score) {
        return with(new Choices(OptionalDouble.of(score), choices.user, choices.whenSpam));
    }

    /** Whose preferences count for a message, a user that spamd knows; by default nobody's. */
    public SpamAssassin user(Function<Mail, Optional<String>> user) {
        return with(new Choices(choices.threshold, user, choices.whenSpam));
    }

    /** What becomes of spam, besides the fields that it gets if it passes. */
    public SpamAssassin whenSpam(Function<Result, Verdict> verdict) {
        return with(new Choices(choices.threshold, choices.user, verdict));
    }

    private SpamAssassin with(Choices changed) {
        return new SpamAssassin(spamd, settings(), maxSize(), changed);
    }

    @Override
    SpamAssassin with(FilterSettings changed, long octets) {
        return new SpamAssassin(spamd, changed, octets, choices);
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
    CompletableFuture<Verdict> judge(Mail mail) {
        String user = choices.user.apply(mail).orElse(null);
        if (user != null && !user.matches("[!-~]{1,200}")) {
            throw new IllegalArgumentException("Not the name of a user for spamd: " + user);
        }
        // As after final delivery: SpamAssassin's rules on the sender look at this field.
        byte[] returnPath = ("Return-Path: " + mail.envelope().reversePath() + "\r\n").getBytes(StandardCharsets.UTF_8);
        Duration limit = settings().answerTimeout();
        return spamd.connect(Objects.requireNonNull(network), settings())
                .thenCompose(connection -> Spamd.check(connection, user, returnPath, mail.content(), limit))
                .thenApply(this::verdict);
    }

    private Verdict verdict(Spamd.Answer answer) {
        double threshold = choices.threshold.orElse(answer.threshold());
        boolean spam = choices.threshold.isPresent() ? answer.score() >= threshold : answer.spam();
        Result result = new Result(spam, answer.score(), threshold, answer.symbols());
        Verdict verdict = spam ? choices.whenSpam.apply(result) : Verdict.accept();
        if (verdict instanceof Verdict.Reject || verdict instanceof Verdict.Defer) {
            return verdict;
        }
        List<MailChange> changes = new ArrayList<>();
        for (String name : List.of("X-Spam-Flag", "X-Spam-Status", "X-Spam-Level")) {
            changes.add(new MailChange.RemoveField(name, 0));
        }
        if (spam) {
            changes.add(new MailChange.AddField("X-Spam-Flag", "YES"));
        }
        changes.add(new MailChange.AddField("X-Spam-Status", status(result)));
        return Verdict.all(new Verdict.Change(changes), verdict);
    }

    private static String status(Result result) {
        StringBuilder status = new StringBuilder(String.format(
                Locale.ROOT,
                "%s, score=%.1f required=%.1f",
                result.spam ? "Yes" : "No",
                result.score,
                result.threshold));
        String separator = "\r\n\ttests=";
        for (String test : result.tests) {
            if (status.length() > MAX_SHOWN) {
                break;
            }
            status.append(separator).append(test);
            separator = ",";
        }
        return status.toString();
    }
}
