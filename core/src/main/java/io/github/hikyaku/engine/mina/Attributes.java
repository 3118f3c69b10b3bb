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
    private final Map<Object, Object> others = new ConcurrentHashMap<>(2);

    Attributes(MinaWire wire) {
        this.wire = wire;
    }

    @Override
    public @Nullable Object getAttribute(IoSession session, Object key, @Nullable Object fallback) {
        if (key == WIRE) {
            return wire;
        }
        Object value = others.get(key);
        return value == null ? fallback : value;
    }

    @Override
    public @Nullable Object setAttribute(IoSession session, Object key, @Nullable Object value) {
        return value == null ? others.remove(key) : others.put(key, value);
    }

    @Override
    public @Nullable Object setAttributeIfAbsent(IoSession session, Object key, @Nullable Object value) {
        return value == null ? null : others.putIfAbsent(key, value);
    }

    @Override
    public @Nullable Object removeAttribute(IoSession session, Object key) {
        return others.remove(key);
    }

    @Override
    public boolean removeAttribute(IoSession session, Object key, @Nullable Object value) {
        return value != null && others.remove(key, value);
    }

    @Override
    public boolean replaceAttribute(IoSession session, Object key, Object before, Object after) {
        return Objects.equals(others.get(key), before) && others.replace(key, before, after);
    }

    @Override
    public boolean containsAttribute(IoSession session, Object key) {
        return key == WIRE || others.containsKey(key);
    }

    @Override
    public Set<Object> getAttributeKeys(IoSession session) {
        return Set.copyOf(others.keySet());
    }

    @Override
    public void dispose(IoSession session) {
        others.clear();
    }
}
