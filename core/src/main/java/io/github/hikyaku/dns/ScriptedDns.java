package io.github.hikyaku.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A domain name system written down for a test: no network is asked, and what is not written down does not exist. Answers
 * come at once, but for those that {@link #hold} keeps back. Safe for use by many threads.
 */
public final class ScriptedDns implements DnsResolver {
    private static final Duration TTL = Duration.ofMinutes(5);

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, List<Object>> records = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> failing = new HashSet<>();
    private final Set<String> held = new HashSet<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final List<String> questions = new ArrayList<>();

    /** One in which nothing exists. */
    public ScriptedDns() {}

    /** Adds addresses of a name, of either family. */
    public ScriptedDns address(String name, String... addresses) {
        for (String address : addresses) {
            InetAddress parsed = parse(address);
            add(parsed.getAddress().length == 4 ? "A" : "AAAA", name, parsed);
        }
        return this;
    }

    /** Adds names of an address. */
    public ScriptedDns name(String address, String... claimed) {
        for (String name : claimed) {
            add("PTR", reverse(parse(address)), name.toLowerCase(Locale.ROOT));
        }
        return this;
    }

    /** Adds a text of a name. */
    public ScriptedDns text(String name, String text) {
        return add("TXT", name, text);
    }

    /** Adds a mail exchanger of a domain; an empty host for none at all. */
    public ScriptedDns mailExchanger(String domain, int preference, String host) {
        return add("MX", domain, new MailExchanger(preference, host));
    }

    /** Lets every question about a name, or below it, fail. */
    public ScriptedDns fail(String name) {
        return in(() -> failing.add(key(name)));
    }

    /** Keeps back the answers about a name, or below it, until {@link #release}. */
    public ScriptedDns hold(String name) {
        return in(() -> held.add(key(name)));
    }

    /** Gives the answers that were kept back, on the caller's thread, and keeps back none any more. */
    public void release() {
        List<Runnable> due = new ArrayList<>();
        in(() -> {
            due.addAll(waiting);
            waiting.clear();
            held.clear();
        });
        due.forEach(Runnable::run);
    }

    /** What was asked so far, in order, such as {@code A mx.example.org}. */
    public List<String> questions() {
        lock.lock();
        try {
            return List.copyOf(questions);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletionStage<DnsAnswer<InetAddress>> ipv4(String name) {
        return ask("A", name, InetAddress.class::cast);
    }

    @Override
    public CompletionStage<DnsAnswer<InetAddress>> ipv6(String name) {
        return ask("AAAA", name, InetAddress.class::cast);
    }

    @Override
    public CompletionStage<DnsAnswer<String>> names(InetAddress address) {
        return ask("PTR", reverse(address), String.class::cast);
    }

    @Override
    public CompletionStage<DnsAnswer<String>> texts(String name) {
        return ask("TXT", name, String.class::cast);
    }

    @Override
    public CompletionStage<DnsAnswer<MailExchanger>> mailExchangers(String domain) {
        CompletionStage<DnsAnswer<MailExchanger>> answer = ask("MX", domain, MailExchanger.class::cast);
        return answer.thenApply(any -> new DnsAnswer<>(
                any.kind(),
                any.records().stream()
                        .sorted(Comparator.comparingInt(MailExchanger::preference))
                        .toList(),
                any.ttl(),
                any.detail()));
    }

    private <T> CompletionStage<DnsAnswer<T>> ask(String type, String name, Function<Object, T> cast) {
        CompletableFuture<DnsAnswer<T>> stage = new CompletableFuture<>();
        String key = key(name);
        lock.lock();
        try {
            questions.add(type + " " + key);
            DnsAnswer<T> answer = answer(type, key, cast);
            if (isBelow(key, held)) {
                waiting.add(() -> stage.complete(answer));
                return stage;
            }
            stage.complete(answer);
        } finally {
            lock.unlock();
        }
        return stage;
    }

    private <T> DnsAnswer<T> answer(String type, String key, Function<Object, T> cast) {
        if (isBelow(key, failing)) {
            return DnsAnswer.failed(key + " fails, as the test wants it to");
        }
        List<Object> found = records.getOrDefault(type + " " + key, List.of());
        if (!found.isEmpty()) {
            return DnsAnswer.found(found.stream().map(cast).toList(), TTL);
        }
        return names.contains(key) ? DnsAnswer.noRecord(TTL) : DnsAnswer.noName(TTL);
    }

    private static boolean isBelow(String key, Set<String> these) {
        return these.stream().anyMatch(name -> key.equals(name) || key.endsWith("." + name));
    }

    private ScriptedDns add(String type, String name, Object data) {
        return in(() -> {
            names.add(key(name));
            records.computeIfAbsent(type + " " + key(name), none -> new ArrayList<>())
                    .add(data);
        });
    }

    private ScriptedDns in(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
        return this;
    }

    private static String key(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static String reverse(InetAddress address) {
        return ReverseName.of(address) + (address.getAddress().length == 4 ? ".in-addr.arpa" : ".ip6.arpa");
    }

    private static InetAddress parse(String address) {
        if (!address.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':')) {
            throw new IllegalArgumentException("Not an IP address: " + address);
        }
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("Not an IP address: " + address, e);
        }
    }
}
