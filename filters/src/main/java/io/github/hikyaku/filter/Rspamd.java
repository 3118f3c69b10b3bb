package io.github.hikyaku.filter;

import io.github.hikyaku.filter.internal.HttpPost;
import io.github.hikyaku.filter.internal.Lines;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.MailChange;
import io.github.hikyaku.message.Recipient;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.pipeline.StageContext;
import io.github.hikyaku.pipeline.Verdict;
import java.net.ProtocolException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Judges messages with rspamd: posts each to a normal worker, or to a controller with a password, by HTTP.
 *
 * <p>By default {@link Action#REJECT} refuses with 554 5.7.1, {@link Action#SOFT_REJECT} defers, {@link Action#ADD_HEADER}
 * and {@link Action#QUARANTINE} file into the mailbox Junk, the first with a field {@code X-Spam: Yes}, {@link
 * Action#REWRITE_SUBJECT} marks the subject, {@link Action#DISCARD} discards, and the others pass. Fields that rspamd adds and removes (its
 * {@code milter} block, DKIM signatures too) are added and removed whenever a message passes.
 *
 * <pre>{@code
 * .stage("rspamd", Rspamd.at(URI.create("http://127.0.0.1:11333")))
 * }</pre>
 */
public final class Rspamd extends MessageFilter<Rspamd> {
    /** What rspamd proposes to do. */
    public enum Action {
        /** To let pass. */
        NO_ACTION,
        /** Something for rspamd's own greylisting module, whose refusals come as {@link #SOFT_REJECT}: to let pass. */
        GREYLIST,
        /** To mark as spam. */
        ADD_HEADER,
        /** To mark in the subject. */
        REWRITE_SUBJECT,
        /** To refuse for now. */
        SOFT_REJECT,
        /** To refuse for good. */
        REJECT,
        /** To set apart. */
        QUARANTINE,
        /** To throw away. */
        DISCARD
    }

    /**
     * What rspamd thinks of a message.
     *
     * @param action what it proposes; actions of the host's own making come as {@link Action#NO_ACTION}
     * @param actionName the same as rspamd wrote it
     * @param requiredScore from which on it proposes to reject
     * @param symbols the rules that the message met, and what each adds to the score
     * @param subject what it proposes as the subject, if it does
     * @param message what it proposes to tell the client, in one line, if it does
     */
    public record Result(
            Action action,
            String actionName,
            double score,
            double requiredScore,
            Map<String, Double> symbols,
            Optional<String> subject,
            Optional<String> message) {
        /** Copies the map. */
        public Result {
            symbols = Map.copyOf(symbols);
        }
    }

    private final URI checkv2;
    private final Map<Action, Function<Result, Verdict>> mapping;
    private final Optional<String> password;
    private volatile @Nullable HttpPost http;

    private Rspamd(
            URI checkv2,
            FilterSettings settings,
            long maxSize,
            Map<Action, Function<Result, Verdict>> mapping,
            Optional<String> password) {
        super(settings, maxSize);
        this.checkv2 = checkv2;
        this.mapping = mapping;
        this.password = password;
    }

    /**
     * A stage that asks the rspamd at an address. It shows messages of up to 50 MB, on up to 50 connections.
     *
     * @param uri such as {@code http://127.0.0.1:11333}; a path is put before {@code /checkv2}
     * @throws IllegalArgumentException if it is no address of HTTP or HTTPS
     */
    public static Rspamd at(URI uri) {
        boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        if (!web || uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("Not an address of rspamd such as http://127.0.0.1:11333: " + uri);
        }
        String base = uri.toString();
        URI checkv2 = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + "/checkv2");
        FilterSettings settings =
                new FilterSettings(FilterPolicy.DEFER, Duration.ofSeconds(5), Duration.ofSeconds(60), 50);
        return new Rspamd(checkv2, settings, 50L * 1024 * 1024, defaults(), Optional.empty());
    }

    private static Map<Action, Function<Result, Verdict>> defaults() {
        Map<Action, Function<Result, Verdict>> mapping = new EnumMap<>(Action.class);
        mapping.put(Action.NO_ACTION, result -> Verdict.accept());
        mapping.put(Action.GREYLIST, result -> Verdict.accept());
        mapping.put(
                Action.ADD_HEADER,
                result -> Verdict.all(
                        Verdict.change(
                                new MailChange.RemoveField("X-Spam", 0), new MailChange.AddField("X-Spam", "Yes")),
                        Verdict.quarantine()));
        mapping.put(Action.REWRITE_SUBJECT, Rspamd::rewriteSubject);
        mapping.put(Action.SOFT_REJECT, result -> Verdict.defer("4.7.1", result.message.orElse("Try again later")));
        mapping.put(
                Action.REJECT,
                result -> new Verdict.Reject(
                        new Reply(554, "5.7.1", result.message.orElse("The message looks like spam"))));
        mapping.put(Action.QUARANTINE, result -> Verdict.quarantine());
        mapping.put(Action.DISCARD, result -> Verdict.discard());
        return mapping;
    }

    private static Verdict rewriteSubject(Result result) {
        return result.subject
                .map(subject -> Verdict.change(new MailChange.ReplaceField("Subject", 1, Lines.unstructured(subject))))
                .orElseGet(Verdict::accept);
    }

    /** What becomes of messages for which rspamd proposes an action. */
    public Rspamd on(Action action, Function<Result, Verdict> verdict) {
        Map<Action, Function<Result, Verdict>> changed = new EnumMap<>(mapping);
        changed.put(action, verdict);
        return new Rspamd(checkv2, settings(), maxSize(), changed, password);
    }

    /** The password of a controller worker. */
    public Rspamd password(String secret) {
        if (!secret.matches("[!-~]{1,200}")) {
            throw new IllegalArgumentException("A password is 1 to 200 visible characters of ASCII");
        }
        return new Rspamd(checkv2, settings(), maxSize(), mapping, Optional.of(secret));
    }

    @Override
    Rspamd with(FilterSettings changed, long octets) {
        return new Rspamd(checkv2, changed, octets, mapping, password);
    }

    @Override
    void open(StageContext server) {
        super.open(server);
        http = new HttpPost(settings().connectTimeout(), server.workers());
    }

    @Override
    void shut() {
        if (http != null) {
            http.close();
        }
    }

    @Override
    CompletableFuture<Verdict> judge(Mail mail) {
        return Objects.requireNonNull(http)
                .post(checkv2, headers(mail), mail.content(), settings().answerTimeout())
                .thenCompose(octets -> {
                    try {
                        return CompletableFuture.completedFuture(verdict(RspamdAnswer.parse(octets, mail)));
                    } catch (ProtocolException e) {
                        return CompletableFuture.failedFuture(e);
                    }
                });
    }

    private Verdict verdict(RspamdAnswer answer) {
        Result result = answer.result();
        Function<Result, Verdict> choice = Objects.requireNonNull(mapping.get(result.action));
        Verdict verdict = choice.apply(result);
        boolean refused = verdict instanceof Verdict.Reject || verdict instanceof Verdict.Defer;
        return refused || answer.changes().isEmpty()
                ? verdict
                : Verdict.all(new Verdict.Change(answer.changes()), verdict);
    }

    private List<Map.Entry<String, String>> headers(Mail mail) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        header(headers, "IP", address(mail));
        header(headers, "Helo", mail.origin().helo());
        header(headers, "From", bare(mail.envelope().reversePath().toString()));
        for (Recipient recipient : mail.envelope().recipients()) {
            header(headers, "Rcpt", bare(recipient.toString()));
        }
        mail.origin()
                .login()
                .ifPresent(login -> header(headers, "User", login.address().toString()));
        header(headers, "Queue-Id", mail.id());
        header(headers, "MTA-Name", context().hostname());
        header(headers, "MTA-Tag", "hikyaku");
        mail.origin().tlsProtocol().ifPresent(protocol -> header(headers, "TLS-Version", protocol));
        password.ifPresent(secret -> header(headers, "Password", secret));
        return headers;
    }

    private static void header(List<Map.Entry<String, String>> headers, String name, String value) {
        headers.add(Map.entry(name, Lines.printable(value, 1000)));
    }

    private static String address(Mail mail) {
        String address = mail.origin().peer().remote().getAddress().getHostAddress();
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    /** A path without its angle brackets. */
    private static String bare(String path) {
        return path.startsWith("<") && path.endsWith(">") ? path.substring(1, path.length() - 1) : path;
    }
}
