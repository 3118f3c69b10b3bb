package io.github.hikyaku.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.AccountQuota;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.QuotaLimits;
import io.github.hikyaku.storage.memory.MemoryMailStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccountQuotasTest {
    private static final MailAddress ADDRESS = MailAddress.of("alice@example.org");
    private static final Account ALICE = new Account(new AccountId("alice@example.org"), ADDRESS, Set.of(ADDRESS));

    private final List<MailEvent> events = new ArrayList<>();
    private final MemoryMailStore store = MemoryMailStore.create();
    private final AccountQuotas quotas = new AccountQuotas(store, events::add);

    @Test
    void theStoreIsToldWhatTheDirectorySays() {
        quotas.open(ALICE.withQuota(new AccountQuota(OptionalLong.of(1_000), OptionalLong.of(2))))
                .close();
        assertLimits(OptionalLong.of(1_000), OptionalLong.of(2));

        quotas.open(ALICE.withQuota(AccountQuota.octets(5))).close();
        assertLimits(OptionalLong.of(5), OptionalLong.empty());

        quotas.open(ALICE.withQuota(AccountQuota.UNLIMITED)).close();
        assertLimits(OptionalLong.empty(), OptionalLong.empty());
    }

    @Test
    void theStoresOwnLimitsStayWhereTheDirectorySaysNothing() {
        limit(7);
        quotas.open(ALICE).close();

        assertLimits(OptionalLong.of(7), OptionalLong.empty());
    }

    @Test
    void theStoreIsToldOnceOfEachQuota() {
        quotas.open(ALICE.withQuota(AccountQuota.octets(5))).close();
        limit(7);
        quotas.open(ALICE.withQuota(AccountQuota.octets(5))).close();

        assertLimits(OptionalLong.of(7), OptionalLong.empty());
    }

    @Test
    void aRecipientIsFullWhenNoOctetMoreFits() {
        Account limited = ALICE.withQuota(AccountQuota.octets(5));
        assertThat(quotas.refusal(List.of(limited))).isEmpty();

        fill(5);

        assertThat(quotas.refusal(List.of(limited)))
                .hasValueSatisfying(reply -> assertThat(reply.toString()).startsWith("452 4.2.2 "));
        assertThat(quotas.refusal(List.of(ALICE))).isEmpty();
        assertThat(quotas.refusal(List.of(ALICE.withQuota(AccountQuota.UNLIMITED))))
                .isEmpty();
    }

    @Test
    void aStoreThatFailsIsNoReasonToRefuseARecipientForGood() {
        store.close();

        assertThat(quotas.refusal(List.of(ALICE.withQuota(AccountQuota.octets(5)))))
                .isEmpty();
    }

    @Test
    void aQuotaThatCannotBeSetKeepsNobodyOut() {
        FlakyQuotas flaky = new FlakyQuotas(store);
        AccountQuotas over = new AccountQuotas(flaky, events::add);
        over.open(ALICE.withQuota(AccountQuota.octets(5))).close();
        assertThat(events).hasExactlyElementsOfTypes(MailEvent.InternalError.class);

        flaky.works = true;
        over.open(ALICE.withQuota(AccountQuota.octets(5))).close();
        assertLimits(OptionalLong.of(5), OptionalLong.empty());
    }

    private void fill(int octets) {
        try (MailAccount account = store.open(ALICE.id());
                Deposit deposit = account.open(MailboxName.INBOX).deposit(Set.of(), Instant.EPOCH)) {
            deposit.write(new byte[octets], 0, octets);
            deposit.commit();
        }
    }

    private void limit(long octets) {
        try (MailAccount account = store.open(ALICE.id())) {
            ((QuotaLimits) account).limit(OptionalLong.of(octets), OptionalLong.empty());
        }
    }

    private void assertLimits(OptionalLong octets, OptionalLong messages) {
        try (MailAccount account = store.open(ALICE.id())) {
            assertThat(account.quota().octetLimit()).isEqualTo(octets);
            assertThat(account.quota().messageLimit()).isEqualTo(messages);
        }
    }
}
