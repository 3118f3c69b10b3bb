package io.github.hikyaku.account;

import io.github.hikyaku.internal.LatestMap;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers of a directory, each kept for a while; who asks for one that is on its way waits for it. Good and bad answers are
 * kept apart, so that a flood of names that do not exist drives out none that do. The lock is never held while the
 * directory is asked.
 */
final class AnswerCache<K, V> {
    /** How long good and bad answers are kept, how long after that a good one serves while the directory is away, and how many. */
    record Lives(Duration positive, Duration negative, Duration stale, int most) {}

    private record Entry<V>(V answer, Instant from, Instant until) {
        boolean isFresh(Instant now) {
            // Not before it was made either: the clock may have been set back.
            return !now.isBefore(from) && now.isBefore(until);
        }
    }

    private final Lives lives;
    private final InstantSource clock;
    private final Predicate<V> isPositive;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<K, Entry<V>> positive;
    private final Map<K, Entry<V>> negative;
    private final Map<K, CompletableFuture<V>> flights = new HashMap<>();
    private long generation;

    AnswerCache(Lives lives, InstantSource clock, Predicate<V> isPositive) {
        this.lives = lives;
        this.clock = clock;
        this.isPositive = isPositive;
        this.positive = new LatestMap<>(lives.most);
        this.negative = new LatestMap<>(lives.most);
    }

    V get(K key, Supplier<V> ask) {
        CompletableFuture<V> flight;
        boolean mine;
        long begun;
        lock.lock();
        try {
            Entry<V> entry = positive.getOrDefault(key, negative.get(key));
            if (entry != null && entry.isFresh(clock.instant())) {
                return entry.answer;
            }
            flight = flights.get(key);
            mine = flight == null;
            begun = generation;
            if (flight == null) {
                flight = new CompletableFuture<>();
                flights.put(key, flight);
            }
        } finally {
            lock.unlock();
        }
        return mine ? fly(key, ask, flight, begun) : await(flight);
    }

    private V fly(K key, Supplier<V> ask, CompletableFuture<V> flight, long begun) {
        try {
            V answer = askOrServeStale(key, ask, begun);
            land(key, flight);
            flight.complete(answer);
            return answer;
        } catch (RuntimeException | Error e) {
            land(key, flight);
            flight.completeExceptionally(e);
            throw e;
        }
    }

    private V askOrServeStale(K key, Supplier<V> ask, long begun) {
        V answer;
        try {
            answer = ask.get();
        } catch (AccountsUnavailableException e) {
            V old = stale(key);
            if (old == null) {
                throw e;
            }
            return old;
        }
        keep(key, answer, begun);
        return answer;
    }

    private void keep(K key, V answer, long begun) {
        boolean good = isPositive.test(answer);
        lock.lock();
        try {
            if (begun != generation) {
                return; // asked before all was forgotten
            }
            positive.remove(key);
            negative.remove(key);
            Instant now = clock.instant();
            Duration life = good ? lives.positive : lives.negative;
            (good ? positive : negative).put(key, new Entry<>(answer, now, now.plus(life)));
        } finally {
            lock.unlock();
        }
    }

    private @Nullable V stale(K key) {
        lock.lock();
        try {
            Entry<V> entry = positive.get(key);
            return entry != null && clock.instant().isBefore(entry.until.plus(lives.stale)) ? entry.answer : null;
        } finally {
            lock.unlock();
        }
    }

    private void land(K key, CompletableFuture<V> flight) {
        lock.lock();
        try {
            flights.remove(key, flight);
        } finally {
            lock.unlock();
        }
    }

    private V await(CompletableFuture<V> flight) {
        try {
            return flight.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AccountsUnavailableException("Interrupted while another asked the directory", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AccountsUnavailableException away) {
                throw new AccountsUnavailableException(String.valueOf(away.getMessage()), away);
            }
            throw new IllegalStateException("The directory failed", e.getCause());
        }
    }

    void clear() {
        lock.lock();
        try {
            generation++;
            positive.clear();
            negative.clear();
            flights.clear();
        } finally {
            lock.unlock();
        }
    }
}
