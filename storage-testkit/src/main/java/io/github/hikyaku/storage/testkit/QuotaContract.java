package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.QuotaUsage;
import io.github.hikyaku.storage.UidSet;
import org.junit.jupiter.api.Test;

/** What an account uses: {@link MailAccount#quota}. */
public abstract class QuotaContract extends StoreContract {
    /** For subclasses. */
    protected QuotaContract() {}

    private void assertUsage(long octets, long messages) {
        QuotaUsage usage = account().quota();
        assertThat(usage.octets())
                .as(says(QuotaUsage.class, "the sum of the message sizes"))
                .isEqualTo(octets);
        assertThat(usage.messages())
                .as(says(QuotaUsage.class, "the number of messages"))
                .isEqualTo(messages);
    }

    @Test
    void theUsageFollowsEveryChange() {
        assertUsage(0, 0);
        Mailbox inbox = inbox();
        deposit(inbox, "12345678\r\n");
        deposit(inbox, "123\r\n");
        assertUsage(15, 2);
        Mailbox other = create("other");
        deposit(other, "1\r\n");
        assertUsage(18, 3);
        inbox.copy(UidSet.of(1), name("other"));
        assertUsage(28, 4);
        inbox.move(UidSet.of(1), name("other"));
        assertUsage(28, 4);
        inbox.expunge(UidSet.ALL);
        inbox.expunge(UidSet.ALL);
        assertUsage(23, 3);
        account().rename(name("other"), name("renamed"));
        assertUsage(23, 3);
        account().delete(name("renamed"));
        assertUsage(0, 0);
    }

    @Test
    void renamingInboxUsesNoMore() {
        deposit(inbox(), "123\r\n");
        account().rename(MailboxName.INBOX, name("old"));
        assertUsage(5, 1);
    }

    @Test
    void eachAccountHasItsOwn() {
        deposit(inbox(), "123\r\n");
        try (MailAccount other = store().open(FUGA)) {
            assertThat(other.quota().octets())
                    .as(says(QuotaUsage.class, "What an account uses and may use."))
                    .isZero();
        }
    }
}
