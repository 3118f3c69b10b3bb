package io.github.hikyaku.internal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map that holds so many entries and no more: what was touched longest ago goes first. So that what strangers can put into it
 * has a bound. Not safe for use by many threads, not even to read.
 *
 * @param <K> as in {@link Map}
 * @param <V> as in {@link Map}
 */
public final class LatestMap<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    private final int most;

    /** An empty one for {@code most} entries, one or more. */
    public LatestMap(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
