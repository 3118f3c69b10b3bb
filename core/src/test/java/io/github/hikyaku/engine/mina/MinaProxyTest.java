package io.github.hikyaku.engine.mina;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.engine.ListenerConfig;
import io.github.hikyaku.engine.Net;
import io.github.hikyaku.engine.NetworkEngine;
import io.github.hikyaku.engine.ProtocolSession;
import io.github.hikyaku.engine.SessionFactory;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.tls.TestCertificates;
import io.github.hikyaku.tls.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that a proxy makes for others. */
@Timeout(30)
class MinaProxyTest {
    private static final Tls TLS = Tls.selfSigned("localhost");
    private static final SSLContext CLIENT = TestCertificates.trusting(TLS);
    private static final String HEADER = "PROXY TCP4 203.0.113.9 192.0.2.1 55933 25\r\n";

    private final Talk.Shared shared = new Talk.Shared();
    private final Watcher watcher = new Watcher();
    private NetworkEngine engine = engine(Limits.defaults());

    private static NetworkEngine engine(Limits limits) {
        return MinaEngine.create(limits, Optional.of(TLS), Optional.empty());
    }

    private void limits(Limits limits) {
        engine.close();
        engine = engine(limits);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private InetSocketAddress listen(TlsMode mode, String... proxies) throws IOException {
        List<Net> nets = List.of(proxies).stream().map(Net::of).toList();
        ListenerConfig config = new ListenerConfig(InetAddress.getLoopbackAddress(), 0, mode, nets);
        SessionFactory sessions = new SessionFactory() {
            @Override
            public ProtocolSession open(Connection connection) {
                return shared.open(connection);
            }

            @Override
            public byte[] refusal() {
                return "busy\r\n".getBytes(StandardCharsets.US_ASCII);
            }
        };
        return engine.listen(config, sessions, watcher).address();
    }

    /** What the peer reads before the connection is closed, or null if it is closed, or reset, before that. */
    private static String lineOrEnd(Caller caller) throws IOException {
        try {
            return caller.line();
        } catch (SocketException reset) {
            return null;
        }
    }

    @Test
    void theClientOfTheHeaderIsTheClient() throws Exception {
        try (Caller caller = Caller.plain(listen(TlsMode.NONE, "127.0.0.0/8"))) {
            caller.send(HEADER + "who\r\n");
            assertThat(caller.line()).isEqualTo("hello");
            assertThat(caller.line()).isEqualTo("/203.0.113.9:55933");
        }
    }

    @Test
    void nothingIsSaidBeforeTheHeaderIsWhole() throws Exception {
        try (Caller caller = Caller.plain(listen(TlsMode.NONE, "127.0.0.1"))) {
            for (char c : HEADER.toCharArray()) {
                assertThat(shared.opened).hasValue(0);
                caller.send(String.valueOf(c));
            }
            assertThat(caller.line()).isEqualTo("hello");
            assertThat(caller.ask("one")).isEqualTo("one");
        }
    }

    @Test
    void theHeaderComesBeforeTls() throws Exception {
        try (Caller caller = Caller.plain(listen(TlsMode.IMPLICIT, "127.0.0.1"))) {
            caller.send(HEADER);
            caller.startTls(CLIENT);
            assertThat(caller.line()).isEqualTo("hello TLSv1.3");
            assertThat(caller.ask("who")).isEqualTo("/203.0.113.9:55933");
        }
        await().untilAsserted(() -> assertThat(watcher.events).hasSize(3).startsWith("opened", "tls TLSv1.3"));
    }

    @Test
    void aProxyMaySpeakForItself() throws Exception {
        try (Caller caller = Caller.plain(listen(TlsMode.NONE, "127.0.0.1"))) {
            caller.send("\r\n\r\n\0\r\nQUIT\n\u0020\0\0\0");
            assertThat(caller.line()).isEqualTo("hello");
            assertThat(caller.ask("who")).endsWith(":" + caller.socket().getLocalPort());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO x\r\n", "PROXY TCP4 203.0.113.9\r\n", "\r\n\r\n\0\r\nQUIT\n\u0031\u0011\0\0"})
    void fromAProxyNothingElseIsTaken(String text) throws Exception {
        try (Caller caller = Caller.plain(listen(TlsMode.NONE, "127.0.0.1"))) {
            caller.send(text);
            assertThat(lineOrEnd(caller)).isNull();
        }
        assertThat(watcher.events).containsExactly("refused proxyProtocol");
        await().untilAsserted(() -> assertThat(engine.connections()).isZero());
    }

    @Test
    void aHeaderHasItsTime() throws Exception {
        limits(Limits.defaults().with(l -> l.loginTimeout(Duration.ofMillis(50))));
        try (Caller caller = Caller.plain(listen(TlsMode.NONE, "127.0.0.1"))) {
            caller.send("PROXY ");
            assertThat(lineOrEnd(caller)).isNull();
        }
        assertThat(watcher.events).containsExactly("refused loginTimeout");
        await().untilAsserted(() -> assertThat(engine.connections()).isZero());
    }

    @Test
    void fromOthersAHeaderIsALineLikeAnyOther() throws Exception {
        try (Caller caller = Caller.plain(listen(TlsMode.NONE, "192.0.2.0/24"))) {
            caller.line();
            assertThat(caller.ask(HEADER.strip())).isEqualTo(HEADER.strip());
            assertThat(caller.ask("who")).endsWith(":" + caller.socket().getLocalPort());
        }
    }

    @Test
    void limitsPerAddressCountTheClient() throws Exception {
        limits(Limits.defaults().with(l -> l.maxConnectionsPerAddress(1)));
        InetSocketAddress address = listen(TlsMode.NONE, "127.0.0.1");
        List<Caller> open = new ArrayList<>();
        try {
            for (String client : List.of("203.0.113.1", "203.0.113.2", "203.0.113.1")) {
                Caller caller = Caller.plain(address);
                open.add(caller);
                caller.send("PROXY TCP4 " + client + " 192.0.2.1 1 25\r\n");
                assertThat(caller.line()).isEqualTo(open.size() < 3 ? "hello" : "busy");
            }
            assertThat(watcher.events).containsExactly("opened", "opened", "refused maxConnectionsPerAddress");
        } finally {
            for (Caller caller : open) {
                caller.close();
            }
        }
        await().untilAsserted(() -> assertThat(engine.connections()).isZero());
        try (Caller again = Caller.plain(address)) {
            again.send("PROXY TCP4 203.0.113.1 192.0.2.1 1 25\r\n");
            assertThat(again.line()).isEqualTo("hello");
        }
    }

    @Test
    void aPeerThatIsGoneBeforeItsHeaderHasNoSession() throws Exception {
        InetSocketAddress address = listen(TlsMode.NONE, "127.0.0.1");
        Caller.plain(address).send("PROXY TCP4").close();
        try (Caller caller = Caller.plain(address)) {
            caller.send(HEADER);
            assertThat(caller.line()).isEqualTo("hello");
        }
        await().untilAsserted(() -> assertThat(engine.connections()).isZero());
        engine.close(Duration.ofSeconds(5));
        assertThat(shared.opened).hasValue(1);
        assertThat(shared.closed).hasValue(1);
    }
}
