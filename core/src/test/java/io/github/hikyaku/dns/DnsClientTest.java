package io.github.hikyaku.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;

class DnsClientTest {
    private NameServer server;
    private DnsClient client;

    @BeforeEach
    void start() throws Exception {
        server = new NameServer(DnsClientTest::answer);
        client = client(10);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private DnsClient client(int cacheSize) {
        return DnsClient.builder()
                .servers(server.address())
                .timeout(Duration.ofMillis(300))
                .attempts(1)
                .cacheSize(cacheSize)
                .build();
    }

    private static Name name(String text) {
        return Name.fromConstantString(text + ".");
    }

    private static Message answer(Message response) {
        try {
            Name asked = response.getQuestion().getName();
            switch (asked.toString(true).toLowerCase(Locale.ROOT)) {
                case "mx.example.org" -> {
                    response.addRecord(
                            new ARecord(asked, DClass.IN, 300, InetAddress.getByName("192.0.2.1")), Section.ANSWER);
                    response.addRecord(
                            new ARecord(asked, DClass.IN, 60, InetAddress.getByName("192.0.2.2")), Section.ANSWER);
                }
                case "alias.example.org" -> {
                    response.addRecord(
                            new CNAMERecord(asked, DClass.IN, 30, name("target.example.org")), Section.ANSWER);
                    response.addRecord(
                            new ARecord(name("target.example.org"), DClass.IN, 300, InetAddress.getByName("192.0.2.3")),
                            Section.ANSWER);
                }
                case "half.example.org" ->
                    response.addRecord(new CNAMERecord(asked, DClass.IN, 30, name("mx.example.org")), Section.ANSWER);
                case "ring.example.org" ->
                    response.addRecord(new CNAMERecord(asked, DClass.IN, 30, asked), Section.ANSWER);
                case "endless.example.org" ->
                    response.addRecord(
                            new CNAMERecord(name("other.example.org"), DClass.IN, 30, name("another.example.org")),
                            Section.ANSWER);
                case "nothing.example.org" ->
                    response.addRecord(
                            new SOARecord(
                                    name("example.org"), DClass.IN, 900, asked, asked, 1, 7200, 600, 3_600_000, 120),
                            Section.AUTHORITY);
                case "none.example.org" -> response.getHeader().setRcode(Rcode.NXDOMAIN);
                case "broken.example.org" -> response.getHeader().setRcode(Rcode.SERVFAIL);
                case "silent.example.org" -> {
                    return null;
                }
                case "texts.example.org" -> {
                    response.addRecord(new TXTRecord(asked, DClass.IN, 60, List.of("v=spf1 ", "-all")), Section.ANSWER);
                    response.addRecord(new TXTRecord(asked, DClass.IN, 60, "other"), Section.ANSWER);
                }
                case "example.org" -> {
                    response.addRecord(new MXRecord(asked, DClass.IN, 60, 20, name("MX2.example.org")), Section.ANSWER);
                    response.addRecord(new MXRecord(asked, DClass.IN, 60, 10, name("mx1.example.org")), Section.ANSWER);
                }
                case "nomail.example.org" ->
                    response.addRecord(new MXRecord(asked, DClass.IN, 60, 0, Name.root), Section.ANSWER);
                case "1.2.0.192.in-addr.arpa" ->
                    response.addRecord(new PTRRecord(asked, DClass.IN, 60, name("MX.example.org")), Section.ANSWER);
                default -> throw new AssertionError(asked);
            }
            return response;
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> DnsAnswer<T> get(CompletionStage<DnsAnswer<T>> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void anAnswerHoldsAsLongAsItsShortestRecord() throws Exception {
        DnsAnswer<InetAddress> answer = get(client.ipv4("MX.Example.org."));

        assertThat(answer.records())
                .extracting(InetAddress::getHostAddress)
                .containsExactlyInAnyOrder("192.0.2.1", "192.0.2.2");
        assertThat(answer.ttl()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void noRecordNoNameAndNoAnswerAreToldApart() throws Exception {
        assertThat(get(client.ipv4("nothing.example.org")).kind()).isEqualTo(DnsAnswer.Kind.NO_RECORD);
        assertThat(get(client.ipv4("nothing.example.org")).ttl())
                .isBetween(Duration.ofSeconds(100), Duration.ofSeconds(120));
        assertThat(get(client.ipv4("none.example.org")).kind()).isEqualTo(DnsAnswer.Kind.NO_NAME);
        assertThat(get(client.ipv4("broken.example.org")).detail()).contains("SERVFAIL");
        assertThat(get(client.ipv4("silent.example.org")).kind()).isEqualTo(DnsAnswer.Kind.FAILED);
    }

    @Test
    void whatCannotBeANameDoesNotExist() throws Exception {
        for (String name : new String[] {"a..b", "x".repeat(64) + ".example", "a.".repeat(200), "\u00fc".repeat(70)}) {
            assertThat(get(client.ipv4(name)).kind()).as(name).isEqualTo(DnsAnswer.Kind.NO_NAME);
        }
        assertThat(server.questions).isEmpty();
    }

    @Test
    void aliasesAreFollowedAndNotForEver() throws Exception {
        assertThat(get(client.ipv4("alias.example.org")).records())
                .extracting(InetAddress::getHostAddress)
                .containsExactly("192.0.2.3");
        assertThat(get(client.ipv4("alias.example.org")).ttl()).isLessThanOrEqualTo(Duration.ofSeconds(30));
        assertThat(get(client.ipv4("half.example.org")).records()).hasSize(2);
        assertThat(get(client.ipv4("ring.example.org")).isFailed()).isTrue();
        assertThat(get(client.ipv4("endless.example.org")).kind()).isEqualTo(DnsAnswer.Kind.NO_RECORD);
        assertThat(server.questions).hasSize(5);
    }

    @Test
    void recordsOfEachTypeAreRead() throws Exception {
        assertThat(get(client.texts("texts.example.org")).records()).containsExactlyInAnyOrder("v=spf1 -all", "other");
        assertThat(get(client.mailExchangers("example.org")).records())
                .containsExactly(new MailExchanger(10, "mx1.example.org"), new MailExchanger(20, "mx2.example.org"));
        assertThat(get(client.mailExchangers("nomail.example.org")).records())
                .singleElement()
                .matches(MailExchanger::isNull);
        assertThat(get(client.names(InetAddress.getByName("192.0.2.1"))).records())
                .containsExactly("mx.example.org");
    }

    @Test
    void whatIsKnownIsNotAskedAgain() throws Exception {
        get(client.ipv4("mx.example.org"));
        get(client.ipv4("MX.example.org"));
        get(client.ipv4("broken.example.org"));
        get(client.ipv4("broken.example.org"));

        assertThat(server.questions)
                .containsExactly("A mx.example.org", "A broken.example.org", "A broken.example.org");

        DnsClient forgetful = client(0);
        get(forgetful.ipv4("mx.example.org"));
        get(forgetful.ipv4("mx.example.org"));
        assertThat(server.questions).hasSize(5);
    }
}
