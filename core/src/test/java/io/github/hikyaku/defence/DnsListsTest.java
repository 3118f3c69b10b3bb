package io.github.hikyaku.defence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.engine.Net;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.pipeline.Verdict;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsListsTest {
    private final TestContext context = new TestContext();
    private final Origin client = TestContext.from("203.0.113.9");

    private String judge(DnsLists.Builder lists, Origin origin) {
        return TestContext.text(context.start(lists.build()).connected(origin));
    }

    @Test
    void aListedClientIsRefused() {
        context.dns.address("9.113.0.203.bl.example", "127.0.0.2");
        DnsLists.Builder lists = DnsLists.builder().list(DnsList.blocking("bl.example"));

        assertThat(judge(lists, client)).isEqualTo("550 5.7.1 203.0.113.9 is listed by bl.example");
        assertThat(judge(lists, TestContext.from("203.0.113.10"))).isEqualTo("pass");
        assertThat(judge(lists.policy(Policy.MARK), client))
                .isEqualTo("X-DNS-Lists: 203.0.113.9 is listed by bl.example");
    }

    @Test
    void anIpv6ClientIsLookedForByItsNibbles() {
        context.dns.address("9.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.bl.example", "127.0.0.2");
        assertThat(judge(DnsLists.builder().list(DnsList.blocking("bl.example")), TestContext.from("2001:db8::9")))
                .startsWith("550 ");
    }

    @Test
    void listsAddUpAndGoodOnesCountAgainst() {
        context.dns
                .address("9.113.0.203.one.example", "127.0.0.2")
                .address("9.113.0.203.two.example", "127.0.0.2")
                .address("9.113.0.203.good.example", "127.0.10.1");
        DnsLists.Builder two = DnsLists.builder()
                .list(DnsList.blocking("one.example").weight(2), DnsList.blocking("two.example"))
                .threshold(3);
        assertThat(judge(two, client)).isEqualTo("550 5.7.1 203.0.113.9 is listed by one.example, two.example");
        assertThat(judge(two.threshold(4), client)).isEqualTo("pass");
        assertThat(judge(two.threshold(3).list(DnsList.allowing("good.example")), client))
                .isEqualTo("pass");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.2,true",
        "127.0.0.10,true",
        "127.0.1.2,true",
        "127.255.255.252,false",
        "127.255.255.254,false",
        "127.255.255.255,false",
        "192.0.2.1,false",
        "::1,false"
    })
    void errorsOfAListAndAnswersOfAWildcardAreNoListings(String answer, boolean listed) throws Exception {
        assertThat(DnsList.blocking("bl.example").matches(InetAddress.getByName(answer)))
                .isEqualTo(listed);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.2,true", "127.0.0.3,true", "127.0.0.4,false", "127.0.1.2,false", "127.1.0.2,false"})
    void onlyCertainAnswersMayCount(String answer, boolean listed) throws Exception {
        assertThat(DnsList.blocking("bl.example").codes(2, 3).matches(InetAddress.getByName(answer)))
                .isEqualTo(listed);
    }

    @Test
    void aListThatIsDownOrSlowSaysNothing() {
        context.dns.fail("down.example").hold("slow.example").address("9.113.0.203.slow.example", "127.0.0.2");
        DnsLists.Builder lists = DnsLists.builder()
                .list(DnsList.blocking("down.example"), DnsList.blocking("slow.example"))
                .timeout(Duration.ofMillis(1));
        assertThat(judge(lists, client)).isEqualTo("pass");
    }

    @Test
    void allListsAreAskedAtOnce() {
        context.dns.hold("example").address("9.113.0.203.two.example", "127.0.0.2");
        CompletionStage<Verdict> verdict = context.start(DnsLists.builder()
                        .list(DnsList.blocking("one.example"), DnsList.blocking("two.example"))
                        .timeout(Duration.ofMinutes(1))
                        .build())
                .connected(client);

        assertThat(context.dns.questions()).containsExactly("A 9.113.0.203.one.example", "A 9.113.0.203.two.example");
        assertThat(verdict.toCompletableFuture()).isNotDone();
        context.dns.release();
        assertThat(TestContext.text(verdict)).startsWith("550 ");
    }

    @Test
    void listsAreNotAskedAboutThoseTheyCannotKnow() {
        DnsLists.Builder lists = DnsLists.builder().list(DnsList.blocking("bl.example"));
        assertThat(judge(lists, TestContext.from("127.0.0.1"))).isEqualTo("pass");
        assertThat(judge(lists, TestContext.from("192.168.1.1"))).isEqualTo("pass");
        assertThat(judge(lists, TestContext.submitting(client))).isEqualTo("pass");
        assertThat(judge(lists.trusted(Net.of("203.0.113.9")), client)).isEqualTo("pass");
        assertThat(context.dns.questions()).isEmpty();
    }

    @Test
    void whatCannotWorkIsRefusedAtOnce() {
        assertThatThrownBy(() -> DnsLists.builder().build()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> DnsLists.builder().threshold(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DnsList.blocking(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DnsList.blocking("x").codes(256)).isInstanceOf(IllegalArgumentException.class);
    }
}
