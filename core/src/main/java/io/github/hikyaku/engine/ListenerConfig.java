package io.github.hikyaku.engine;

import java.net.InetAddress;
import java.util.List;

/**
 * Where a service listens.
 *
 * @param address the address to bind
 * @param port 0 for a free one, or 1 to 65535
 * @param tls when TLS starts
 * @param proxies whose connections begin with a header of HAProxy's PROXY protocol, before TLS even, which names the true
 *     client: its address is what counts from then on. From these addresses nothing else is taken
 */
public record ListenerConfig(InetAddress address, int port, TlsMode tls, List<Net> proxies) {
    /** Checks the port. */
    public ListenerConfig {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("Not a port: " + port);
        }
        proxies = List.copyOf(proxies);
    }

    /** A listener to which clients connect themselves. */
    public ListenerConfig(InetAddress address, int port, TlsMode tls) {
        this(address, port, tls, List.of());
    }

    /** Whether connections from this address begin with a PROXY header. */
    public boolean isProxy(InetAddress remote) {
        return Net.anyContains(proxies, remote);
    }

    /** The same on another address. */
    public ListenerConfig withAddress(InetAddress other) {
        return new ListenerConfig(other, port, tls, proxies);
    }

    /** The same on another port. */
    public ListenerConfig withPort(int other) {
        return new ListenerConfig(address, other, tls, proxies);
    }

    /** The same with another start of TLS. */
    public ListenerConfig withTls(TlsMode other) {
        return new ListenerConfig(address, port, other, proxies);
    }

    /** The same behind other proxies. */
    public ListenerConfig withProxies(List<Net> others) {
        return new ListenerConfig(address, port, tls, others);
    }
}
