package io.github.hikyaku.engine;

import java.net.InetSocketAddress;

/**
 * Hears what becomes of a listener's connections. Called by the thread that noticed, in the order of one connection's
 * life; must return soon, be safe for use by many threads, and not throw.
 */
public interface ConnectionObserver {
    /** One that does not care. */
    ConnectionObserver NONE = new ConnectionObserver() {};

    /**
     * Which connection is meant.
     *
     * @param id its name, unique in this JVM
     * @param local the address on this side
     * @param remote the address of the peer
     */
    record Ends(String id, InetSocketAddress local, InetSocketAddress remote) {}

    /** A peer has connected and is within the limits; TLS comes later. */
    default void opened(Ends ends) {}

    /** A peer was turned away; {@code limit} is the limit's name in {@link Limits}. */
    default void refused(Ends ends, String limit) {}

    /** TLS stands. */
    default void tlsEstablished(Ends ends, TlsInfo tls) {}

    /** TLS could not be agreed on; the connection is being closed. */
    default void tlsFailed(Ends ends, Throwable cause) {}

    /** A session's method or task threw, or something that it waited for failed. */
    default void failed(Ends ends, Throwable cause) {}

    /** An opened connection is over; the octets are those of the protocol, inside TLS. */
    default void closed(Ends ends, long octetsIn, long octetsOut) {}
}
