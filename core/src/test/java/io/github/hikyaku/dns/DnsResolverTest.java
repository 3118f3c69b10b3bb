package io.github.hikyaku.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class DnsResolverTest {
    private final ScriptedDns dns = new ScriptedDns()
            .address("both.example", "192.0.2.1", "2001:db8::1")
            .address("four.example", "192.0.2.4")
            .text("textonly.example", "x")
            .mailExchanger("example", 20, "b.example")
            .mailExchanger("example", 10, "a.example")
            .fail("down.example");

    private static <T> DnsAnswer<T> get(CompletionStage<DnsAnswer<T>> stage) {
        return stage.toCompletableFuture().join();
    }

    @Test
    void addressesAreThoseOfBothFamilies() {
        assertThat(get(dns.addresses("both.example")).records())
                .extracting(InetAddress::getHostAddress)
                .containsExactly("2001:db8:0:0:0:0:0:1", "192.0.2.1");
        assertThat(get(dns.addresses("four.example")).records()).hasSize(1);
        assertThat(get(dns.addresses("textonly.example")).kind()).isEqualTo(DnsAnswer.Kind.NO_RECORD);
        assertThat(get(dns.addresses("none.example")).kind()).isEqualTo(DnsAnswer.Kind.NO_NAME);
        assertThat(get(dns.addresses("x.down.example")).isFailed()).isTrue();
    }

    @Test
    void theScriptAnswersEveryKindOfQuestion() throws Exception {
        InetAddress address = InetAddress.getByName("2001:db8::19");
        dns.name("2001:db8::19", "Host.example");

        assertThat(get(dns.names(address)).records()).containsExactly("host.example");
        assertThat(get(dns.texts("TextOnly.example.")).records()).containsExactly("x");
        assertThat(get(dns.mailExchangers("example")).records())
                .extracting(MailExchanger::host)
                .containsExactly("a.example", "b.example");
        assertThat(dns.questions()).hasSize(3).contains("TXT textonly.example", "MX example");
    }

    @Test
    void whatIsHeldComesWhenItIsReleased() {
        dns.hold("four.example");
        CompletableFuture<DnsAnswer<InetAddress>> answer =
                dns.ipv4("four.example").toCompletableFuture();
        assertThat(answer).isNotDone();
        dns.release();
        assertThat(answer).isCompletedWithValueMatching(DnsAnswer::isFound);
        assertThat(dns.ipv4("four.example").toCompletableFuture()).isDone();
    }

    @Test
    void anAddressIsReversedByOctetsOrNibbles() throws Exception {
        assertThat(ReverseName.of(InetAddress.getByName("192.0.2.99"))).isEqualTo("99.2.0.192");
        assertThat(ReverseName.of(InetAddress.getByName("2001:db8:1:2:3:4:567:89ab")))
                .isEqualTo("b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2");
    }

    @Test
    void anAnswerHasRecordsIfAndOnlyIfSomethingWasFound() {
        assertThatThrownBy(() -> DnsAnswer.found(List.of(), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
