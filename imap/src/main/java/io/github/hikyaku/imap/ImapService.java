package io.github.hikyaku.imap;

import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.engine.ListenerConfig;
import io.github.hikyaku.engine.Net;
import io.github.hikyaku.engine.ProtocolSession;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.imap.internal.session.ImapSession;
import io.github.hikyaku.imap.internal.session.ImapSettings;
import io.github.hikyaku.server.ProtocolService;
import io.github.hikyaku.server.ServerContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * IMAP4rev1 on one listener. Immutable: each setter answers a changed copy.
 *
 * <p>Before the login a line, and the literals of a command together, have at most 8 KiB. After it a line may be as long
 * as a literal: {@link io.github.hikyaku.engine.Limits#maxLiteralLength}, or {@code maxLineLength} if that is more.
 */
public final class ImapService implements ProtocolService {
    private final ListenerConfig listener;
    private final ImapSettings settings;

    ImapService(String name, int port, TlsMode tls) {
        this(new ListenerConfig(new InetSocketAddress(port).getAddress(), port, tls), new ImapSettings(name, false));
    }

    private ImapService(ListenerConfig listener, ImapSettings settings) {
        this.listener = listener;
        this.settings = settings;
    }

    /** Listens on this port; 0 takes a free one. */
    public ImapService port(int port) {
        return new ImapService(listener.withPort(port), settings);
    }

    /** Listens on this address only, not on all. */
    public ImapService bind(InetAddress address) {
        return new ImapService(listener.withAddress(address), settings);
    }

    /** Goes by this name in events and in the server's table of addresses. */
    public ImapService name(String name) {
        return new ImapService(listener, new ImapSettings(name, settings.plaintextAuth()));
    }

    /**
     * Whose connections begin with a header of HAProxy's PROXY protocol, version 1 or 2, which names the true client: what counts
     * from then on. From these addresses nothing else is taken, and from others no header is. By default nobody's.
     */
    public ImapService proxyProtocol(Net... proxies) {
        return new ImapService(listener.withProxies(List.of(proxies)), settings);
    }

    /** Whether secrets may cross the wire in plaintext, without TLS. Off by default; meant for tests and for inner nets. */
    public ImapService plaintextAuth(boolean allowed) {
        return new ImapService(listener, new ImapSettings(settings.service(), allowed));
    }

    @Override
    public String name() {
        return settings.service();
    }

    @Override
    public ListenerConfig listener() {
        return listener;
    }

    @Override
    public ProtocolSession open(Connection connection, ServerContext context) {
        return new ImapSession(settings, connection, context);
    }

    @Override
    public byte[] refusal(ServerContext context) {
        // RFC 5530 §3
        return "* BYE [LIMIT] Too many connections\r\n".getBytes(StandardCharsets.US_ASCII);
    }
}
