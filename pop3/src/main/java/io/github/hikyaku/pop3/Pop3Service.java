package io.github.hikyaku.pop3;

import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.engine.ListenerConfig;
import io.github.hikyaku.engine.Net;
import io.github.hikyaku.engine.ProtocolSession;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.server.ProtocolService;
import io.github.hikyaku.server.ServerContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** POP3 on one listener. Immutable: each setter answers a changed copy. */
public final class Pop3Service implements ProtocolService {
    private final String name;
    private final ListenerConfig listener;
    private final boolean plaintextAuth;

    Pop3Service(String name, int port, TlsMode tls) {
        this(name, new ListenerConfig(new InetSocketAddress(port).getAddress(), port, tls), false);
    }

    private Pop3Service(String name, ListenerConfig listener, boolean plaintextAuth) {
        this.name = name;
        this.listener = listener;
        this.plaintextAuth = plaintextAuth;
    }

    /** Listens on this port; 0 takes a free one. */
    public Pop3Service port(int port) {
        return new Pop3Service(name, listener.withPort(port), plaintextAuth);
    }

    /** Listens on this address only, not on all. */
    public Pop3Service bind(InetAddress address) {
        return new Pop3Service(name, listener.withAddress(address), plaintextAuth);
    }

    /** Goes by this name in events and in the server's table of addresses. */
    public Pop3Service name(String newName) {
        return new Pop3Service(newName, listener, plaintextAuth);
    }

    /**
     * Whose connections begin with a header of HAProxy's PROXY protocol, version 1 or 2, which names the true client: what counts
     * from then on. From these addresses nothing else is taken, and from others no header is. By default nobody's.
     */
    public Pop3Service proxyProtocol(Net... proxies) {
        return new Pop3Service(name, listener.withProxies(List.of(proxies)), plaintextAuth);
    }

    /** Whether secrets may cross the wire in plaintext, without TLS. Off by default; meant for tests and for inner nets. */
    public Pop3Service plaintextAuth(boolean allowed) {
        return new Pop3Service(name, listener, allowed);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ListenerConfig listener() {
        return listener;
    }

    boolean isPlaintextAuth() {
        return plaintextAuth;
    }

    @Override
    public ProtocolSession open(Connection connection, ServerContext context) {
        return new Pop3Session(this, connection, context);
    }
}
