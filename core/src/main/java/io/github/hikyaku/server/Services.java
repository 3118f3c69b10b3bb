package io.github.hikyaku.server;

import io.github.hikyaku.engine.ListenerConfig;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The services of one server: no name and no port twice. */
final class Services {
    private final Map<String, ProtocolService> byName = new LinkedHashMap<>();

    void add(ProtocolService service) {
        if (byName.containsKey(service.name())) {
            throw new IllegalArgumentException(
                    "There is a service named " + service.name() + " already: give one of them another name");
        }
        for (ProtocolService other : byName.values()) {
            if (collide(service.listener(), other.listener())) {
                throw new IllegalArgumentException("Services " + other.name() + " and " + service.name()
                        + " are both to listen on port " + service.listener().port() + " of one address");
            }
        }
        byName.put(service.name(), service);
    }

    private static boolean collide(ListenerConfig one, ListenerConfig other) {
        InetAddress address = one.address();
        return one.port() != 0
                && one.port() == other.port()
                && (address.isAnyLocalAddress()
                        || other.address().isAnyLocalAddress()
                        || address.equals(other.address()));
    }

    List<ProtocolService> all() {
        return List.copyOf(byName.values());
    }
}
