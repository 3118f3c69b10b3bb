package io.github.hikyaku.engine.mina;

import io.github.hikyaku.engine.ConnectionObserver;
import io.github.hikyaku.engine.TlsInfo;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what it hears. */
final class Watcher implements ConnectionObserver {
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<Throwable> causes = new CopyOnWriteArrayList<>();

    @Override
    public void opened(Ends ends) {
        events.add("opened");
    }

    @Override
    public void refused(Ends ends, String limit) {
        events.add("refused " + limit);
    }

    @Override
    public void tlsEstablished(Ends ends, TlsInfo tls) {
        events.add("tls " + tls.protocol());
    }

    @Override
    public void tlsFailed(Ends ends, Throwable cause) {
        events.add("tlsFailed");
        causes.add(cause);
    }

    @Override
    public void failed(Ends ends, Throwable cause) {
        events.add("failed");
        causes.add(cause);
    }

    @Override
    public void closed(Ends ends, long octetsIn, long octetsOut) {
        events.add("closed " + octetsIn + " " + octetsOut);
    }
}
