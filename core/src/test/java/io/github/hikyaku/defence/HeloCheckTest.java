package io.github.hikyaku.defence;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.engine.Net;
import io.github.hikyaku.message.Origin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeloCheckTest {
    private final TestContext context = new TestContext();

    private String judge(HeloCheck check, Origin origin) {
        return TestContext.text(context.start(check).greeted(origin));
    }

    private static Origin called(String helo) {
        return TestContext.from("203.0.113.9", helo);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            mail.example.net,           pass
            MAIL.Example.NET,           pass
            [203.0.113.9],              pass
            [IPv6:2001:db8::9],         pass
            bücher.example,             pass
            mailonly.example.net,       pass
            down.example.net,           pass
            203.0.113.9,                550 5.7.1 An IP address without brackets is no name of a host: 203.0.113.9
            2001:db8::9,                550 5.7.1 An IP address without brackets is no name of a host: 2001:db8::9
            -bad-.example,              550 5.7.1 This is no domain name: -bad-.example
            a_b.example,                550 5.7.1 This is no domain name: a_b.example
            a..example,                 550 5.7.1 This is no domain name: a..example
            MX.example.ORG,             550 5.7.1 This is the name of the server that you are talking to: MX.example.ORG
            example.org,                550 5.7.1 This is the name of the server that you are talking to: example.org
            [198.51.100.1],             550 5.7.1 This is the name of the server that you are talking to: [198.51.100.1]
            desktop,                    X-Helo-Check: This is no fully-qualified domain name: desktop
            none.example.net,           X-Helo-Check: This name has no address: none.example.net
            """)
    void knowsWhatNoServerCallsItself(String helo, String verdict) {
        context.dns
                .address("mail.example.net", "203.0.113.9")
                .address("b\u00fccher.example", "203.0.113.9")
                .mailExchanger("mailonly.example.net", 10, "mail.example.net")
                .fail("down.example.net");

        assertThat(judge(HeloCheck.builder().alsoOwn("example.org").build(), called(helo)))
                .isEqualTo(verdict);
    }

    @Test
    void eachCheckHasAPolicyOfItsOwn() {
        assertThat(judge(HeloCheck.builder().bareAddress(Policy.OFF).build(), called("203.0.113.9")))
                .isEqualTo("pass");
        assertThat(judge(HeloCheck.builder().syntax(Policy.MARK).build(), called("a..b")))
                .isEqualTo("X-Helo-Check: This is no domain name: a..b");
        assertThat(judge(HeloCheck.builder().unqualified(Policy.REFUSE).build(), called("desktop")))
                .startsWith("550 5.7.1 ");
        assertThat(judge(HeloCheck.builder().unresolvable(Policy.DEFER).build(), called("none.example")))
                .isEqualTo("450 4.7.1 This name has no address: none.example");
        int asked = context.dns.questions().size();
        assertThat(judge(HeloCheck.builder().unresolvable(Policy.OFF).build(), called("none.example")))
                .isEqualTo("pass");
        assertThat(context.dns.questions()).hasSize(asked);
    }

    @Test
    void aNameCannotForgeAReplyOrAField() {
        assertThat(judge(HeloCheck.builder().build(), called("evil\r\n250 ok\u0007")))
                .isEqualTo("550 5.7.1 This is no domain name: evil??250 ok?");
        assertThat(judge(HeloCheck.builder().build(), called("x".repeat(5000)))).hasSizeLessThan(400);
    }

    @Test
    void whoIsTrustedOrSubmitsMayCallItselfAnything() {
        HeloCheck check = HeloCheck.builder().build();
        assertThat(judge(check, TestContext.from("127.0.0.1", "1.2.3.4"))).isEqualTo("pass");
        assertThat(judge(check, TestContext.submitting(called("1.2.3.4")))).isEqualTo("pass");
        HeloCheck trusting =
                HeloCheck.builder().trusted(Net.of("203.0.113.0/24")).build();
        assertThat(judge(trusting, called("1.2.3.4"))).isEqualTo("pass");
    }
}
