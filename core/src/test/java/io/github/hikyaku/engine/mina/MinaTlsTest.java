package io.github.hikyaku.engine.mina;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.engine.ListenerConfig;
import io.github.hikyaku.engine.NetworkEngine;
import io.github.hikyaku.engine.TlsInfo;
import io.github.hikyaku.engine.TlsMode;
import io.github.hikyaku.engine.internal.BufferPool;
import io.github.hikyaku.engine.internal.TlsCodec;
import io.github.hikyaku.tls.TestCertificates;
import io.github.hikyaku.tls.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class MinaTlsTest {
    private static final Tls TLS = Tls.selfSigned("localhost");
    private static final SSLContext CLIENT = TestCertificates.trusting(TLS);

    private final Talk.Shared shared = new Talk.Shared();
    private final Watcher watcher = new Watcher();
    private NetworkEngine engine = engine(Limits.defaults());

    private static NetworkEngine engine(Limits limits) {
        return MinaEngine.create(limits, Optional.of(TLS), Optional.empty());
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private InetSocketAddress listen(TlsMode mode) throws IOException {
        return engine.listen(new ListenerConfig(InetAddress.getLoopbackAddress(), 0, mode), shared::open, watcher)
                .address();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void tlsFromTheFirstOctet(String protocol) throws Exception {
        try (Caller caller = Caller.tls(listen(TlsMode.IMPLICIT), CLIENT, protocol)) {
            assertThat(caller.line()).isEqualTo("hello " + protocol);
            assertThat(caller.ask("one")).isEqualTo("one");
            assertThat(caller.ask("quit")).isEqualTo("bye");
            assertThat(caller.line()).isNull();
        }
        await().untilAsserted(
                        () -> assertThat(watcher.events).containsExactly("opened", "tls " + protocol, "closed 11 25"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void threeHundredPartsOf64KiBArriveWholeAndInOrder(String protocol) throws Exception {
        int size = 300 * 64 * 1024;
        try (Caller caller = Caller.tls(listen(TlsMode.IMPLICIT), CLIENT, protocol)) {
            caller.line();
            caller.send("send " + size + "\r\nafter\r\ntake " + size + "\r\n");
            assertThat(caller.readsPattern(size)).isTrue();
            assertThat(caller.line()).isEqualTo("after");
            caller.socket().getOutputStream().write(Caller.pattern(size));
            assertThat(caller.line()).isEqualTo("took " + size + " true");
        }
    }

    @Test
    void aSlowReaderOverTlsHoldsBoundedOutput() throws Exception {
        int size = 50_000_000;
        try (Caller caller = Caller.tls(listen(TlsMode.IMPLICIT), CLIENT)) {
            caller.line();
            caller.send("send " + size + "\r\n");
            await().until(() -> shared.pulled.get() > 0);
            await().during(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(shared.pulled).hasValueLessThan(20_000_000L));
            assertThat(caller.readsPattern(size)).isTrue();
        }
    }

    @Test
    void inputOverTlsIsSuspendedAndResumed() throws Exception {
        int size = 30_000_000;
        try (Caller caller = Caller.tls(listen(TlsMode.IMPLICIT), CLIENT)) {
            caller.line();
            caller.send("hold\r\ntake " + size + "\r\n");
            Thread writer = new Thread(() -> {
                try {
                    caller.socket().getOutputStream().write(Caller.pattern(size));
                } catch (IOException gone) {
                    throw new AssertionError(gone);
                }
            });
            writer.start();
            writer.join(300);
            assertThat(writer.isAlive()).as("blocked by a full connection").isTrue();
            shared.hold.complete(new Framing.Lines(100));
            assertThat(caller.line()).isEqualTo("took " + size + " true");
            writer.join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void tlsStartsBehindTheCommand(String protocol) throws Exception {
        try (Caller caller = Caller.plain(listen(TlsMode.STARTTLS))) {
            assertThat(caller.line()).isEqualTo("hello");
            assertThat(caller.ask("secure")).isEqualTo("no");
            assertThat(caller.ask("tls")).isEqualTo("go");
            caller.startTls(CLIENT, protocol);
            assertThat(caller.ask("secure")).isEqualTo(protocol);
            assertThat(caller.ask("one")).isEqualTo("one");
        }
    }

    @Test
    void tlsStartsManyTimesWithoutEverLosingTheHandshake() throws Exception {
        InetSocketAddress address = listen(TlsMode.STARTTLS);
        for (int i = 0; i < 100; i++) {
            try (Caller caller = Caller.plain(address)) {
                caller.line();
                assertThat(caller.ask("tls")).isEqualTo("go");
                caller.startTls(CLIENT);
                assertThat(caller.ask("one")).isEqualTo("one");
            }
        }
        assertThat(watcher.causes).isEmpty();
    }

    @Test
    void plaintextBehindTheTlsCommandClosesTheConnection() throws Exception {
        try (Caller caller = Caller.plain(listen(TlsMode.STARTTLS))) {
            caller.line();
            caller.send("tls\r\ninjected\r\n");
            assertThat(caller.line()).isNull();
        }
        assertThat(watcher.events).noneMatch(event -> event.startsWith("tls"));
    }

    @Test
    void plaintextInsteadOfAHandshakeIsNeverASession() throws Exception {
        try (Caller caller = Caller.plain(listen(TlsMode.IMPLICIT))) {
            caller.send("EHLO client\r\nQUIT\r\n");
            String answer = caller.line(); // an alert at most
            assertThat(answer == null || !answer.contains("hello")).isTrue();
        }
        await().untilAsserted(() -> assertThat(watcher.events).containsExactly("opened", "tlsFailed", "closed 0 0"));
        assertThat(shared.opened).hasValue(0);
    }

    @Test
    void aHandshakeThatTakesTooLongIsCutOff() throws Exception {
        engine.close();
        engine = engine(Limits.defaults().with(l -> l.loginTimeout(Duration.ofMillis(100))));
        try (Caller caller = Caller.plain(listen(TlsMode.IMPLICIT))) {
            assertThat(caller.line()).isNull();
        }
        await().untilAsserted(() -> assertThat(watcher.events).containsExactly("opened", "tlsFailed", "closed 0 0"));
        assertThat(watcher.causes).singleElement().isInstanceOf(SocketTimeoutException.class);
        try (Caller caller = Caller.plain(listen(TlsMode.STARTTLS))) {
            caller.line();
            assertThat(caller.ask("tls")).isEqualTo("go");
            assertThat(caller.line()).isNull();
        }
    }

    @Test
    void aPeerThatLeavesDuringTheHandshakeIsForgotten() throws Exception {
        Caller.plain(listen(TlsMode.IMPLICIT)).close();
        await().untilAsserted(() -> assertThat(watcher.events).containsExactly("opened", "tlsFailed", "closed 0 0"));
        await().untilAsserted(() -> assertThat(engine.connections()).isZero());
    }

    @Test
    void aClientThatClosesItsSideOfTlsGetsItsReplies() throws Exception {
        try (Caller caller = Caller.tls(listen(TlsMode.IMPLICIT), CLIENT, "TLSv1.3")) {
            caller.line();
            caller.send("hold\r\nlast\r\n");
            ((SSLSocket) caller.socket()).shutdownOutput();
            shared.hold.complete(new Framing.Lines(100));
            assertThat(caller.line()).isEqualTo("last");
            assertThat(caller.line()).isNull();
        }
    }

    @Test
    void aClientWithoutACertificateIsTurnedAwayWhereOneIsNeeded() throws Exception {
        Tls strict = TLS.withClientAuth(Tls.ClientAuth.NEEDED, TLS.certificate().orElseThrow());
        try (NetworkEngine strictEngine = MinaEngine.create(Limits.defaults(), Optional.of(strict), Optional.empty())) {
            InetSocketAddress address = strictEngine
                    .listen(
                            new ListenerConfig(InetAddress.getLoopbackAddress(), 0, TlsMode.IMPLICIT),
                            shared::open,
                            watcher)
                    .address();
            assertThatThrownBy(() -> {
                        try (Caller caller = Caller.tls(address, CLIENT)) {
                            caller.line();
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(watcher.events).contains("tlsFailed");
        assertThat(shared.opened).hasValue(0);
    }

    /** The JDK's sockets take an end without close_notify for a good one, so this asks the codec. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theEndOfTlsIsSaidBeforeTheConnectionEnds(String protocol) throws Exception {
        InetSocketAddress address = listen(TlsMode.IMPLICIT);
        SSLEngine client = CLIENT.createSSLEngine("localhost", address.getPort());
        client.setUseClientMode(true);
        client.setEnabledProtocols(new String[] {protocol});
        try (SocketChannel channel = SocketChannel.open(address)) {
            StringBuilder received = new StringBuilder();
            List<Runnable> tasks = new ArrayList<>();
            TlsCodec codec = new TlsCodec(client, new BufferPool(TlsCodec.bufferSize(client)), new TlsCodec.Owner() {
                @Override
                public void ciphertext(ByteBuffer octets, int plaintext) {
                    try {
                        channel.write(octets);
                    } catch (IOException gone) {
                        received.append("[write failed]");
                    }
                }

                @Override
                public void plaintext(ByteBuffer octets) {
                    received.append(StandardCharsets.ISO_8859_1.decode(octets));
                }

                @Override
                public void established(TlsInfo tls) {}

                @Override
                public void peerEnded() {
                    received.append("[close_notify]");
                }

                @Override
                public void run(Runnable task) {
                    tasks.add(task);
                }

                @Override
                public void failed(SSLException cause) {
                    received.append("[").append(cause.getMessage()).append("]");
                }
            });
            codec.start();
            codec.send(ByteBuffer.wrap("quit\r\n".getBytes(StandardCharsets.ISO_8859_1)));
            ByteBuffer in = ByteBuffer.allocate(100_000);
            while (channel.read(in.clear()) >= 0) {
                codec.receive(in.flip());
                while (!tasks.isEmpty()) {
                    tasks.remove(0).run();
                    codec.tasksDone();
                }
            }
            assertThat(received).hasToString("hello " + protocol + "\r\nbye\r\n[close_notify]");
        }
    }

    @Test
    void aShutdownEndsTlsProperly() throws Exception {
        try (Caller caller = Caller.tls(listen(TlsMode.IMPLICIT), CLIENT)) {
            caller.line();
            engine.close(Duration.ofSeconds(5));
            assertThat(caller.line()).isEqualTo("shutdown");
            assertThat(caller.line()).isNull();
        }
    }
}
