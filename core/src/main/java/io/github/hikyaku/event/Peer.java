package io.github.hikyaku.event;

import java.net.InetSocketAddress;

/**
 * Whose doing an event was.
 *
 * @param service the name of the service, such as {@code submission}
 * @param connectionId the connection's name, unique in this JVM
 * @param local the address on this side
 * @param remote the peer's address
 */
public record Peer(String service, String connectionId, InetSocketAddress local, InetSocketAddress remote) {}
