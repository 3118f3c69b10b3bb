package io.github.hikyaku.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.pipeline.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stage sends to clamd, and what it makes of what comes back. */
class ClamAvTest {
    private static final Verdict LATER =
            Verdict.defer("4.3.0", "A filter of this server cannot be asked now, try again later");

    /** The octets of INSTREAM's chunks. */
    private static String stream(DataInputStream in) throws IOException {
        assertThat(new String(in.readNBytes(10), StandardCharsets.US_ASCII)).isEqualTo("zINSTREAM\0");
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int length = in.readInt(); length > 0; length = in.readInt()) {
            octets.writeBytes(in.readNBytes(length));
        }
        return octets.toString(StandardCharsets.ISO_8859_1);
    }

    private static FakeServer answering(String answer) {
        return new FakeServer((in, out) -> {
            stream(in);
            out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
        });
    }

    private static ClamAv at(FakeServer server) {
        return ClamAv.at(server.host(), server.port());
    }

    @Test
    void showsTheWholeMessageInChunks() throws InterruptedException {
        LinkedBlockingQueue<String> shown = new LinkedBlockingQueue<>();
        String text = Bench.TEXT + "0123456789abcdef\r\n".repeat(20_000);
        try (FakeServer clamd = new FakeServer((in, out) -> {
                    shown.add(stream(in));
                    out.write("stream: OK\0".getBytes(StandardCharsets.US_ASCII));
                });
                Bench bench = new Bench(at(clamd))) {
            assertThat(bench.judge(text)).isEqualTo(Verdict.accept());
            assertThat(shown.poll(10, TimeUnit.SECONDS)).isEqualTo(Bench.HEADER + text);
        }
    }

    @Test
    void refusesMalwareAndNamesIt() {
        try (FakeServer clamd = answering("stream: Eicar-Test FOUND\0");
                Bench bench = new Bench(at(clamd))) {
            assertThat(bench.judge(Bench.TEXT))
                    .isEqualTo(new Verdict.Reject(new Reply(554, "5.7.1", "The message contains malware: Eicar-Test")));
            assertThat(bench.events).isEmpty();
        }
    }

    @Test
    void doesWithMalwareWhatTheHostSays() {
        try (FakeServer clamd = answering("stream: Eicar-Test FOUND\0");
                Bench bench = new Bench(at(clamd).whenFound(name -> Verdict.tag("X-Virus", name)))) {
            assertThat(bench.judge(Bench.TEXT)).isEqualTo(Verdict.tag("X-Virus", "Eicar-Test"));
        }
    }

    @Test
    void readsTheAnswerOfAClamdThatTakesNoMoreOctets() {
        try (FakeServer clamd = new FakeServer((in, out) -> {
                    in.readNBytes(100_000);
                    out.write("INSTREAM size limit exceeded. ERROR\0".getBytes(StandardCharsets.US_ASCII));
                    while (in.read() >= 0) {
                        // clamd reads on too
                    }
                });
                Bench bench = new Bench(at(clamd).whenTooBig(Verdict.quarantine()))) {
            assertThat(bench.judge(Bench.TEXT + "line\r\n".repeat(1_000_000))).isEqualTo(Verdict.quarantine());
            assertThat(bench.events).isEmpty();
        }
    }

    @Test
    void showsNothingThatIsBiggerThanItIsTold() {
        try (FakeServer clamd = answering("stream: Eicar-Test FOUND\0");
                Bench bench = new Bench(at(clamd).maxSize(50).whenTooBig(Verdict.tag("X-Virus-Scanned", "no")))) {
            assertThat(bench.judge(Bench.TEXT)).isEqualTo(Verdict.tag("X-Virus-Scanned", "no"));
            assertThat(clamd.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\0",
                "stream: FOUND\0",
                "stream:  FOUND\0",
                "stream: OK FOUND ERROR\0",
                "UNKNOWN COMMAND\0",
                "stream: Can't allocate memory ERROR\0",
                "\u00ff\u00fe\r\n\u0000"
            })
    void putsOffWhatGotNoAnswerThatCanBeUnderstood(String answer) {
        try (FakeServer clamd = answering(answer);
                Bench bench = new Bench(at(clamd))) {
            assertThat(bench.judge(Bench.TEXT)).isEqualTo(LATER);
            assertThat(bench.onlyUnavailable().passed()).isFalse();
            assertThat(bench.onlyUnavailable().mailId()).contains("id1");
            assertThat(bench.onlyUnavailable().stage()).isEqualTo("filter");
        }
    }

    @Test
    void readsNoAnswerWithoutEnd() {
        try (FakeServer clamd = new FakeServer((in, out) -> {
                    stream(in);
                    while (true) {
                        out.write(new byte[] {'x', 'x', 'x', 'x'});
                    }
                });
                Bench bench = new Bench(at(clamd))) {
            assertThat(bench.judge(Bench.TEXT)).isEqualTo(LATER);
            assertThat(bench.onlyUnavailable().cause()).hasMessageContaining("longer than 4096 octets");
        }
    }

    @Test
    void letsPassWithoutItsFilterWhereTheHostSaysSo() {
        try (FakeServer clamd = answering("");
                Bench bench = new Bench(at(clamd).whenDown(FilterPolicy.PASS))) {
            assertThat(bench.judge(Bench.TEXT)).isEqualTo(Verdict.accept());
            assertThat(bench.onlyUnavailable().passed()).isTrue();
        }
    }

    @Test
    void putsOffWhereNobodyListens() {
        int port;
        try (FakeServer closed = answering("")) {
            port = closed.port();
        }
        try (Bench bench = new Bench(ClamAv.at("127.0.0.1", port))) {
            assertThat(bench.judge(Bench.TEXT)).isEqualTo(LATER);
            assertThat(bench.onlyUnavailable().cause()).hasMessageContaining("No connection to /127.0.0.1:" + port);
        }
    }

    @Test
    void waitsForAnAnswerAsLongAsItIsTold() throws InterruptedException {
        CountDownLatch over = new CountDownLatch(1);
        try (FakeServer clamd = new FakeServer((in, out) -> {
                    stream(in);
                    over.await();
                });
                Bench bench = new Bench(at(clamd).answerTimeout(Duration.ofMillis(100)))) {
            assertThat(bench.judge(Bench.TEXT)).isEqualTo(LATER);
            assertThat(bench.onlyUnavailable().cause()).hasMessageContaining("took longer than 100 ms");
        } finally {
            over.countDown();
        }
    }

    @Test
    void waitsNoLongerForAClamdThatTakesNoOctets() {
        CountDownLatch over = new CountDownLatch(1);
        try (FakeServer clamd = new FakeServer((in, out) -> over.await());
                Bench bench = new Bench(at(clamd).answerTimeout(Duration.ofMillis(100)))) {
            assertThat(bench.judge(Bench.TEXT + "line\r\n".repeat(2_000_000))).isEqualTo(LATER);
        } finally {
            over.countDown();
        }
    }

    @Test
    void hasNoMoreConnectionsThanItIsTold() throws Exception {
        LinkedBlockingQueue<CountDownLatch> held = new LinkedBlockingQueue<>();
        try (FakeServer clamd = new FakeServer((in, out) -> {
                    stream(in);
                    CountDownLatch latch = new CountDownLatch(1);
                    held.add(latch);
                    latch.await();
                    out.write("stream: OK\0".getBytes(StandardCharsets.US_ASCII));
                });
                Bench bench = new Bench(at(clamd).maxConcurrent(1))) {
            CompletableFuture<Verdict> first = CompletableFuture.supplyAsync(() -> bench.judge(Bench.TEXT));
            CountDownLatch one = held.poll(10, TimeUnit.SECONDS);
            CompletableFuture<Verdict> second = CompletableFuture.supplyAsync(() -> bench.judge(Bench.TEXT));
            assertThat(held.poll(100, TimeUnit.MILLISECONDS)).isNull();
            assertThat(clamd.connections()).isEqualTo(1);

            one.countDown();
            assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(Verdict.accept());
            held.poll(10, TimeUnit.SECONDS).countDown();
            assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(Verdict.accept());
        }
    }

    @Test
    void putsOffWhatFoundAllConnectionsBusyForTooLong() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        LinkedBlockingQueue<String> held = new LinkedBlockingQueue<>();
        try (FakeServer clamd = new FakeServer((in, out) -> {
                    held.add(stream(in));
                    over.await();
                });
                Bench bench = new Bench(at(clamd).maxConcurrent(1).answerTimeout(Duration.ofMillis(300)))) {
            CompletableFuture<Verdict> first = CompletableFuture.supplyAsync(() -> bench.judge(Bench.TEXT));
            held.poll(10, TimeUnit.SECONDS);
            CompletableFuture<Verdict> second = CompletableFuture.supplyAsync(() -> bench.judge(Bench.TEXT));
            assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(LATER);
            assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(LATER);
        } finally {
            over.countDown();
        }
    }

    @Test
    void servesOneServerAtATime() {
        ClamAv stage = ClamAv.at("127.0.0.1", 3310);
        try (Bench first = new Bench(stage)) {
            assertThatThrownBy(() -> new Bench(stage)).isInstanceOf(IllegalStateException.class);
            assertThat(first.events).isEmpty();
        }
        new Bench(stage).close();
    }
}
