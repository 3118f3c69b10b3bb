package io.github.hikyaku.filter;

import static io.github.hikyaku.filter.Bench.now;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.event.Peer;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.message.MailChange;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.message.Recipient;
import io.github.hikyaku.pipeline.Reply;
import io.github.hikyaku.pipeline.Verdict;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The dialogue with a milter over a session, and what becomes of what it says. */
class MilterTest {
    private static final Verdict ACCEPT = Verdict.accept();
    private static final Origin ORIGIN = Bench.origin(false);
    private static final Recipient BOB =
            Bench.envelope("<bob@example.org>").recipients().get(0);
    private static final String CONNECT = "C[192.0.2.7]|4\u009c@192.0.2.7|";

    private final FakeMilter milter = new FakeMilter();
    private Milter stage = Milter.at("127.0.0.1", milter.port());
    private Bench bench;

    private void start(UnaryOperator<Milter> change) {
        stage = change.apply(stage);
        bench = new Bench(stage);
    }

    private void start() {
        start(UnaryOperator.identity());
    }

    @AfterEach
    void end() {
        bench.close();
        milter.close();
    }

    private Verdict connect() {
        return now(stage.connected(ORIGIN));
    }

    private Verdict helo() {
        return now(stage.greeted(ORIGIN));
    }

    private Verdict from() {
        return now(stage.mail(ORIGIN, Bench.envelope()));
    }

    private Verdict to() {
        return now(stage.recipient(ORIGIN, Bench.envelope(), BOB));
    }

    private Verdict message(String text) {
        return now(stage.message(Bench.mail(text)));
    }

    /** A transaction up to its message. */
    private Verdict all(String text) {
        connect();
        helo();
        from();
        to();
        return message(text);
    }

    private static Mail changed(Verdict verdict, String text) {
        return Bench.mail(text)
                .changed(((Verdict.Change) ((Verdict.All) verdict).verdicts().get(0)).changes());
    }

    // ---- what it hears

    @Test
    void hearsOfEverythingInTurn() throws InterruptedException {
        start();
        assertThat(all("Subject: a\r\n\tb\r\nX:c\r\n\r\nText\r\n")).isEqualTo(ACCEPT);
        stage.closed(ORIGIN);

        assertThat(milter.upTo("closed"))
                .containsExactly(
                        CONNECT,
                        "Hclient.example|",
                        "M<a@client.example>|",
                        "R<bob@example.org>|",
                        "T",
                        "LSubject|a\n\tb|",
                        "LX|c|",
                        "N",
                        "BText\r\n",
                        "E",
                        "Q",
                        "closed");
        assertThat(bench.events).isEmpty();
    }

    @Test
    void hearsMacrosBeforeCommands() throws InterruptedException {
        milter.writesDownMacros();
        start();
        Origin alice = Bench.origin(true);
        now(stage.connected(alice));
        now(stage.greeted(alice));
        now(stage.mail(alice, Bench.envelope()));
        now(stage.recipient(alice, Bench.envelope(), BOB));
        now(stage.message(Bench.mail("\r\n")));

        assertThat(milter.upTo("E"))
                .containsExactly(
                        "DCj|mx.example.org|{daemon_name}|mx|{daemon_addr}|127.0.0.1|{daemon_port}|25|"
                                + "{client_addr}|192.0.2.7|{client_port}|40000|{client_name}|[192.0.2.7]|"
                                + "{client_ptr}|unknown|_|[192.0.2.7]|v|Hikyaku|",
                        CONNECT,
                        "DH{tls_version}|TLSv1.3|",
                        "Hclient.example|",
                        "DM{tls_version}|TLSv1.3|{auth_type}|SASL|{auth_authen}|alice@example.org|"
                                + "{mail_mailer}|smtp|{mail_host}|client.example|{mail_addr}|a@client.example|",
                        "M<a@client.example>|",
                        "DR{rcpt_mailer}|smtp|{rcpt_host}|example.org|{rcpt_addr}|bob@example.org|",
                        "R<bob@example.org>|",
                        "DTi|id1|",
                        "T",
                        "DNi|id1|",
                        "N",
                        "DEi|id1|",
                        "E");
    }

    @Test
    void hearsNothingThatItDoesNotWant() throws InterruptedException {
        milter.wants(6, 0, 0x27f);
        start();
        assertThat(all(Bench.TEXT)).isEqualTo(ACCEPT);
        assertThat(milter.next()).isEqualTo("E");
    }

    @Test
    void isNotWaitedForWhereItDoesNotAnswer() throws InterruptedException {
        milter.wants(6, 0, 0xd_f080);
        for (char command : "CHMRTLNB".toCharArray()) {
            milter.says(command);
        }
        start();
        assertThat(all(Bench.TEXT)).isEqualTo(ACCEPT);
        assertThat(milter.upTo("E")).hasSize(10).contains("LSubject|Hello|", "BText\r\n");
    }

    @Test
    void hearsOfNoDataInAnOldVersion() throws InterruptedException {
        milter.wants(2, 0x3f, 0);
        start();
        assertThat(all(Bench.TEXT)).isEqualTo(ACCEPT);
        assertThat(milter.upTo("E")).doesNotContain("T");
    }

    @Test
    void hearsTheSpaceBeforeAValueIfItWants() throws InterruptedException {
        milter.wants(6, 0, 0x10_0000);
        start();
        all("A:  two \r\nB:none\r\n\r\n");
        assertThat(milter.upTo("E")).contains("LA|  two |", "LB|none|");
    }

    @Test
    void hearsALongBodyInPiecesUntilItHasEnough() throws InterruptedException {
        start();
        String line = "0123456789abcde\r\n";
        all("\r\n" + line.repeat(10_000));
        assertThat(milter.upTo("E").stream().filter(s -> s.startsWith("B")).map(String::length))
                .containsExactly(65_536, 65_536, 170_000 - 2 * 65_535 + 1);

        milter.says('B', "s");
        from();
        to();
        assertThat(message("\r\n" + line.repeat(10_000))).isEqualTo(ACCEPT);
        assertThat(milter.upTo("E").stream().filter(s -> s.startsWith("B"))).hasSize(1);
    }

    @Test
    void hearsOfTheEndOfATransactionWithoutAMessage() throws InterruptedException {
        start();
        connect();
        helo();
        from();
        stage.reset(ORIGIN);
        stage.reset(ORIGIN);
        from();
        to();
        message("\r\n");
        stage.reset(ORIGIN);
        stage.closed(ORIGIN);

        assertThat(milter.upTo("closed"))
                .containsExactly(
                        CONNECT,
                        "Hclient.example|",
                        "M<a@client.example>|",
                        "A",
                        "M<a@client.example>|",
                        "R<bob@example.org>|",
                        "T",
                        "N",
                        "E",
                        "Q",
                        "closed");
    }

    @Test
    void hearsOfClientsByIpv6() throws InterruptedException {
        start();
        Peer peer = new Peer("mx", "c6", new InetSocketAddress("::1", 25), new InetSocketAddress("fe80::1%1", 258));
        now(stage.connected(new Origin(peer, "", Optional.empty(), Optional.empty(), false)));
        assertThat(milter.next()).isEqualTo("C[fe80:0:0:0:0:0:0:1]|6\u0001\u0002fe80:0:0:0:0:0:0:1|");
    }

    // ---- what it says before there is a message

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "r;550 5.7.1 Refused by a filter of this server",
                "t;451 4.7.1 A filter of this server says to try again later",
                "4;421 4.7.0 A filter of this server ends the connection",
                "f;421 4.7.0 A filter of this server ends the connection",
                "y554 5.7.1 Go away|;554 5.7.1 Go away",
                "y450 4.2.0 Greylisted for 100%%|;450 4.2.0 Greylisted for 100%",
                "y550 No status|;550 5.7.1 No status",
                "y550|;550 5.7.1 Refused by a filter of this server",
                "y550 4.7.1 Does not fit|;550 5.7.1 Does not fit",
                "y421 4.3.2 Bye|;421 4.3.2 Bye",
                "y550-5.7.1 One~550 5.7.1 two|;550 5.7.1 One two",
                "y550 5.7.1 gr\u00fc\u00dfe|;550 5.7.1 gr??e"
            })
    void refusesAtEveryPoint(String written, String reply) {
        String packet = written.replace("~", "\r\n");
        milter.says('C', packet).says('H', packet).says('M', packet).says('R', packet);
        start();
        assertThat(reply(connect())).isEqualTo(reply);
        assertThat(reply(helo())).isEqualTo(reply);
        assertThat(reply(from())).isEqualTo(reply);
        milter.says('M', "c");
        from();
        assertThat(reply(to())).isEqualTo(reply);
        assertThat(bench.events).isEmpty();
    }

    private static String reply(Verdict verdict) {
        Reply reply = verdict instanceof Verdict.Reject reject ? reject.reply() : ((Verdict.Defer) verdict).reply();
        return reply.toString();
    }

    @Test
    void goesOnForOtherRecipientsWhenOneIsRefused() throws InterruptedException {
        milter.says('R', "r");
        start();
        connect();
        helo();
        from();
        assertThat(to()).isInstanceOf(Verdict.Reject.class);
        milter.says('R', "c");
        assertThat(to()).isEqualTo(ACCEPT);
        assertThat(message("\r\n")).isEqualTo(ACCEPT);
        assertThat(milter.upTo("E")).filteredOn(s -> s.startsWith("R")).hasSize(2);
    }

    @Test
    void hearsNoMoreOfAClientThatItAccepts() throws InterruptedException {
        milter.says('H', "a");
        start();
        assertThat(all("\r\n")).isEqualTo(ACCEPT);
        stage.closed(ORIGIN);
        assertThat(milter.upTo("closed")).containsExactly(CONNECT, "Hclient.example|", "Q", "closed");
    }

    @Test
    void hearsNoMoreOfATransactionThatItAccepts() throws InterruptedException {
        milter.says('M', "a");
        start();
        assertThat(all("\r\n")).isEqualTo(ACCEPT);
        stage.reset(ORIGIN);
        milter.says('M', "c");
        from();
        to();
        message("\r\n");
        assertThat(milter.upTo("E"))
                .containsSubsequence("M<a@client.example>|", "A", "M<a@client.example>|", "R<bob@example.org>|", "E");
    }

    @Test
    void discardsAtARecipient() {
        milter.says('R', "d");
        start();
        connect();
        helo();
        from();
        assertThat(to()).isEqualTo(Verdict.discard());
        assertThat(to()).isEqualTo(ACCEPT);
    }

    // ---- what it says to a message

    @ParameterizedTest
    @ValueSource(strings = {"T", "L", "N", "B", "E"})
    void refusesAMessageAtEveryCommand(String command) throws InterruptedException {
        milter.says(command.charAt(0), "y550 5.7.1 No|");
        start();
        assertThat(all(Bench.TEXT)).isEqualTo(Verdict.reject("5.7.1", "No"));
        milter.says(command.charAt(0), "d");
        from();
        to();
        assertThat(message(Bench.TEXT)).isEqualTo(Verdict.discard());
        milter.says(command.charAt(0), "a");
        from();
        to();
        assertThat(message(Bench.TEXT)).isEqualTo(ACCEPT);
    }

    @Test
    void changesFieldsCountedWithoutTheReceivedFieldOfThisServer() {
        String text = "Received: by other\r\nSubject: Hello\r\nX-A: 1\r\nX-A: 2\r\n\r\nText\r\n";
        milter.says(
                'E',
                "p",
                "i\0\0\0\0DKIM-Signature|v=1;\n\tb=x|",
                "i\0\0\0\u0003X-Third|here|",
                "i\0\0\0\u007fX-Far|last|",
                "hX-Last|end|",
                "m\0\0\0\u0001Subject| Changed|",
                "m\0\0\0\u0002X-A||",
                "m\0\0\0\u0001Received|by another|",
                "m\0\0\0\u0001X-New|new|",
                "p",
                "c");
        start();
        assertThat(Bench.text(changed(all(text), text).content()))
                .isEqualTo(Bench.HEADER
                        + "DKIM-Signature: v=1;\r\n\tb=x\r\nReceived: by another\r\nSubject: Changed\r\nX-Third: here\r\n"
                        + "X-A: 1\r\nX-Far: last\r\nX-Last: end\r\nX-New: new\r\n\r\nText\r\n");
    }

    @Test
    void changesTheEnvelope() {
        milter.says(
                'E',
                "+<dave@example.org>|",
                "2<eve@example.org>|NOTIFY=NEVER|",
                "-<BOB@example.org>|",
                "e<new@client.example>|SIZE=1|",
                "a");
        start();
        Mail mail = changed(all("\r\n"), "\r\n");
        assertThat(mail.envelope().reversePath()).hasToString("<new@client.example>");
        assertThat(mail.envelope().recipients())
                .hasToString("[<carol@example.org>, <dave@example.org>, <eve@example.org>]");
    }

    @Test
    void replacesTheBodyWhateverItsLineEnds() {
        milter.says('E', "bone\r", "b\ntwo\nthree\rfour\r\n", "b\nfive\r", "c");
        start();
        Verdict verdict = all(Bench.TEXT);
        assertThat(Bench.text(changed(verdict, Bench.TEXT).content()))
                .endsWith("Subject: Hello\r\n\r\none\r\ntwo\r\nthree\r\nfour\r\n\r\nfive\r\n");
    }

    @Test
    void quarantines() {
        milter.says('E', "qlooks odd|", "hX-Odd|yes|", "c");
        start(with -> with.quarantineInto("Odd"));
        Verdict.All verdict = (Verdict.All) all("\r\n");
        assertThat(verdict.verdicts())
                .contains(new Verdict.Quarantine("Odd"))
                .hasAtLeastOneElementOfType(Verdict.Change.class);
    }

    // ---- what it must not say, and when it is away

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Z",
                "",
                "hX A|v|",
                "hX",
                "i\0\0",
                "+<no address|",
                "+|",
                "e<a@b> x<|",
                "m\0\0\0\u0001X|a\0b",
                "O\0\0",
                "y200 Ok|",
                "y|"
            })
    void putsOffAMessageBehindWhatItMustNotSay(String packet) {
        milter.says('E', packet, "c");
        start();
        boolean harmless = packet.startsWith("m");
        assertThat(all(Bench.TEXT) instanceof Verdict.Defer).isEqualTo(!harmless);
        assertThat(bench.events).hasSize(harmless ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({"7f,ff,ff,ff", "ff,ff,ff,ff", "0,0,0,0", "0,4,0,1"})
    void takesNoPacketOfAnImpossibleLength(String a, String b, String c, String d) {
        milter.saysRaw('C', octet(a), octet(b), octet(c), octet(d), (byte) 'c');
        start();
        assertThat(connect()).isInstanceOf(Verdict.Defer.class);
        assertThat(bench.onlyUnavailable().cause()).hasMessageContaining("sends a packet of");
    }

    private static byte octet(String hex) {
        return (byte) Integer.parseInt(hex, 16);
    }

    @ParameterizedTest
    @CsvSource({"1,0,0", "7,0,0", "6,100,0", "6,0,800"})
    void agreesToNothingThatWasNotOffered(String version, String actions, String steps) {
        milter.wants(Integer.parseInt(version), Integer.parseInt(actions, 16), Integer.parseInt(steps, 16));
        start();
        assertThat(connect()).isInstanceOf(Verdict.Defer.class);
        assertThat(bench.onlyUnavailable().mailId()).isEmpty();
    }

    @Test
    void takesNoChangesWithoutEnd() {
        String[] packets = new String[1001];
        Arrays.fill(packets, "hX|v|");
        milter.says('E', packets);
        start();
        assertThat(all("\r\n")).isInstanceOf(Verdict.Defer.class);
        assertThat(bench.onlyUnavailable().cause()).hasMessageContaining("more than 1000 changes");
    }

    @Test
    void waitsNoLongerThanItIsTold() {
        milter.says('E');
        start(with -> with.answerTimeout(Duration.ofMillis(150)));
        assertThat(all("\r\n")).isInstanceOf(Verdict.Defer.class);
        assertThat(bench.onlyUnavailable().cause()).hasMessageContaining("within 150 ms");
    }

    @Test
    void triesAgainWithTheNextTransactionAndTellsItOfTheClientFirst() throws InterruptedException {
        milter.says('R', "Z");
        start();
        connect();
        helo();
        from();
        assertThat(to()).isInstanceOf(Verdict.Defer.class);
        assertThat(to()).isInstanceOf(Verdict.Defer.class);
        assertThat(bench.events).hasSize(2);
        milter.upTo("closed");

        milter.says('R', "c");
        assertThat(from()).isEqualTo(ACCEPT);
        assertThat(to()).isEqualTo(ACCEPT);
        assertThat(milter.upTo("R<bob@example.org>|"))
                .containsExactly(CONNECT, "Hclient.example|", "M<a@client.example>|", "R<bob@example.org>|");
    }

    @Test
    void letsATransactionPassWithoutItWhereTheHostSaysSo() {
        milter.says('R', "Z");
        start(with -> with.whenDown(FilterPolicy.PASS));
        connect();
        helo();
        from();
        assertThat(to()).isEqualTo(ACCEPT);
        assertThat(to()).isEqualTo(ACCEPT);
        assertThat(message("\r\n")).isEqualTo(ACCEPT);
        assertThat(bench.onlyUnavailable().passed()).isTrue();
    }

    @Test
    void turnsClientsAwayForNowWhereNobodyListens() {
        milter.close();
        start();
        assertThat(reply(connect())).startsWith("451 4.3.0");
        assertThat(bench.onlyUnavailable().cause()).hasMessageContaining("No connection to");
    }

    @Test
    void endsAQuestionWhenTheClientIsGone() throws Exception {
        milter.says('M');
        start();
        connect();
        CompletionStage<Verdict> open = stage.mail(ORIGIN, Bench.envelope());
        milter.upTo("M<a@client.example>|");
        stage.closed(ORIGIN);
        assertThat(now(open)).isEqualTo(ACCEPT);
        milter.upTo("closed");
        assertThat(bench.events).isEmpty();
    }

    @Test
    void hasNoMoreConnectionsThanItIsTold() throws InterruptedException {
        start(with -> with.maxConcurrent(1));
        connect();
        Peer other =
                new Peer("mx", "c2", new InetSocketAddress("127.0.0.1", 25), new InetSocketAddress("192.0.2.8", 1));
        CompletionStage<Verdict> second =
                stage.connected(new Origin(other, "", Optional.empty(), Optional.empty(), false));
        assertThat(second.toCompletableFuture()).isNotDone();
        assertThat(milter.connections()).isEqualTo(1);

        stage.closed(ORIGIN);
        assertThat(now(second)).isEqualTo(ACCEPT);
        assertThat(milter.connections()).isEqualTo(2);
    }

    @Test
    void keepsWhatAMessageWasChangedTo() {
        milter.says('E', "bother\r\n", "c");
        start();
        Verdict.All verdict = (Verdict.All) all("\r\n");
        Verdict.Change change = (Verdict.Change) verdict.verdicts().get(0);
        MailChange.ReplaceBody body = (MailChange.ReplaceBody) change.changes().get(0);
        assertThat(Bench.text(body.body())).isEqualTo("other\r\n");
        body.release().run();
    }
}
