package io.github.hikyaku.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.message.Mail;
import io.github.hikyaku.pipeline.Verdict;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stage posts to rspamd, and what it makes of what comes back. */
class RspamdTest {
    private record Request(String head, String body) {}

    private final LinkedBlockingQueue<Request> asked = new LinkedBlockingQueue<>();

    private static Request request(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        String length = head.toString().toLowerCase(Locale.ROOT).replaceAll("(?s).*content-length: (\\d+).*", "$1");
        byte[] body = in.readNBytes(Integer.parseInt(length));
        return new Request(head.toString(), new String(body, StandardCharsets.ISO_8859_1));
    }

    private FakeServer answering(String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return raw("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n"
                + new String(body, StandardCharsets.ISO_8859_1));
    }

    private FakeServer raw(String response) {
        return new FakeServer((in, out) -> {
            asked.add(request(in));
            out.write(response.getBytes(StandardCharsets.ISO_8859_1));
        });
    }

    private static Rspamd at(FakeServer server) {
        return Rspamd.at(URI.create("http://127.0.0.1:" + server.port() + "/"));
    }

    private static String action(String action) {
        return "{\"score\":7.5,\"required_score\":15,\"action\":\"" + action + "\"}";
    }

    /** The message as a verdict leaves it. */
    private static String changed(Verdict verdict, String text) {
        List<Verdict> all = verdict instanceof Verdict.All several ? several.verdicts() : List.of(verdict);
        return changed(all, Bench.mail(text));
    }

    private static String changed(List<Verdict> all, Mail mail) {
        Mail result = mail;
        for (Verdict each : all) {
            if (each instanceof Verdict.All several) {
                return changed(several.verdicts(), result);
            }
            if (each instanceof Verdict.Change change) {
                result = result.changed(change.changes());
            }
        }
        return Bench.text(result.content());
    }

    @Test
    void tellsAllThatItKnowsOfTheMessage() throws InterruptedException {
        String text = Bench.TEXT + "line\r\n".repeat(50_000);
        try (FakeServer rspamd = answering(action("no action"));
                Bench bench = new Bench(at(rspamd).password("secret"))) {
            assertThat(bench.judge(text)).isEqualTo(Verdict.accept());
            Request request = asked.poll(10, TimeUnit.SECONDS);
            assertThat(request.body()).isEqualTo(Bench.HEADER + text);
            assertThat(request.head().lines())
                    .startsWith("POST /checkv2 HTTP/1.1")
                    .contains(
                            "IP: 192.0.2.7",
                            "Helo: client.example",
                            "From: a@client.example",
                            "Rcpt: bob@example.org",
                            "Rcpt: carol@example.org",
                            "Queue-Id: id1",
                            "MTA-Name: mx.example.org",
                            "TLS-Version: TLSv1.3",
                            "Password: secret");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "no action, Accept",
        "greylist, Accept",
        "add header, All",
        "rewrite subject, Accept",
        "soft reject, Defer",
        "reject, Reject",
        "quarantine, Quarantine",
        "discard, Discard",
        "an action of the host, Accept"
    })
    void hasAVerdictForEveryAction(String action, String verdict) {
        try (FakeServer rspamd = answering(action(action));
                Bench bench = new Bench(at(rspamd))) {
            assertThat(bench.judge(Bench.TEXT).getClass().getSimpleName()).isEqualTo(verdict);
            assertThat(bench.events).isEmpty();
        }
    }

    @Test
    void tellsTheClientWhatRspamdSays() {
        String json = "{\"action\":\"soft reject\",\"messages\":{\"smtp_message\":\"Greylisted\\r\\n250 Ok\"}}";
        try (FakeServer rspamd = answering(json);
                Bench bench = new Bench(at(rspamd))) {
            assertThat(bench.judge(Bench.TEXT)).isEqualTo(Verdict.defer("4.7.1", "Greylisted 250 Ok"));
        }
    }

    @Test
    void marksSpamAndFilesItIntoJunk() {
        try (FakeServer rspamd = answering(action("add header"));
                Bench bench = new Bench(at(rspamd))) {
            Verdict verdict = bench.judge(Bench.TEXT);
            assertThat(changed(verdict, Bench.TEXT)).isEqualTo("X-Spam: Yes\r\n" + Bench.HEADER + Bench.TEXT);
            assertThat(((Verdict.All) verdict).verdicts()).contains(Verdict.quarantine());
        }
    }

    @Test
    void rewritesTheSubject() {
        String json = "{\"action\":\"rewrite subject\",\"subject\":\"*** SPAM *** Gr\u00fc\u00dfe\"}";
        try (FakeServer rspamd = answering(json);
                Bench bench = new Bench(at(rspamd))) {
            assertThat(changed(bench.judge(Bench.TEXT), Bench.TEXT))
                    .contains("\r\nSubject: =?UTF-8?B?KioqIFNQQU0gKioqIEdy?=\r\n =?UTF-8?B?w7zDn2U=?=\r\n");
        }
    }

    @Test
    void makesTheChangesOfItsMilterBlock() {
        String json = "{\"action\":\"no action\",\"dkim-signature\":\"v=1;\\n\\tb=x\",\"milter\":{"
                + "\"remove_headers\":{\"X-Old\":0,\"X-Two\":-1,\"X-None\":-1},"
                + "\"add_headers\":{\"X-A\":{\"value\":\"one\\r\\ntwo\",\"order\":0},\"X-B\":\"b\",\"X-C\":[\"1\",{\"value\":\"2\",\"order\":9}]},"
                + "\"change_from\":\"new@client.example\",\"add_rcpt\":[\"dave@example.org\"],\"del_rcpt\":[\"<bob@example.org>\"]}}";
        String text = "X-Old: 1\r\nX-Two: 1\r\nX-Two: 2\r\nX-Old: 2\r\n" + Bench.TEXT;
        try (FakeServer rspamd = answering(json);
                Bench bench = new Bench(at(rspamd))) {
            Verdict.All verdict = (Verdict.All) bench.judge(text);
            Mail mail = Bench.mail(text)
                    .changed(((Verdict.Change) verdict.verdicts().get(0)).changes());
            assertThat(Bench.text(mail.content()))
                    .isEqualTo("DKIM-Signature: v=1;\r\n\tb=x\r\nX-C: 1\r\nX-B: b\r\nX-A: one\r\n\ttwo\r\n"
                            + Bench.HEADER + "X-Two: 1\r\n"
                            + Bench.TEXT.replace("\r\n\r\n", "\r\nX-C: 2\r\n\r\n"));
            assertThat(mail.envelope().reversePath()).hasToString("<new@client.example>");
            assertThat(mail.envelope().recipients()).hasToString("[<carol@example.org>, <dave@example.org>]");
        }
    }

    @ParameterizedTest
    @CsvSource({"discard, Discard", "quarantine, Quarantine", "other, Reject"})
    void doesAsItsMilterBlockSaysInsteadOfARefusal(String instead, String verdict) {
        String json = "{\"action\":\"reject\",\"milter\":{\"reject\":\"" + instead + "\"}}";
        try (FakeServer rspamd = answering(json);
                Bench bench = new Bench(at(rspamd))) {
            assertThat(bench.judge(Bench.TEXT).getClass().getSimpleName()).isEqualTo(verdict);
        }
    }

    @Test
    void doesWithAnActionWhatTheHostSays() {
        String json = "{\"action\":\"reject\",\"score\":20.5,\"required_score\":15,"
                + "\"symbols\":{\"BAD\":{\"score\":9.5},\"ODD\":7}}";
        try (FakeServer rspamd = answering(json);
                Bench bench = new Bench(at(rspamd)
                        .on(
                                Rspamd.Action.REJECT,
                                result -> Verdict.tag(
                                        "X-Score",
                                        result.score() + " " + result.symbols().get("BAD"))))) {
            assertThat(bench.judge(Bench.TEXT)).isEqualTo(Verdict.tag("X-Score", "20.5 9.5"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "{}",
                "[]",
                "{\"action\":1}",
                "{\"action\":\"no action\",\"milter\":{\"add_headers\":{\"X A\":\"v\"}}}",
                "{\"action\":\"no action\",\"milter\":{\"add_headers\":{\"X\":7}}}",
                "{\"action\":\"no action\",\"milter\":{\"add_rcpt\":[\"x y\"]}}",
                "{\"action\":\"no action\",\"milter\":{\"change_from\":\"a@b>\\r\\nEvil: <c\"}}"
            })
    void putsOffWhatGotNoAnswerThatCanBeUnderstood(String json) {
        try (FakeServer rspamd = answering(json);
                Bench bench = new Bench(at(rspamd))) {
            assertThat(bench.judge(Bench.TEXT)).isInstanceOf(Verdict.Defer.class);
            assertThat(bench.onlyUnavailable().passed()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}",
                "SPAMD/1.1 0 EX_OK\r\n\r\n",
                "\u0000\u0001\u0002"
            })
    void putsOffWhatIsNoAnswerOfHttp(String response) {
        try (FakeServer rspamd = raw(response);
                Bench bench = new Bench(at(rspamd).whenDown(FilterPolicy.PASS))) {
            assertThat(bench.judge(Bench.TEXT)).isEqualTo(Verdict.accept());
            assertThat(bench.onlyUnavailable().passed()).isTrue();
        }
    }

    @Test
    void readsNoAnswerWithoutEnd() {
        try (FakeServer rspamd = new FakeServer((in, out) -> {
                    request(in);
                    out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    byte[] spaces = " ".repeat(8192).getBytes(StandardCharsets.US_ASCII);
                    while (true) {
                        out.write(spaces);
                    }
                });
                Bench bench = new Bench(at(rspamd))) {
            assertThat(bench.judge(Bench.TEXT)).isInstanceOf(Verdict.Defer.class);
            assertThat(bench.onlyUnavailable().cause()).hasMessageContaining("longer than 1048576 octets");
        }
    }

    @Test
    void waitsForTheWholeAnswerAsLongAsItIsTold() {
        CountDownLatch over = new CountDownLatch(1);
        try (FakeServer rspamd = new FakeServer((in, out) -> {
                    request(in);
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{".getBytes(StandardCharsets.US_ASCII));
                    over.await();
                });
                Bench bench = new Bench(at(rspamd).answerTimeout(Duration.ofMillis(200)))) {
            assertThat(bench.judge(Bench.TEXT)).isInstanceOf(Verdict.Defer.class);
            assertThat(bench.onlyUnavailable().cause()).hasMessageContaining("took longer than 200 ms");
        } finally {
            over.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1/", "127.0.0.1:11333", "http:///x", "http://127.0.0.1/?a=b"})
    void takesNoAddressThatIsNone(String uri) {
        assertThatThrownBy(() -> Rspamd.at(URI.create(uri))).isInstanceOf(IllegalArgumentException.class);
    }
}
