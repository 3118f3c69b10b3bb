package io.github.hikyaku.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.engine.ProtocolSession;
import io.github.hikyaku.engine.ReplyBuffer;
import io.github.hikyaku.engine.ReplySource;
import io.github.hikyaku.engine.TlsMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionHarnessTest {
    private final List<String> log = new ArrayList<>();
    private final CompletableFuture<Framing> answer = new CompletableFuture<>();
    private @Nullable Connection connection;
    private Connection.@Nullable Timer timer;

    /** Answers each line with itself, but for a few commands. */
    private final class Script implements ProtocolSession {
        private final Connection peer;
        private boolean within;

        Script(Connection peer) {
            this.peer = peer;
            connection = peer;
        }

        private static byte[] octets(String text) {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public Framing onOpen() {
            peer.send(octets("hello\r\n"));
            return new Framing.Lines(20);
        }

        @Override
        public Framing onFrame(Frame frame) {
            if (frame instanceof Frame.Chunk chunk) {
                log.add("chunk " + chunk.octets().remaining() + (chunk.last() ? " last" : ""));
                if (!within && log.contains("poison")) {
                    within = true;
                    throw new IllegalStateException("spoilt");
                }
                if (chunk.last()) {
                    peer.send(octets("stored\r\n"));
                }
                return new Framing.Lines(20);
            }
            if (!(frame instanceof Frame.Line line)) {
                peer.send(octets("long\r\n"));
                return new Framing.Lines(20);
            }
            switch (line.latin1()) {
                case "wait" -> {
                    return new Framing.Wait(answer);
                }
                case "throw" -> throw new IllegalArgumentException("secret");
                case "poison" -> {
                    log.add("poison");
                    return new Framing.DotStuffed(1_000);
                }
                case "data" -> {
                    return new Framing.DotStuffed(1_000);
                }
                case "tls" -> peer.startTls(octets("go\r\n"));
                case "quit" -> {
                    peer.send(octets("bye\r\n"));
                    peer.close();
                }
                case "abort" -> peer.abort();
                case "big" -> {
                    peer.send(new Blocks("big", 100));
                    peer.send(octets("end\r\n"));
                }
                case "stuck" -> {
                    peer.send(new Blocks("first", 100) {
                        @Override
                        public void close() {
                            super.close();
                            throw new IllegalStateException("disk");
                        }
                    });
                    peer.send(new Blocks("second", 100));
                }
                case "broken" ->
                    peer.send(new Blocks("broken", 3) {
                        @Override
                        public boolean writeTo(ReplyBuffer buffer) throws IOException {
                            super.writeTo(buffer);
                            throw new IOException("disk");
                        }
                    });
                case "timer" -> timer = peer.schedule(Duration.ofSeconds(10), () -> peer.send(octets("tick\r\n")));
                case "idle" -> peer.idleTimeout(Duration.ofMinutes(1));
                default -> peer.send(octets(line.latin1() + "\r\n"));
            }
            return new Framing.Lines(20);
        }

        @Override
        public Framing onFailure(Connection failed, Throwable cause) {
            peer.send(octets("sorry\r\n"));
            return new Framing.Lines(20);
        }

        @Override
        public void onIdle() {
            peer.send(octets("idle\r\n"));
            peer.close();
        }

        @Override
        public void onClose() {
            log.add("closed");
        }
    }

    /** So many blocks of 10,000 octets. */
    private class Blocks implements ReplySource {
        private final String name;
        private int left;

        Blocks(String name, int count) {
            this.name = name;
            this.left = count;
        }

        @Override
        public boolean writeTo(ReplyBuffer buffer) throws IOException {
            buffer.append(new byte[10_000]);
            left--;
            log.add("pull");
            return left > 0;
        }

        @Override
        public void close() {
            log.add("released " + name);
        }
    }

    private SessionHarness open() {
        return SessionHarness.open(Script::new);
    }

    @Test
    void greetsAndAnswers() {
        SessionHarness client = open();
        assertThat(client.read()).isEqualTo("hello\r\n");
        assertThat(client.exchange("one\r\n")).isEqualTo("one\r\n");
    }

    @Test
    void pipelinedCommandsAreAnsweredInOneWrite() {
        SessionHarness client = open();
        int before = client.writes();
        client.feed("a\r\nb\r\nc\r\n");
        assertThat(client.read()).isEqualTo("hello\r\na\r\nb\r\nc\r\n");
        assertThat(client.writes() - before).isEqualTo(1);
    }

    @Test
    void singleOctetsGiveTheSameReplies() {
        SessionHarness client = open();
        client.feed("a\r\ndata\r\n..x\r\n.\r\nb\r\n".getBytes(StandardCharsets.ISO_8859_1), 1);
        assertThat(client.read()).isEqualTo("hello\r\na\r\nstored\r\nb\r\n");
    }

    @Test
    void textOfAMessageIsNeverTakenForACommandWhenItsSinkFails() {
        SessionHarness client = open();
        client.feed("poison\r\n");
        client.feed("first line of text\r\n");
        client.feed("quit\r\nquit\r\n.\r\nafter\r\n");
        assertThat(client.read()).isEqualTo("hello\r\nsorry\r\nafter\r\n");
        assertThat(client.failures()).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void noCommandRunsWhileOneWaits() {
        SessionHarness client = open();
        client.feed("a\r\nwait\r\nb\r\n");
        assertThat(client.read()).isEqualTo("hello\r\na\r\n");
        connection.execute(() -> connection.send("task\r\n".getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(client.read()).isEqualTo("task\r\n");
        answer.complete(new Framing.Lines(20));
        assertThat(client.read()).isEqualTo("b\r\n");
    }

    @Test
    void aFailedWaitIsAskedOfTheSession() {
        SessionHarness client = open();
        client.feed("wait\r\nb\r\n");
        answer.completeExceptionally(new IOException("DNS"));
        assertThat(client.read()).isEqualTo("hello\r\nsorry\r\nb\r\n");
        assertThat(client.failures()).singleElement().isInstanceOf(IOException.class);
    }

    @Test
    void aFailureIsToldAndTheSessionGoesOn() {
        SessionHarness client = open();
        assertThat(client.exchange("throw\r\nb\r\n")).isEqualTo("hello\r\nsorry\r\nb\r\n");
        assertThat(client.failures()).singleElement().isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFailedTaskDoesNotChangeHowInputIsCut() {
        SessionHarness client = open();
        client.feed("data\r\nquit");
        connection.execute(() -> {
            throw new IllegalStateException("task");
        });
        client.feed("\r\n.\r\na\r\n");
        assertThat(client.read()).isEqualTo("hello\r\nsorry\r\nstored\r\na\r\n");
    }

    @Test
    void aSlowReaderHoldsBoundedOutput() {
        SessionHarness client = open().stall();
        client.feed("big\r\nnext\r\n");
        assertThat(log.stream().filter("pull"::equals).count()).isBetween(10L, 26L);
        client.unstall();
        assertThat(log).contains("released big");
        assertThat(client.readOctets()).hasSize(7 + 100 * 10_000 + 5 + 6);
    }

    @Test
    void repliesKeepTheirOrderAroundASource() {
        SessionHarness client = open();
        String sent = client.exchange("a\r\nbig\r\nb\r\n");
        assertThat(sent).startsWith("hello\r\na\r\n\0").endsWith("\0end\r\nb\r\n");
    }

    @Test
    void aSourceThatFailsAbortsAndIsReleasedOnce() {
        SessionHarness client = open();
        client.feed("broken\r\nb\r\n");
        assertThat(client.isAborted()).isTrue();
        assertThat(client.read()).doesNotContain("b\r\n");
        assertThat(log).containsExactly("pull", "released broken", "closed");
    }

    @Test
    void closingSendsEverythingFirst() {
        SessionHarness client = open().stall();
        client.feed("big\r\nquit\r\nignored\r\n");
        assertThat(client.isClosed()).isFalse();
        client.unstall();
        assertThat(client.read()).endsWith("end\r\nbye\r\n");
        assertThat(client.isClosed()).isTrue();
        assertThat(client.isAborted()).isFalse();
        assertThat(log).endsWith("closed").containsOnlyOnce("closed");
    }

    @Test
    void aHalfClosedPeerGetsItsReplies() {
        SessionHarness client = open();
        client.feed("a\r\nwait\r\nb\r\nunfinished").endInput();
        assertThat(client.isClosed()).isFalse();
        answer.complete(new Framing.Lines(20));
        assertThat(client.read()).isEqualTo("hello\r\na\r\nb\r\n");
        assertThat(client.isClosed()).isTrue();
        assertThat(client.isAborted()).isFalse();
        assertThat(log).containsExactly("closed");
    }

    @Test
    void aLostPeerReleasesWhatWasPending() {
        SessionHarness client = open().stall();
        client.feed("big\r\nb\r\n").disconnect();
        assertThat(log).endsWith("released big", "closed").containsOnlyOnce("closed");
    }

    @Test
    void aLostPeerReleasesEachSourceEvenIfOneThrows() {
        SessionHarness client = open();
        client.stall().feed("stuck\r\n").disconnect();
        assertThat(log).endsWith("released first", "released second", "closed");
        assertThat(client.failures()).hasSize(1);
    }

    @Test
    void nothingRunsAfterTheEnd() {
        SessionHarness client = open();
        client.feed("timer\r\n").feed("abort\r\nb\r\n");
        connection.execute(() -> log.add("task"));
        answer.complete(new Framing.Lines(20));
        client.advance(Duration.ofHours(1));
        assertThat(log).containsExactly("closed");
        assertThat(client.read()).isEqualTo("hello\r\n");
    }

    @Test
    void inputIsSuspendedWhileTooMuchWaits() {
        SessionHarness client = open();
        client.feed("wait\r\n");
        byte[] flood = "noop\r\n".repeat(50_000).getBytes(StandardCharsets.ISO_8859_1);
        client.feed(flood, 1_000);
        assertThat(client.inputSuspended()).isTrue();
        client.readOctets();
        answer.complete(new Framing.Lines(20));
        assertThat(client.readOctets()).hasSize(flood.length);
        assertThat(client.inputSuspended()).isFalse();
    }

    @Test
    void aTrickleOfSingleOctetsIsBoundedToo() {
        SessionHarness client = open();
        client.feed("wait\r\n");
        client.feed(new byte[2_000], 1);
        assertThat(client.inputSuspended()).isTrue();
    }

    @Test
    void silenceIsToldOnceItLastsAndNotWhileACommandRuns() {
        SessionHarness client = open();
        client.feed("idle\r\n").advance(Duration.ofSeconds(50));
        client.feed("a\r\n").advance(Duration.ofSeconds(50));
        client.feed("wait\r\n").advance(Duration.ofMinutes(10));
        assertThat(client.read()).isEqualTo("hello\r\na\r\n");
        answer.complete(new Framing.Lines(20));
        client.advance(Duration.ofSeconds(59));
        assertThat(client.isClosed()).isFalse();
        client.advance(Duration.ofSeconds(61));
        assertThat(client.read()).isEqualTo("idle\r\n");
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void octetsOfALineThatDoesNotEndAreSilence() {
        SessionHarness client = open();
        client.feed("idle\r\n");
        for (int i = 0; i < 10; i++) {
            client.feed("x").advance(Duration.ofSeconds(30));
        }
        assertThat(client.read()).isEqualTo("hello\r\nidle\r\n");
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void octetsOfATextAreNoSilenceEvenIfTheyAreTooMany() {
        SessionHarness client = open();
        client.feed("idle\r\ndata\r\n").feed(new byte[1_000]);
        for (int i = 0; i < 10; i++) {
            client.feed("x").advance(Duration.ofSeconds(30));
        }
        assertThat(client.feed("\r\n.\r\n").read()).isEqualTo("hello\r\nstored\r\n");
    }

    @Test
    void aPeerThatTakesNothingIsCutOffEvenIfItGoesOnSending() {
        SessionHarness client = open();
        client.feed("idle\r\n").stall().feed("big\r\n");
        for (int i = 0; i < 10; i++) {
            client.feed("x").advance(Duration.ofSeconds(30));
        }
        assertThat(client.isAborted()).isTrue();
    }

    @Test
    void aPeerThatTakesNothingIsCutOff() {
        SessionHarness client = open();
        client.feed("idle\r\n").stall().feed("big\r\n").advance(Duration.ofMinutes(2));
        assertThat(client.isAborted()).isTrue();
        assertThat(log).endsWith("released big", "closed");
    }

    @Test
    void aTimerRunsInTurnUnlessCancelled() {
        SessionHarness client = open();
        client.feed("timer\r\n").advance(Duration.ofSeconds(9));
        assertThat(client.read()).isEqualTo("hello\r\n");
        client.advance(Duration.ofSeconds(1));
        assertThat(client.read()).isEqualTo("tick\r\n");
        client.feed("timer\r\n");
        timer.cancel();
        client.advance(Duration.ofMinutes(1));
        assertThat(client.read()).isEmpty();
    }

    @Test
    void tlsStartsBehindTheGoAhead() {
        SessionHarness client = SessionHarness.open(TlsMode.STARTTLS, Script::new);
        assertThat(connection.canStartTls()).isTrue();
        assertThat(client.exchange("a\r\ntls\r\n")).isEqualTo("hello\r\na\r\ngo\r\n");
        assertThat(client.tls()).isPresent();
        assertThat(connection.canStartTls()).isFalse();
        assertThat(client.exchange("b\r\n")).isEqualTo("b\r\n");
    }

    @Test
    void plaintextBehindTheTlsCommandClosesWithoutAGoAhead() {
        SessionHarness client = SessionHarness.open(TlsMode.STARTTLS, Script::new);
        assertThat(client.exchange("tls\r\nrset\r\n")).isEqualTo("hello\r\n");
        assertThat(client.isClosed()).isTrue();
        assertThat(client.tls()).isEmpty();
    }

    @Test
    void tlsDoesNotStartBehindRepliesThatTheClientDoesNotRead() {
        SessionHarness client =
                SessionHarness.open(TlsMode.STARTTLS, Script::new).stall();
        client.feed("0123456789abcdef\r\n".repeat(4_096)); // fills one write
        client.feed("0123456789abcdef\r\n".repeat(4_096)); // and another
        client.feed("0123456789abcdef\r\n".repeat(4_096));
        client.feed("tls\r\n");
        assertThat(client.tls()).isEmpty();
        client.unstall();
        assertThat(client.read()).doesNotContain("go\r\n");
        assertThat(client.isClosed()).isTrue();
        assertThat(client.failures()).isEmpty();
    }

    @Test
    void withoutACertificateTlsCannotStart() {
        SessionHarness client = open();
        assertThat(connection.canStartTls()).isFalse();
        client.feed("tls\r\n");
        assertThat(client.failures()).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aShutdownLetsTheSessionSayGoodbye() {
        SessionHarness client = open().shutdown();
        assertThat(client.read()).isEqualTo("hello\r\nidle\r\n");
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void aSessionThatSendsWithoutEndToAStalledPeerIsCutOff() {
        SessionHarness client = open().stall();
        byte[] notice = new byte[1_000];
        int sent = 0;
        while (!client.isClosed() && sent < 100_000) {
            connection.execute(() -> connection.send(notice));
            sent++;
        }
        assertThat(client.isAborted()).isTrue();
        assertThat(sent).isBetween(10_000, 20_000);
    }

    @Test
    void manySmallRepliesToOneCommandArriveWholeAndTogether() {
        SessionHarness client = open();
        client.readOctets();
        int before = client.writes();
        connection.execute(() -> {
            for (int i = 0; i < 100_000; i++) {
                connection.send(new byte[200]);
            }
        });
        assertThat(client.readOctets()).hasSize(20_000_000);
        assertThat(client.writes() - before).isLessThan(700);
        assertThat(client.exchange("a\r\n")).isEqualTo("a\r\n");
    }

    @Test
    void oneLargeReplyArrivesWhole() {
        SessionHarness client = open();
        byte[] block = new byte[40 * 1024 * 1024];
        block[block.length - 1] = 'x';
        client.readOctets();
        connection.execute(() -> connection.send(block));
        assertThat(client.readOctets()).isEqualTo(block);
    }
}
