package io.github.hikyaku.engine.mina;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hikyaku.engine.ConnectionObserver;
import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.engine.ListenerConfig;
import io.github.hikyaku.engine.NetworkEngine;
import io.github.hikyaku.engine.TlsMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An error that is met on behalf of one connection costs no other one anything, and the engine can still be closed. */
@Timeout(30)
class EngineErrorTest {
    private final Talk.Shared shared = new Talk.Shared();
    private NetworkEngine engine =
            MinaEngine.create(Limits.defaults().with(l -> l.maxConnections(1)), Optional.empty(), Optional.empty());

    @AfterEach
    void close() {
        engine.close();
    }

    private InetSocketAddress listen(ConnectionObserver observer) throws IOException {
        return engine.listen(
                        new ListenerConfig(InetAddress.getLoopbackAddress(), 0, TlsMode.NONE), shared::open, observer)
                .address();
    }

    @Test
    void anErrorOnTheThreadThatMovesOctets() throws Exception {
        boolean[] failed = {false};
        InetSocketAddress address = listen(new ConnectionObserver() {
            @Override
            public void opened(Ends ends) {
                if (!failed[0]) {
                    failed[0] = true;
                    throw new ExpectedError();
                }
            }
        });
        try (Caller lost = Caller.plain(address)) {
            assertThat(lost.line()).isNull();
        }
        isServed(address);
    }

    @Test
    void anErrorOnTheThreadThatAccepts() throws Exception {
        InetSocketAddress address = listen(new ConnectionObserver() {
            @Override
            public void refused(Ends ends, String limit) {
                throw new ExpectedError();
            }
        });
        try (Caller first = Caller.plain(address);
                Caller refused = Caller.plain(address)) {
            assertThat(first.line()).isEqualTo("hello");
            assertThat(refused.line()).isNull();
        }
        isServed(address);
    }

    private void isServed(InetSocketAddress address) throws IOException {
        await().until(() -> engine.connections() == 0);
        try (Caller next = Caller.plain(address)) {
            assertThat(next.line()).isEqualTo("hello");
            assertThat(next.ask("one")).isEqualTo("one");
        }
    }

    /** Without a stack trace, which the log of a green build does not need. */
    private static final class ExpectedError extends Error {
        private static final long serialVersionUID = 1L;

        ExpectedError() {
            super("expected by this test", null, false, false);
        }
    }
}
