package io.github.hikyaku.server;

import io.github.hikyaku.engine.ConnectionObserver;
import io.github.hikyaku.engine.TlsInfo;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.MailEventListener;
import io.github.hikyaku.event.Peer;
import java.util.Optional;

/** Turns what the engine tells of one service's connections into events. */
record ConnectionEvents(String service, MailEventListener events) implements ConnectionObserver {
    @Override
    public void opened(Ends ends) {
        events.on(new MailEvent.ConnectionOpened(peer(ends)));
    }

    @Override
    public void refused(Ends ends, String limit) {
        events.on(new MailEvent.ConnectionRefused(peer(ends), limit));
    }

    @Override
    public void tlsEstablished(Ends ends, TlsInfo tls) {
        events.on(new MailEvent.TlsEstablished(peer(ends), tls.protocol(), tls.cipherSuite()));
    }

    @Override
    public void tlsFailed(Ends ends, Throwable cause) {
        events.on(new MailEvent.TlsFailed(peer(ends), cause));
    }

    @Override
    public void failed(Ends ends, Throwable cause) {
        events.on(new MailEvent.InternalError(Optional.of(peer(ends)), "session", cause));
    }

    @Override
    public void closed(Ends ends, long octetsIn, long octetsOut) {
        events.on(new MailEvent.ConnectionClosed(peer(ends), octetsIn, octetsOut));
    }

    private Peer peer(Ends ends) {
        return new Peer(service, ends.id(), ends.local(), ends.remote());
    }
}
