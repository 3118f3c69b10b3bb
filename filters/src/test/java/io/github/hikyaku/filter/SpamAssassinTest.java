package io.github.hikyaku.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.message.Mail;
import io.github.hikyaku.pipeline.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stage sends to spamd, and what it makes of what comes back. */
class SpamAssassinTest {
    private static final String SPAM =
            "SPAMD/1.1 0 EX_OK\r\nContent-length: 10\r\nSpam: True ; 7.5 / 5.0\r\n\r\nBAD,WORSE_";
    private static final String HAM = "SPAMD/1.1 0 EX_OK\r\nSpam: False ; -0.1 / 5.0\r\nContent-length: 0\r\n\r\n";

    private final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();

    private FakeServer answering(String answer) {
        return new FakeServer((in, out) -> {
            asked.add(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
            out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
        });
    }

    private static SpamAssassin at(FakeServer server) {
        return SpamAssassin.at(server.host(), server.port());
    }

    private static String changed(Verdict verdict, String text) {
        Mail mail = Bench.mail(text);
        for (Verdict each : ((Verdict.All) verdict).verdicts()) {
            if (each instanceof Verdict.Change change) {
                mail = mail.changed(change.changes());
            }
        }
        return Bench.text(mail.content());
    }

    @Test
    void asksAsSpamcDoesAndEndsItsSide() throws InterruptedException {
        try (FakeServer spamd = answering(HAM);
                Bench bench = new Bench(at(spamd).user(mail -> Optional.of("bob")))) {
            bench.judge(Bench.TEXT);
            String shown = "Return-Path: <a@client.example>\r\n" + Bench.HEADER + Bench.TEXT;
            assertThat(asked.poll(10, TimeUnit.SECONDS))
                    .isEqualTo(
                            "SYMBOLS SPAMC/1.5\r\nContent-length: " + shown.length() + "\r\nUser: bob\r\n\r\n" + shown);
        }
    }

    @Test
    void marksSpamAndFilesItIntoJunk() {
        try (FakeServer spamd = answering(SPAM);
                Bench bench = new Bench(at(spamd))) {
            Verdict verdict = bench.judge("X-Spam-Flag: NO\r\n" + Bench.TEXT);
            assertThat(changed(verdict, "X-Spam-Flag: NO\r\n" + Bench.TEXT))
                    .isEqualTo("X-Spam-Status: Yes, score=7.5 required=5.0\r\n\ttests=BAD,WORSE_\r\n"
                            + "X-Spam-Flag: YES\r\n" + Bench.HEADER + Bench.TEXT);
            assertThat(((Verdict.All) verdict).verdicts()).contains(Verdict.quarantine());
        }
    }

    @Test
    void saysOfHamThatItWasLookedAt() {
        try (FakeServer spamd = answering(HAM);
                Bench bench = new Bench(at(spamd))) {
            assertThat(changed(bench.judge(Bench.TEXT), Bench.TEXT))
                    .isEqualTo("X-Spam-Status: No, score=-0.1 required=5.0\r\n" + Bench.HEADER + Bench.TEXT);
        }
    }

    @Test
    void takesItsOwnThresholdBeforeSpamds() {
        try (FakeServer spamd = answering(SPAM);
                Bench bench = new Bench(at(spamd).threshold(8).whenSpam(result -> Verdict.discard()))) {
            assertThat(changed(bench.judge(Bench.TEXT), Bench.TEXT))
                    .startsWith("X-Spam-Status: No, score=7.5 required=8.0\r\n");
        }
    }

    @Test
    void refusesSpamWhereTheHostSaysSo() {
        try (FakeServer spamd = answering(SPAM);
                Bench bench = new Bench(at(spamd).whenSpam(result -> {
                    assertThat(result).isEqualTo(new SpamAssassin.Result(true, 7.5, 5.0, List.of("BAD", "WORSE_")));
                    return Verdict.reject("5.7.1", "Spam");
                }))) {
            assertThat(bench.judge(Bench.TEXT)).isEqualTo(Verdict.reject("5.7.1", "Spam"));
        }
    }

    @Test
    void doesNotShowWhatIsTooBig() {
        try (FakeServer spamd = answering(SPAM);
                Bench bench = new Bench(at(spamd).maxSize(50))) {
            assertThat(bench.judge(Bench.TEXT)).isEqualTo(Verdict.accept());
            assertThat(spamd.connections()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\n\r\n",
                "SPAMD/1.0 76 Bad header line: x\r\n",
                "SPAMD/1.1 0 EX_OK\r\n\r\nBAD",
                "SPAMD/1.1 0 EX_OK\r\nSpam: True ; 1 / 2\r\n",
                "SPAMD/1.1 0 EX_OK\r\nSpam: True ; 1 / 2\r\nContent-length: 9\r\n\r\nBAD",
                "SPAMD/1.1 0 EX_OK\r\nSpam: Maybe ; 1 / 2\r\n\r\n",
                "SPAMD/1.1 0 EX_OK\r\nSpam: True ; 1e99999 / 2\r\n\r\n",
                "SPAMD/1.1 0 EX_OK\r\nSpam: True ; 99999999999999 / 2\r\n\r\n"
            })
    void putsOffWhatGotNoAnswerThatCanBeUnderstood(String answer) {
        try (FakeServer spamd = answering(answer);
                Bench bench = new Bench(at(spamd))) {
            assertThat(bench.judge(Bench.TEXT)).isInstanceOf(Verdict.Defer.class);
            assertThat(bench.onlyUnavailable().passed()).isFalse();
        }
    }

    @Test
    void writesNoFieldFromWhatIsNoNameOfARule() {
        String symbols = "OK_1,b\u00e4d,X\tY,\r\nEvil: x," + "A".repeat(101);
        String answer = "SPAMD/1.1 0 EX_OK\r\nSpam: True ; 7.5 / 5.0\r\n\r\n" + symbols;
        try (FakeServer spamd = answering(answer);
                Bench bench = new Bench(at(spamd))) {
            assertThat(changed(bench.judge(Bench.TEXT), Bench.TEXT))
                    .startsWith("X-Spam-Status: Yes, score=7.5 required=5.0\r\n\ttests=OK_1,X,Y,x\r\nX-Spam-Flag");
        }
    }
}
