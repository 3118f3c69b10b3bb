package io.github.hikyaku.engine.mina;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.mina.core.session.IoSession;
import org.apache.mina.core.session.IoSessionAttributeMap;
import org.jspecify.annotations.Nullable;

/** A session's attributes: its wire, and the very few that the library sets. */
final class Attributes implements IoSessionAttributeMap {
    /** The key of the wire. */
    static final Object WIRE = new Object();

    private final MinaWire wire;
    private volatile @Nullable Map<Object, Object> others;

    Attributes(MinaWire wire) {
        this.wire = wire;
    }

    /** The others, or nothing as long as there is none: ten thousand empty maps are worth saving. */
    private Map<Object, Object> others() {
        Map<Object, Object> map = others;
        return map == null ? Map.of() : map;
    }

    private synchronized Map<Object, Object> othersToChange() {
        Map<Object, Object> map = others;
        if (map == null) {
            map = new ConcurrentHashMap<>(2);
            others = map;
        }
        return map;
    }

    @Override
    public @Nullable Object getAttribute(IoSession session, Object key, @Nullable Object fallback) {
        if (key == WIRE) {
            return wire;
        }
        Object value = others().get(key);
        return value == null ? fallback : value;
    }

    @Override
    public @Nullable Object setAttribute(IoSession session, Object key, @Nullable Object value) {
        return value == null ? othersToChange().remove(key) : othersToChange().put(key, value);
    }

    @Override
    public @Nullable Object setAttributeIfAbsent(IoSession session, Object key, @Nullable Object value) {
        return value == null ? null : othersToChange().putIfAbsent(key, value);
    }

    @Override
    public @Nullable Object removeAttribute(IoSession session, Object key) {
        return othersToChange().remove(key);
    }

    @Override
    public boolean removeAttribute(IoSession session, Object key, @Nullable Object value) {
        return value != null && othersToChange().remove(key, value);
    }

    @Override
    public boolean replaceAttribute(IoSession session, Object key, Object before, Object after) {
        return Objects.equals(others().get(key), before) && othersToChange().replace(key, before, after);
    }

    @Override
    public boolean containsAttribute(IoSession session, Object key) {
        return key == WIRE || others().containsKey(key);
    }

    @Override
    public Set<Object> getAttributeKeys(IoSession session) {
        return Set.copyOf(others().keySet());
    }

    @Override
    public void dispose(IoSession session) {
        others = null;
    }
}
