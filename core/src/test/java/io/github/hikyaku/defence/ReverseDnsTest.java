package io.github.hikyaku.defence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.defence.ReverseDns.Outcome;
import io.github.hikyaku.defence.ReverseDns.Result;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.pipeline.Verdict;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ReverseDnsTest {
    private final TestContext context = new TestContext();
    private final Origin client = TestContext.from("203.0.113.9");

    private String judge(ReverseDns stage, Origin origin) {
        return TestContext.text(context.start(stage).connected(origin));
    }

    @Test
    void aNameThatLeadsBackIsTold() {
        context.dns
                .name("203.0.113.9", "liar.example.com", "mail.example.net")
                .address("liar.example.com", "192.0.2.66")
                .address("mail.example.net", "203.0.113.9");
        ReverseDns stage = ReverseDns.builder().missing(Policy.REFUSE).build();

        assertThat(judge(stage, client))
                .isEqualTo("Authentication-Results: mx.example.org; iprev=pass policy.iprev=203.0.113.9"
                        + " (mail.example.net)");
        assertThat(stage.result(client)).contains(new Result(Outcome.PASS, Optional.of("mail.example.net")));
        stage.closed(client);
        assertThat(stage.result(client)).isEmpty();
    }

    @Test
    void worksForIpv6() {
        context.dns.name("2001:db8::9", "six.example.net").address("six.example.net", "2001:db8::9");
        assertThat(judge(ReverseDns.builder().build(), TestContext.from("2001:db8::9")))
                .endsWith("; iprev=pass policy.iprev=\"2001:db8:0:0:0:0:0:9\" (six.example.net)");
    }

    @Test
    void noNameAndANameThatLeadsElsewhereFail() {
        assertThat(judge(ReverseDns.builder().build(), client))
                .isEqualTo("Authentication-Results: mx.example.org; iprev=fail policy.iprev=203.0.113.9");

        context.dns.name("203.0.113.9", "www.bank.example").address("www.bank.example", "192.0.2.1");
        assertThat(judge(ReverseDns.builder().missing(Policy.REFUSE).build(), client))
                .isEqualTo("550 5.7.25 The address 203.0.113.9 has no name that leads back to it");
        assertThat(judge(ReverseDns.builder().missing(Policy.DEFER).build(), client))
                .startsWith("450 4.7.25 ");
        assertThat(judge(ReverseDns.builder().missing(Policy.OFF).build(), client))
                .isEqualTo("pass");
    }

    @Test
    void whatCannotBeToldIsNoFailure() {
        context.dns.name("203.0.113.9", "mail.example.net").fail("mail.example.net");
        assertThat(judge(ReverseDns.builder().missing(Policy.REFUSE).build(), client))
                .contains("iprev=temperror");
        assertThat(judge(ReverseDns.builder().unknown(Policy.DEFER).build(), client))
                .startsWith("450 4.7.25 ");
        context.dns.fail("in-addr.arpa");
        assertThat(judge(ReverseDns.builder().missing(Policy.REFUSE).build(), client))
                .contains("iprev=temperror");
    }

    @Test
    void onlyTenNamesAreLookedAt() {
        for (int i = 0; i < 100; i++) {
            context.dns.name("203.0.113.9", "n" + i + ".example.net");
        }
        assertThat(judge(ReverseDns.builder().build(), client)).contains("iprev=fail");
        assertThat(context.dns.questions()).hasSize(11);
    }

    @Test
    void nothingIsLeftOfAClientThatIsGoneBeforeTheAnswer() {
        context.dns.hold("9.113.0.203.in-addr.arpa");
        ReverseDns stage = context.start(ReverseDns.builder().build());
        CompletionStage<Verdict> verdict = stage.connected(client);
        assertThat(stage.result(client)).map(Result::outcome).contains(Outcome.TEMPERROR);
        stage.closed(client);
        context.dns.release();

        assertThat(TestContext.text(verdict)).contains("iprev=fail");
        assertThat(stage.result(client)).isEmpty();
    }

    @Test
    void nobodyLooksForWhoIsTrusted() {
        ReverseDns stage = ReverseDns.builder().missing(Policy.REFUSE).build();
        assertThat(judge(stage, TestContext.from("::1"))).isEqualTo("pass");
        assertThat(stage.result(TestContext.from("::1"))).isEmpty();
        assertThat(context.dns.questions()).isEmpty();
    }
}
