package io.github.hikyaku.smtp.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.address.AddressSyntaxException;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.storage.AccountId;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SenderPolicyTest {
    private static final Account ALICE = account("alice@example.org", "sales@example.org", "alice@b\u00fccher.example");
    private static final Account BOB = account("bob@example.org");

    private static Account account(String primary, String... others) {
        Set<MailAddress> all = new HashSet<>(Set.of(MailAddress.of(primary)));
        for (String other : others) {
            all.add(MailAddress.of(other));
        }
        return new Account(new AccountId(primary), MailAddress.of(primary), all);
    }

    @ParameterizedTest
    @CsvSource({
        "alice@example.org, true",
        "ALICE@Example.ORG, true",
        "\"alice\"@example.org, true",
        "sales@example.org, true",
        "alice@xn--bcher-kva.example, true",
        "alice@B\u00dcCHER.example, true",
        "bob@example.org, false",
        "alice@example.com, false",
        "alice+list@example.org, false",
        "alice@sub.example.org, false",
    })
    void ownAddressesAreThoseOfTheAccountInAnyWriting(String sender, boolean permitted) {
        assertThat(SenderPolicy.own().permits(ALICE, MailAddress.of(sender))).isEqualTo(permitted);
    }

    @Test
    void aDomainThatOnceWasTheSameIsAnother() {
        Account owner = account("alice@strasse.example");
        assertThat(SenderPolicy.own().permits(owner, MailAddress.of("alice@STRASSE.example")))
                .isTrue();
        assertThat(SenderPolicy.own().permits(owner, MailAddress.of("alice@stra\u00dfe.example")))
                .isFalse();
    }

    @Test
    void anybodyIsAnybody() {
        assertThat(SenderPolicy.any().permits(BOB, MailAddress.of("ceo@example.com")))
                .isTrue();
    }

    @Test
    void moreAddressesAreForTheirUserAlone() {
        SenderPolicy policy =
                SenderPolicy.own().orAddresses("Alice@example.org", "info@example.com", "press@example.com");

        assertThat(policy.permits(ALICE, MailAddress.of("info@example.com"))).isTrue();
        assertThat(policy.permits(ALICE, MailAddress.of("PRESS@example.com"))).isTrue();
        assertThat(policy.permits(ALICE, MailAddress.of("sales@example.org"))).isTrue();
        assertThat(policy.permits(ALICE, MailAddress.of("other@example.com"))).isFalse();
        assertThat(policy.permits(BOB, MailAddress.of("info@example.com"))).isFalse();
        assertThatThrownBy(() -> SenderPolicy.own().orAddresses("alice@example.org", "info"))
                .isInstanceOf(AddressSyntaxException.class);
    }

    @Test
    void withinADomainWhoHasAnAddressThereMayHaveAny() {
        SenderPolicy policy = SenderPolicy.own().orWithinDomains("b\u00fccher.example", "example.net");

        assertThat(policy.permits(ALICE, MailAddress.of("info@xn--bcher-kva.example")))
                .isTrue();
        assertThat(policy.permits(ALICE, MailAddress.of("info@example.org"))).isFalse();
        assertThat(policy.permits(ALICE, MailAddress.of("info@example.net"))).isFalse();
        assertThat(policy.permits(BOB, MailAddress.of("info@xn--bcher-kva.example")))
                .isFalse();
    }
}
