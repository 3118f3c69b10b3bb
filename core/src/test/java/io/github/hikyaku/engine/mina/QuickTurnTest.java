package io.github.hikyaku.engine.mina;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.engine.ConnectionObserver;
import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.engine.Limits;
import io.github.hikyaku.engine.ListenerConfig;
import io.github.hikyaku.engine.NetworkEngine;
import io.github.hikyaku.engine.ProtocolSession;
import io.github.hikyaku.engine.TlsMode;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class QuickTurnTest {
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final NetworkEngine engine = MinaEngine.create(Limits.defaults(), Optional.empty(), Optional.empty());

    @AfterEach
    void close() {
        engine.close();
    }

    /** Answers a line with itself, and says of lines that start with "slow" that they are. */
    private final class Script implements ProtocolSession {
        private final Connection peer;
        private final boolean quick;
        private boolean broken;

        Script(Connection peer, boolean quick) {
            this.peer = peer;
            this.quick = quick;
        }

        private void note(String what) {
            boolean moving = Thread.currentThread().getName().contains("-io-");
            log.add(what + (moving ? " on an I/O thread" : " on a worker"));
        }

        private void say(String text) {
            peer.send((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public boolean isQuick(@Nullable Frame next) {
            if (broken) {
                throw new IllegalStateException("as asked");
            }
            return quick && !(next instanceof Frame.Line line && line.latin1().startsWith("slow"));
        }

        @Override
        public Framing onOpen() {
            note("open");
            say("hello");
            return new Framing.Lines(100);
        }

        @Override
        public Framing onFrame(Frame frame) {
            String line = ((Frame.Line) frame).latin1();
            note(line);
            broken |= line.equals("break");
            if (line.equals("fail")) {
                throw new IllegalStateException("as asked");
            }
            say(line);
            if (line.equals("quit")) {
                peer.close();
            }
            return new Framing.Lines(100);
        }

        @Override
        public Framing onFailure(Connection connection, Throwable cause) {
            say("failed");
            return new Framing.Lines(100);
        }

        @Override
        public void onIdle() {
            peer.close();
        }

        @Override
        public void onClose() {
            note("close");
        }
    }

    private Caller call(boolean quick) throws Exception {
        ListenerConfig config = new ListenerConfig(InetAddress.getLoopbackAddress(), 0, TlsMode.NONE);
        ConnectionObserver observer = new ConnectionObserver() {};
        return Caller.plain(
                engine.listen(config, peer -> new Script(peer, quick), observer).address());
    }

    @Test
    void whatIsQuickIsDoneWhereItComesInAndTheRestByWorkers() throws Exception {
        try (Caller caller = call(true)) {
            assertThat(caller.line()).isEqualTo("hello");
            assertThat(caller.ask("one")).isEqualTo("one");
            assertThat(caller.ask("slow")).isEqualTo("slow");
            assertThat(caller.ask("two")).isEqualTo("two");
            assertThat(caller.ask("quit")).isEqualTo("quit");
            assertThat(caller.line()).isNull();
        }
        await().untilAsserted(() -> assertThat(log).last().asString().startsWith("close"));
        assertThat(log).startsWith("open on an I/O thread", "one on an I/O thread", "slow on a worker");
        // A worker that is still at it takes what comes next too.
        assertThat(log)
                .extracting(line -> line.split(" ")[0])
                .containsExactly("open", "one", "slow", "two", "quit", "close");
    }

    @Test
    void aSessionThatDoesNotSayIsRunByWorkers() throws Exception {
        try (Caller caller = call(false)) {
            assertThat(caller.line()).isEqualTo("hello");
            assertThat(caller.ask("one")).isEqualTo("one");
        }
        await().untilAsserted(() ->
                assertThat(log).containsExactly("open on a worker", "one on a worker", "close on a worker"));
    }

    @Test
    void repliesToPipelinedCommandsKeepTheirOrderAcrossThreads() throws Exception {
        try (Caller caller = call(true)) {
            caller.line();
            StringBuilder commands = new StringBuilder();
            for (int i = 0; i < 1_000; i++) {
                commands.append(i % 7 == 3 ? "slow" : "quick").append(i).append("\r\n");
            }
            caller.send(commands.toString());
            for (int i = 0; i < 1_000; i++) {
                assertThat(caller.line()).isEqualTo((i % 7 == 3 ? "slow" : "quick") + i);
            }
        }
    }

    @Test
    void manyCommandsAtOnceDoNotHoldTheThreadThatServesOthers() throws Exception {
        try (Caller caller = call(true)) {
            caller.line();
            caller.send("many\r\n".repeat(1_000));
            for (int i = 0; i < 1_000; i++) {
                assertThat(caller.line()).isEqualTo("many");
            }
        }
        assertThat(log).contains("many on a worker");
    }

    @Test
    void aQuickCommandThatFailsIsAnsweredAsAnyOther() throws Exception {
        try (Caller caller = call(true)) {
            caller.line();
            assertThat(caller.ask("fail")).isEqualTo("failed");
            assertThat(caller.ask("one")).isEqualTo("one");
        }
    }

    @Test
    void aSessionThatFailsToSayWhatIsQuickIsRunAndEndedByWorkers() throws Exception {
        try (Caller caller = call(true)) {
            caller.line();
            assertThat(caller.ask("break")).isEqualTo("break");
            assertThat(caller.ask("one")).isEqualTo("one");
        }
        await().untilAsserted(() -> assertThat(log)
                .containsExactly(
                        "open on an I/O thread", "break on an I/O thread", "one on a worker", "close on a worker"));
    }

    @Test
    void anEngineWithTheHostsThreadsRunsEverythingOnThose() throws Exception {
        List<Runnable> given = new CopyOnWriteArrayList<>();
        NetworkEngine hosted = MinaEngine.create(Limits.defaults(), Optional.empty(), Optional.of(task -> {
            given.add(task);
            new Thread(task, "host").start();
        }));
        ListenerConfig config = new ListenerConfig(InetAddress.getLoopbackAddress(), 0, TlsMode.NONE);
        try (Caller caller =
                Caller.plain(hosted.listen(config, peer -> new Script(peer, true), new ConnectionObserver() {})
                        .address())) {
            assertThat(caller.line()).isEqualTo("hello");
            assertThat(caller.ask("one")).isEqualTo("one");
            assertThat(log).containsExactly("open on a worker", "one on a worker");
            assertThat(given).hasSizeGreaterThanOrEqualTo(2);
        } finally {
            hosted.close();
        }
    }
}
