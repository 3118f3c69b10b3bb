package io.github.hikyaku.dns;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Answers, as long as they hold; of too many, those that were asked for last. */
final class AnswerCache {
    private static final Duration LONGEST = Duration.ofDays(1);

    /**
     * A question.
     *
     * @param name in lower case
     */
    record Key(String name, int type) {}

    private record Entry(DnsAnswer<?> answer, long until) {}

    private final int size;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    AnswerCache(int size, LongSupplier nanoTime) {
        this.size = size;
        this.nanoTime = nanoTime;
    }

    /** An answer with what is left of its time, or null. The type of a question says what its records are. */
    @SuppressWarnings("unchecked")
    <T> @Nullable DnsAnswer<T> get(Key key) {
        lock.lock();
        try {
            Entry entry = entries.get(key);
            if (entry == null) {
                return null;
            }
            long left = entry.until() - nanoTime.getAsLong();
            if (left <= 0) {
                entries.remove(key);
                return null;
            }
            DnsAnswer<T> answer = (DnsAnswer<T>) entry.answer();
            return new DnsAnswer<>(answer.kind(), answer.records(), Duration.ofNanos(left), answer.detail());
        } finally {
            lock.unlock();
        }
    }

    void put(Key key, DnsAnswer<?> answer) {
        if (answer.isFailed() || answer.ttl().isZero() || size == 0) {
            return;
        }
        Duration time = answer.ttl().compareTo(LONGEST) < 0 ? answer.ttl() : LONGEST;
        lock.lock();
        try {
            entries.put(key, new Entry(answer, nanoTime.getAsLong() + time.toNanos()));
            if (entries.size() > size) {
                entries.remove(entries.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }
}
