package io.github.hikyaku.defence;

import io.github.hikyaku.internal.LatestMap;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who has tried when, in bounded memory: of too many entries of a kind, those of the longest ago go. Clients that only try
 * push out each other, not those that have come back. Used by one thread at a time.
 */
final class GreylistTable {
    /** What an entry says of its key. */
    enum Kind {
        /** A triplet that has tried; {@code seconds} is when it did first. */
        TRIED('T'),
        /** A triplet that has come back; {@code seconds} is when it was seen last. */
        PASSED('P'),
        /** A network with so many triplets that have; {@code seconds} is when it was seen last. */
        NETWORK('N');

        private final char letter;

        Kind(char letter) {
            this.letter = letter;
        }

        char letter() {
            return letter;
        }

        static @Nullable Kind of(char letter) {
            for (Kind kind : values()) {
                if (kind.letter == letter) {
                    return kind;
                }
            }
            return null;
        }
    }

    /**
     * What is known of a key.
     *
     * @param key a hash in hexadecimal digits
     * @param seconds since 1970
     */
    record Entry(Kind kind, String key, long seconds, int count) {}

    /** Times and numbers. */
    record Rules(Duration delay, Duration window, Duration life, int networkAfter, int maxEntries) {}

    /** How often the last time of an entry is told anew: what is lost is this much of its life. */
    private static final long REFRESH = Duration.ofHours(12).toSeconds();

    private final Rules rules;
    private final Map<Kind, Map<String, Entry>> entries;

    GreylistTable(Rules rules) {
        this.rules = rules;
        this.entries = Map.of(
                Kind.TRIED, new LatestMap<>(rules.maxEntries()),
                Kind.PASSED, new LatestMap<>(rules.maxEntries()),
                Kind.NETWORK, new LatestMap<>(rules.maxEntries()));
    }

    private Map<String, Entry> of(Kind kind) {
        Map<String, Entry> found = entries.get(kind);
        if (found == null) {
            throw new AssertionError(kind);
        }
        return found;
    }

    /** Takes what was known before. */
    void restore(Entry entry) {
        of(entry.kind()).put(entry.key(), entry);
        if (entry.kind() == Kind.PASSED) {
            of(Kind.TRIED).remove(entry.key());
        }
    }

    /**
     * Judges an attempt.
     *
     * @param told hears each entry that is new or changed
     * @return how long the client has to wait; zero if it may pass
     */
    Duration attempt(String triplet, String network, long now, BiConsumer<Kind, Entry> told) {
        Entry known = alive(Kind.NETWORK, network, now);
        if (known != null && known.count() >= rules.networkAfter()) {
            refresh(known, now, told);
            return Duration.ZERO;
        }
        Entry passed = alive(Kind.PASSED, triplet, now);
        if (passed != null) {
            refresh(passed, now, told);
            return Duration.ZERO;
        }
        Entry tried = of(Kind.TRIED).get(triplet);
        long since = tried == null ? 0 : now - tried.seconds();
        if (tried == null || since < 0 || since > rules.window().toSeconds()) {
            put(new Entry(Kind.TRIED, triplet, now, 0), told);
            return rules.delay();
        }
        long left = rules.delay().toSeconds() - since;
        if (left > 0) {
            return Duration.ofSeconds(left);
        }
        of(Kind.TRIED).remove(triplet);
        put(new Entry(Kind.PASSED, triplet, now, 0), told);
        put(new Entry(Kind.NETWORK, network, now, known == null ? 1 : known.count() + 1), told);
        return Duration.ZERO;
    }

    private @Nullable Entry alive(Kind kind, String key, long now) {
        Entry entry = of(kind).get(key);
        if (entry != null && now - entry.seconds() > rules.life().toSeconds()) {
            of(kind).remove(key);
            return null;
        }
        return entry;
    }

    private void refresh(Entry entry, long now, BiConsumer<Kind, Entry> told) {
        if (now - entry.seconds() >= REFRESH) {
            put(new Entry(entry.kind(), entry.key(), now, entry.count()), told);
        }
    }

    private void put(Entry entry, BiConsumer<Kind, Entry> told) {
        of(entry.kind()).put(entry.key(), entry);
        told.accept(entry.kind(), entry);
    }

    /** All entries that have not outlived themselves, the oldest of each kind first. */
    Iterable<Entry> all(long now) {
        return () -> entries.values().stream()
                .flatMap(kind -> kind.values().stream())
                .filter(entry -> now - entry.seconds()
                        <= (entry.kind() == Kind.TRIED ? rules.window() : rules.life()).toSeconds())
                .iterator();
    }

    int size() {
        return entries.values().stream().mapToInt(Map::size).sum();
    }
}
