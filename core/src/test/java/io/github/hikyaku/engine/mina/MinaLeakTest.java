package io.github.hikyaku.engine.mina;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.engine.ListenerConfig;
import io.github.hikyaku.engine.NetworkEngine;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.tls.TestCertificates;
import io.github.hikyaku.tls.Tls;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Engines come and go in one JVM, and leave nothing behind. */
@Timeout(60)
class MinaLeakTest {
    private static final File HANDLES = new File("/proc/self/fd");
    private static final Tls TLS = Tls.selfSigned();
    private static final SSLContext CLIENT = TestCertificates.trusting(TLS);

    private static void cycle(boolean used) throws Exception {
        Talk.Shared shared = new Talk.Shared();
        try (NetworkEngine engine = MinaEngine.create(Limits.defaults(), Optional.of(TLS), Optional.empty())) {
            InetSocketAddress address = null;
            for (TlsMode mode : TlsMode.values()) {
                address = engine.listen(
                                new ListenerConfig(InetAddress.getLoopbackAddress(), 0, mode),
                                shared::open,
                                new Watcher())
                        .address();
            }
            if (used) {
                try (Caller caller = Caller.tls(address, CLIENT)) {
                    assertThat(caller.line()).startsWith("hello");
                    engine.close(Duration.ofSeconds(5));
                }
            }
        }
        assertThat(shared.closed.get()).isEqualTo(shared.opened.get());
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("hikyaku-"))
                .count();
    }

    private static int handles() {
        String[] names = HANDLES.list();
        return names == null ? -1 : names.length;
    }

    @Test
    void aHundredCyclesLeaveNoThreadAndNoHandle() throws Exception {
        assumeThat(HANDLES).isDirectory();
        cycle(true);
        int handles = handles();
        for (int i = 0; i < 100; i++) {
            cycle(i % 5 == 0);
        }
        await().untilAsserted(() -> assertThat(threads()).isZero());
        await().untilAsserted(() -> assertThat(handles()).isLessThanOrEqualTo(handles));
    }

    @Test
    void theEnginesThreadsAreDaemonsAndBearItsName() throws Exception {
        Talk.Shared shared = new Talk.Shared();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (NetworkEngine engine = MinaEngine.create(Limits.defaults(), Optional.empty(), Optional.empty())) {
            InetSocketAddress address = engine.listen(
                            new ListenerConfig(InetAddress.getLoopbackAddress(), 0, TlsMode.NONE),
                            shared::open,
                            new Watcher())
                    .address();
            try (Caller caller = Caller.plain(address)) {
                assertThat(caller.line()).isEqualTo("hello");
                Set<Thread> made = new HashSet<>(Thread.getAllStackTraces().keySet());
                made.removeAll(before);
                assertThat(made).allMatch(Thread::isDaemon);
                assertThat(made.stream().filter(thread -> thread.getName().matches("hikyaku-\\d+-io-\\d+")))
                        .hasSize(2); // one accepts, one moves octets
                assertThat(made).noneMatch(thread -> thread.getName().matches("(Processor|Acceptor|Nio).*"));
            }
        }
    }

    @Test
    void anEngineThatOnlyFailsToListenLeavesNothing() throws Exception {
        NetworkEngine engine = MinaEngine.create(Limits.defaults(), Optional.empty(), Optional.empty());
        engine.close();
        engine.close();
        await().untilAsserted(() -> assertThat(threads()).isZero());
    }
}
