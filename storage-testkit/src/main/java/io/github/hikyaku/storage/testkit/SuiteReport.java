package io.github.hikyaku.storage.testkit;

import io.github.hikyaku.storage.StoreFeature;
import io.github.hikyaku.storage.testkit.ImapCapabilities.Row;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * What came of a run of the suite: how each topic ended, and which IMAP capabilities follow. Tests of many threads may
 * add to it.
 */
final class SuiteReport {
    /** How a test ended; of two runs of one test the later in this order counts. */
    enum Outcome {
        SKIPPED,
        PASSED,
        FAILED
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final String tester;
    private final Map<Class<?>, Map<String, Outcome>> topics =
            new TreeMap<>(Comparator.comparing((Class<?> topic) -> topic.getName()));
    private String store = "could not be opened";
    private @Nullable Set<StoreFeature> declared;

    /**
     * An empty report.
     *
     * @param tester the test class that runs the suite
     */
    SuiteReport(String tester) {
        this.tester = tester;
    }

    String tester() {
        return tester;
    }

    /** Takes what a test saw of the store. A feature that it does not declare each time counts as not declared. */
    void store(String name, Set<StoreFeature> features) {
        lock.lock();
        try {
            store = name;
            if (declared == null) {
                declared = EnumSet.allOf(StoreFeature.class);
            }
            declared.retainAll(features);
        } finally {
            lock.unlock();
        }
    }

    void test(Class<?> topic, String method, Outcome outcome) {
        lock.lock();
        try {
            topics.computeIfAbsent(topic, t -> new TreeMap<>())
                    .merge(method, outcome, (one, other) -> one.compareTo(other) > 0 ? one : other);
        } finally {
            lock.unlock();
        }
    }

    /** Whether of each topic that was run all tests were: else a filter chose among them, and it says nothing. */
    boolean isWhole() {
        lock.lock();
        try {
            return !topics.isEmpty()
                    && topics.entrySet().stream()
                            .allMatch(topic -> topic.getValue().keySet().containsAll(tests(topic.getKey())));
        } finally {
            lock.unlock();
        }
    }

    private static Set<String> tests(Class<?> topic) {
        return Arrays.stream(topic.getDeclaredMethods())
                .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
                .map(method -> method.getName())
                .collect(Collectors.toSet());
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            StringBuilder text = new StringBuilder();
            text.append("Store: ")
                    .append(store)
                    .append(", tested by ")
                    .append(tester)
                    .append('\n');
            text.append("Features: ").append(listed(declared())).append('\n');
            text.append("Topics:\n");
            topics.forEach((topic, tests) ->
                    text.append("  ").append(line(topic, tests)).append('\n'));
            Set<String> earned = new TreeSet<>();
            StringBuilder others = new StringBuilder();
            for (Row row : ImapCapabilities.table()) {
                why(row).ifPresentOrElse(
                                reason -> others.append("  " + row.capability() + ": " + reason + '\n'),
                                () -> earned.add(row.capability()));
            }
            text.append("IMAP capabilities earned: ").append(listed(earned)).append('\n');
            return others.length() == 0
                    ? text.toString()
                    : text.append("IMAP capabilities not earned:\n")
                            .append(others)
                            .toString();
        } finally {
            lock.unlock();
        }
    }

    private Set<StoreFeature> declared() {
        return declared == null ? Set.of() : declared;
    }

    private static String listed(Set<?> things) {
        return things.isEmpty()
                ? "none"
                : things.stream().map(Object::toString).sorted().collect(Collectors.joining(" "));
    }

    private static String line(Class<?> topic, Map<String, Outcome> tests) {
        StringBuilder line = new StringBuilder(String.format(
                "%-7s %-22s %3d passed", verdict(tests), topic.getSimpleName(), count(tests, Outcome.PASSED)));
        if (count(tests, Outcome.SKIPPED) > 0) {
            line.append(", ").append(count(tests, Outcome.SKIPPED)).append(" skipped");
        }
        if (count(tests, Outcome.FAILED) > 0) {
            line.append(", failed: ")
                    .append(tests.keySet().stream()
                            .filter(name -> tests.get(name) == Outcome.FAILED)
                            .collect(Collectors.joining(", ")));
        }
        return line.toString();
    }

    private static long count(Map<String, Outcome> tests, Outcome outcome) {
        return tests.values().stream().filter(outcome::equals).count();
    }

    /** A topic is green if some of its tests passed and none failed: a store may leave parts of one out. */
    private static String verdict(Map<String, Outcome> tests) {
        if (count(tests, Outcome.FAILED) > 0) {
            return "failed";
        }
        return count(tests, Outcome.PASSED) > 0 ? "green" : "skipped";
    }

    /** What stands in the way of a capability; empty if it is earned. */
    private Optional<String> why(Row row) {
        Set<StoreFeature> missing = new TreeSet<>(row.features());
        missing.removeAll(declared());
        if (!missing.isEmpty()) {
            return Optional.of("the store does not declare " + listed(missing));
        }
        Set<String> reasons = new TreeSet<>();
        for (Class<?> topic : row.topics()) {
            Map<String, Outcome> tests = topics.get(topic);
            String verdict = tests == null ? "was not run" : verdict(tests);
            if (!verdict.equals("green")) {
                reasons.add(topic.getSimpleName() + " " + verdict);
            }
        }
        return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", reasons));
    }
}
