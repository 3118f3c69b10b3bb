package io.github.hikyaku.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MailAddressTest {
    @Test
    void domainsCompareWithoutCaseAndLocalPartsWithIt() {
        assertThat(MailAddress.of("alice@Example.ORG"))
                .isEqualTo(MailAddress.of("alice@example.org"))
                .hasSameHashCodeAs(MailAddress.of("alice@example.org"));
        assertThat(MailAddress.of("Alice@example.org")).isNotEqualTo(MailAddress.of("alice@example.org"));
    }

    @Test
    void quotesDoNotCount() {
        assertThat(MailAddress.of("\"al\\ice\"@b")).isEqualTo(MailAddress.of("alice@b"));
        assertThat(MailAddress.of("\"a b\"@b").localPartValue()).isEqualTo("a b");
        assertThat(MailAddress.of("\"a b\"@b").localPart()).isEqualTo("\"a b\"");
    }

    @Test
    void internationalDomainsCompareNormalized() {
        assertThat(MailAddress.of("a@BU\u0308CHER.example")).isEqualTo(MailAddress.of("a@b\u00FCcher.example"));
    }

    @Test
    void quotesALocalPartThatNeedsIt() {
        assertThat(MailAddress.of("a.b", "c")).hasToString("a.b@c");
        assertThat(MailAddress.of("a..b", "c")).hasToString("\"a..b\"@c");
        assertThat(MailAddress.of("", "c")).hasToString("\"\"@c");
        assertThat(MailAddress.of("a\"\\ b@", "c")).hasToString("\"a\\\"\\\\ b@\"@c");
        assertThat(MailAddress.of("a\"\\ b@", "c").localPartValue()).isEqualTo("a\"\\ b@");
        assertThatThrownBy(() -> MailAddress.of("a\r\nb", "c")).isInstanceOf(AddressSyntaxException.class);
        assertThatThrownBy(() -> MailAddress.of("a", "c d")).isInstanceOf(AddressSyntaxException.class);
    }

    @Test
    void knowsAddressLiterals() {
        assertThat(MailAddress.of("a@[192.0.2.1]").isAddressLiteral()).isTrue();
        assertThat(MailAddress.of("a@b").isAddressLiteral()).isFalse();
    }
}
