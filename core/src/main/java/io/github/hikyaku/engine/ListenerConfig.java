package io.github.hikyaku.engine;

import java.net.InetAddress;

/**
 * Where a service listens.
 *
 * @param address the address to bind
 * @param port 0 for a free one, or 1 to 65535
 * @param tls when TLS starts
 */
public record ListenerConfig(InetAddress address, int port, TlsMode tls) {
    /** Checks the port. */
    public ListenerConfig {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("Not a port: " + port);
        }
    }
}
