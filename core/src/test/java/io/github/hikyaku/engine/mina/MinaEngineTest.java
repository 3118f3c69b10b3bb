package io.github.hikyaku.engine.mina;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.engine.ListenerConfig;
import io.github.hikyaku.engine.NetworkEngine;
import io.github.hikyaku.engine.ProtocolSession;
import io.github.hikyaku.engine.SessionFactory;
import io.github.hikyaku.engine.TlsMode;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MinaEngineTest {
    private final Talk.Shared shared = new Talk.Shared();
    private final Watcher watcher = new Watcher();
    private NetworkEngine engine = MinaEngine.create(Limits.defaults(), Optional.empty(), Optional.empty());

    @AfterEach
    void close() {
        engine.close();
    }

    private static ListenerConfig anyPort() {
        return new ListenerConfig(InetAddress.getLoopbackAddress(), 0, TlsMode.NONE);
    }

    private InetSocketAddress listen() throws IOException {
        return engine.listen(anyPort(), shared::open, watcher).address();
    }

    private void limits(Limits limits) {
        engine.close();
        engine = MinaEngine.create(limits, Optional.empty(), Optional.empty());
    }

    @Test
    void greetsAndAnswersOnThePortItReports() throws Exception {
        InetSocketAddress address = listen();
        assertThat(address.getPort()).isPositive();
        try (Caller caller = Caller.plain(address)) {
            assertThat(caller.line()).isEqualTo("hello");
            assertThat(caller.ask("one")).isEqualTo("one");
            assertThat(caller.ask("two")).isEqualTo("two");
            assertThat(caller.ask("who")).endsWith(":" + caller.socket().getLocalPort());
        }
    }

    @Test
    void threeListenersShareOneEngine() throws Exception {
        for (InetSocketAddress address : List.of(listen(), listen(), listen())) {
            try (Caller caller = Caller.plain(address)) {
                assertThat(caller.line()).isEqualTo("hello");
            }
        }
    }

    @Test
    void aClosedListenerLetsItsConnectionsGoOn() throws Exception {
        NetworkEngine.Listening listening = engine.listen(anyPort(), shared::open, watcher);
        InetSocketAddress other = listen();
        try (Caller caller = Caller.plain(listening.address());
                Caller second = Caller.plain(other)) {
            caller.line();
            listening.close();
            assertThatThrownBy(() -> Caller.plain(listening.address())).isInstanceOf(IOException.class);
            assertThat(caller.ask("one")).isEqualTo("one");
            assertThat(second.line()).isEqualTo("hello");
            listening.close();
        }
    }

    @Test
    void singleOctetsAreAsGoodAsWholeLines() throws Exception {
        try (Caller caller = Caller.plain(listen())) {
            caller.line();
            for (char c : "first\r\nsecond\r\n".toCharArray()) {
                caller.send(String.valueOf(c));
            }
            assertThat(caller.line()).isEqualTo("first");
            assertThat(caller.line()).isEqualTo("second");
        }
    }

    @Test
    void repliesToManyPipelinedCommandsComeInOrder() throws Exception {
        try (Caller caller = Caller.plain(listen())) {
            caller.line();
            StringBuilder commands = new StringBuilder();
            for (int i = 0; i < 5_000; i++) {
                commands.append("command ").append(i).append("\r\n");
            }
            caller.send(commands.toString());
            for (int i = 0; i < 5_000; i++) {
                assertThat(caller.line()).isEqualTo("command " + i);
            }
        }
    }

    @Test
    void aSlowReaderHoldsBoundedOutputAndGetsAllOfIt() throws Exception {
        try (Caller caller = Caller.plain(listen())) {
            caller.line();
            int size = 50_000_000;
            caller.send("send " + size + "\r\nafter\r\n");
            await().until(() -> shared.pulled.get() > 0);
            await().during(Duration.ofMillis(200)) // the sockets are full, and what is pulled stays bounded
                    .untilAsserted(() -> assertThat(shared.pulled).hasValueLessThan(20_000_000L));
            assertThat(caller.readsPattern(size)).isTrue();
            assertThat(caller.line()).isEqualTo("after");
        }
    }

    @Test
    void inputIsSuspendedWhileASessionWaitsAndComesWholeAfterwards() throws Exception {
        try (Caller caller = Caller.plain(listen())) {
            caller.line();
            int size = 30_000_000;
            caller.send("hold\r\ntake " + size + "\r\n");
            Thread writer = new Thread(() -> {
                try {
                    caller.socket().getOutputStream().write(Caller.pattern(size));
                } catch (IOException gone) {
                    throw new AssertionError(gone);
                }
            });
            writer.start();
            assertThat(shared.held.await(5, TimeUnit.SECONDS)).isTrue();
            writer.join(300);
            assertThat(writer.isAlive()).as("blocked by a full connection").isTrue();
            shared.hold.complete(new Framing.Lines(100));
            assertThat(caller.line()).isEqualTo("took " + size + " true");
            writer.join();
        }
    }

    /** To resume from another thread than the library's took a second each time, or never woke up. */
    @Test
    void readingIsResumedAtOnceAndEveryTime() throws Exception {
        Executor later = CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS);
        SessionFactory slow = peer -> new ProtocolSession() {
            private final ProtocolSession talk = shared.open(peer);
            private long sinceRest;

            @Override
            public Framing onOpen() throws Exception {
                return talk.onOpen();
            }

            @Override
            public Framing onFrame(Frame frame) throws Exception {
                if (frame instanceof Frame.Chunk chunk) {
                    sinceRest += chunk.octets().remaining();
                }
                Framing next = talk.onFrame(frame);
                if (sinceRest < 200_000) {
                    return next;
                }
                sinceRest = 0; // the sender fills the connection meanwhile
                return new Framing.Wait(CompletableFuture.supplyAsync(() -> next, later));
            }

            @Override
            public void onIdle() {}

            @Override
            public void onClose() {}
        };
        int size = 60_000_000; // makes 300 rests
        try (Caller caller =
                Caller.plain(engine.listen(anyPort(), slow, watcher).address())) {
            caller.line();
            caller.send("take " + size + "\r\n");
            long start = System.nanoTime();
            caller.socket().getOutputStream().write(Caller.pattern(size));
            assertThat(caller.line()).isEqualTo("took " + size + " true");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void theHostsExecutorIsUsedAndLeftRunning() throws Exception {
        ExecutorService host = Executors.newSingleThreadExecutor(task -> new Thread(task, "host"));
        try {
            engine.close();
            engine = MinaEngine.create(Limits.defaults(), Optional.empty(), Optional.of(host));
            List<String> threads = new CopyOnWriteArrayList<>();
            SessionFactory factory = peer -> {
                threads.add(Thread.currentThread().getName());
                return shared.open(peer);
            };
            try (Caller caller =
                    Caller.plain(engine.listen(anyPort(), factory, watcher).address())) {
                assertThat(caller.line()).isEqualTo("hello");
                engine.close(Duration.ofSeconds(5));
            }
            assertThat(threads).containsExactly("host");
            assertThat(host.isShutdown()).isFalse();
        } finally {
            host.shutdown();
        }
    }

    @Test
    void sessionsEndEvenIfTheHostStopsItsExecutorFirst() throws Exception {
        ExecutorService host = Executors.newSingleThreadExecutor();
        engine.close();
        engine = MinaEngine.create(Limits.defaults(), Optional.empty(), Optional.of(host));
        try (Caller caller = Caller.plain(listen())) {
            caller.line();
            host.shutdown();
            assertThat(host.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
            engine.close(Duration.ofSeconds(5));
            assertThat(shared.closed).hasValue(1);
        }
    }

    @Test
    void aPeerThatReadsNothingIsCutOff() throws Exception {
        limits(Limits.defaults().with(l -> l.idleTimeout(Duration.ofMillis(200))));
        try (Caller caller = Caller.plain(listen())) {
            caller.line();
            caller.send("send 100000000\r\n");
            await().untilAsserted(() -> assertThat(shared.closed).hasValue(1));
            assertThat(shared.released).hasValue(1);
        }
    }

    @Test
    void aHalfClosedClientGetsItsReplies() throws Exception {
        try (Caller caller = Caller.plain(listen())) {
            caller.send("hold\r\nsend 1000000\r\nlast\r\n");
            caller.socket().shutdownOutput();
            assertThat(caller.line()).isEqualTo("hello");
            shared.hold.complete(new Framing.Lines(100));
            assertThat(caller.readsPattern(1_000_000)).isTrue();
            assertThat(caller.line()).isEqualTo("last");
            assertThat(caller.line()).isNull();
        }
        await().untilAsserted(() -> assertThat(engine.connections()).isZero());
        assertThat(shared.closed).hasValue(1);
    }

    @Test
    void theLastReplyArrivesThoughTheClientStillSends() throws Exception {
        try (Caller caller = Caller.plain(listen())) {
            caller.line();
            caller.send("quit\r\n");
            await().untilAsserted(() -> assertThat(shared.closed).hasValue(1));
            for (int i = 0; i < 20; i++) {
                caller.send("more\r\n".repeat(1_000)); // would be answered by a reset if the socket were closed
            }
            assertThat(caller.line()).isEqualTo("bye");
            assertThat(caller.line()).isNull();
        }
    }

    @Test
    void aClientThatBreaksOffReleasesTheSession() throws Exception {
        Caller caller = Caller.plain(listen());
        caller.line();
        caller.send("send 100000000\r\n");
        await().until(() -> shared.pulled.get() > 0);
        caller.socket().setSoLinger(true, 0);
        caller.close();
        await().untilAsserted(() -> assertThat(shared.closed).hasValue(1));
        assertThat(shared.released).hasValue(1);
        await().untilAsserted(() -> assertThat(watcher.events).last().asString().startsWith("closed"));
        assertThat(watcher.causes).isEmpty();
    }

    @Test
    void eventsTellAConnectionsLife() throws Exception {
        try (Caller caller = Caller.plain(listen())) {
            caller.line();
            caller.ask("quit");
            assertThat(caller.line()).isNull();
        }
        await().untilAsserted(() -> assertThat(watcher.events).containsExactly("opened", "closed 6 12"));
    }

    @Test
    void oneConnectionTooManyIsToldSoAndTurnedAway() throws Exception {
        limits(Limits.defaults().with(l -> l.maxConnections(1)));
        SessionFactory factory = new SessionFactory() {
            @Override
            public ProtocolSession open(Connection peer) {
                return shared.open(peer);
            }

            @Override
            public byte[] refusal() {
                return "421 too many\r\n".getBytes(StandardCharsets.US_ASCII);
            }
        };
        InetSocketAddress address = engine.listen(anyPort(), factory, watcher).address();
        try (Caller first = Caller.plain(address)) {
            first.line();
            try (Caller second = Caller.plain(address)) {
                assertThat(second.line()).isEqualTo("421 too many");
                assertThat(second.line()).isNull();
            }
            assertThat(watcher.events).contains("refused maxConnections");
            first.ask("quit");
        }
        await().untilAsserted(() -> assertThat(engine.connections()).isZero());
        try (Caller third = Caller.plain(address)) {
            assertThat(third.line()).isEqualTo("hello");
        }
    }

    @Test
    void oneAddressMayOnlyHaveSoMany() throws Exception {
        limits(Limits.defaults().with(l -> l.maxConnectionsPerAddress(2)));
        InetSocketAddress address = listen();
        try (Caller first = Caller.plain(address);
                Caller second = Caller.plain(address);
                Caller third = Caller.plain(address)) {
            assertThat(first.line()).isEqualTo("hello");
            assertThat(second.line()).isEqualTo("hello");
            assertThat(third.line()).isNull();
        }
        assertThat(watcher.events).contains("refused maxConnectionsPerAddress");
        await().untilAsserted(() -> assertThat(engine.connections()).isZero());
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ListenerConfig config = new ListenerConfig(taken.getInetAddress(), taken.getLocalPort(), TlsMode.NONE);
            assertThatThrownBy(() -> engine.listen(config, shared::open, watcher))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("127.0.0.1 port " + taken.getLocalPort());
            try (Caller caller = Caller.plain(listen())) {
                assertThat(caller.line()).isEqualTo("hello");
            }
        }
    }

    @Test
    void aPortCanBeListenedOnAgainAtOnce() throws Exception {
        InetSocketAddress address = listen();
        try (Caller caller = Caller.plain(address)) {
            caller.ask("quit");
        }
        for (int i = 0; i < 5; i++) {
            limits(Limits.defaults());
            engine.listen(
                    new ListenerConfig(address.getAddress(), address.getPort(), TlsMode.NONE), shared::open, watcher);
            try (Caller caller = Caller.plain(address)) {
                assertThat(caller.line()).isEqualTo("hello");
            }
        }
    }

    @Test
    void tlsFirstNeedsACertificate() {
        ListenerConfig config = new ListenerConfig(InetAddress.getLoopbackAddress(), 0, TlsMode.IMPLICIT);
        assertThatThrownBy(() -> engine.listen(config, shared::open, watcher))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("certificate");
    }

    @Test
    void silenceIsToldToTheSession() throws Exception {
        limits(Limits.defaults().with(l -> l.idleTimeout(Duration.ofMillis(100))));
        try (Caller caller = Caller.plain(listen())) {
            assertThat(caller.line()).isEqualTo("hello");
            assertThat(caller.line()).isEqualTo("idle");
            assertThat(caller.line()).isNull();
        }
    }

    @Test
    void manyConnectionsAreServedAtOnce() throws Exception {
        InetSocketAddress address = listen();
        List<Caller> callers = new ArrayList<>();
        try {
            for (int i = 0; i < 400; i++) {
                callers.add(Caller.plain(address));
            }
            for (Caller caller : callers) {
                assertThat(caller.line()).isEqualTo("hello");
                caller.send("ping\r\n");
            }
            for (Caller caller : callers) {
                assertThat(caller.line()).isEqualTo("ping");
            }
            assertThat(engine.connections()).isEqualTo(400);
        } finally {
            for (Caller caller : callers) {
                caller.close();
            }
        }
        await().untilAsserted(() -> assertThat(shared.closed).hasValue(400));
        await().untilAsserted(() -> assertThat(engine.connections()).isZero());
    }

    @Test
    void aShutdownLetsSessionsSayGoodbye() throws Exception {
        try (Caller caller = Caller.plain(listen())) {
            caller.line();
            engine.close(Duration.ofSeconds(10));
            assertThat(caller.line()).isEqualTo("shutdown");
            assertThat(caller.line()).isNull();
        }
        assertThat(shared.closed).hasValue(1);
        assertThatThrownBy(this::listen).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aShutdownWaitsForARunningCommand() throws Exception {
        try (Caller caller = Caller.plain(listen())) {
            caller.line();
            caller.send("hold\r\n");
            assertThat(shared.held.await(5, TimeUnit.SECONDS)).isTrue();
            Thread closer = new Thread(() -> engine.close(Duration.ofSeconds(10)));
            closer.start();
            closer.join(200);
            assertThat(closer.isAlive()).isTrue();
            shared.hold.complete(new Framing.Lines(100));
            assertThat(caller.line()).isEqualTo("shutdown");
            closer.join(5_000);
            assertThat(closer.isAlive()).isFalse();
        }
    }

    @Test
    void aShutdownCutsOffWhatOutlastsTheGrace() throws Exception {
        shared.polite = false;
        try (Caller caller = Caller.plain(listen())) {
            caller.line();
            long start = System.nanoTime();
            engine.close(Duration.ofMillis(100));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(100), Duration.ofSeconds(2));
            assertThat(shared.closed).hasValue(1);
        }
    }
}
