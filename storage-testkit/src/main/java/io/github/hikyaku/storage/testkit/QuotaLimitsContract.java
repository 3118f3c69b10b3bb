package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.QuotaLimits;
import io.github.hikyaku.storage.QuotaUsage;
import io.github.hikyaku.storage.StoreFeature;
import io.github.hikyaku.storage.UidSet;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link StoreFeature#QUOTA_LIMITS}: an account that is held to limits. */
public abstract class QuotaLimitsContract extends StoreContract {
    private static final int THREADS = 6;
    private static final String TEN = "12345678\r\n";

    /** For subclasses. */
    protected QuotaLimitsContract() {}

    @BeforeEach
    void onlyIfDeclared() {
        assume(StoreFeature.QUOTA_LIMITS);
    }

    private static QuotaLimits limits(MailAccount account) {
        return ability(QuotaLimits.class, account, says(StoreFeature.class, "Accounts implement QuotaLimits"));
    }

    private void limit(long octets, long messages) {
        limits(account()).limit(OptionalLong.of(octets), OptionalLong.of(messages));
    }

    private void assertUsage(String rule, long octets, long messages) {
        QuotaUsage usage = account().quota();
        assertThat(usage.octets()).as(rule).isEqualTo(octets);
        assertThat(usage.messages()).as(rule).isEqualTo(messages);
    }

    @Test
    void theLimitsAreToldByEveryHandle() {
        String rule =
                says(QuotaLimits.class, "Sets the limits in place of the former, for all handles to the account.");
        try (MailAccount other = store().open(HOGE)) {
            limit(1000, 10);
            assertThat(account().quota())
                    .as(rule)
                    .isEqualTo(new QuotaUsage(0, 0, OptionalLong.of(1000), OptionalLong.of(10)));
            assertThat(other.quota()).as(rule).isEqualTo(account().quota());
            limits(other).limit(OptionalLong.empty(), OptionalLong.of(5));
            assertThat(account().quota())
                    .as(rule)
                    .isEqualTo(new QuotaUsage(0, 0, OptionalLong.empty(), OptionalLong.of(5)));
            limits(other).limit(OptionalLong.empty(), OptionalLong.empty());
            assertThat(account().quota())
                    .as(says(QuotaLimits.class, "or empty for no limit"))
                    .isEqualTo(QuotaUsage.unlimited(0, 0));
        }
    }

    @Test
    void aNegativeLimitIsAMistake() {
        String rule = says(QuotaLimits.class, "if one is below 0");
        QuotaUsage before = account().quota();
        assertThatThrownBy(() -> limit(-1, 0)).as(rule).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> limit(0, Long.MIN_VALUE)).as(rule).isInstanceOf(IllegalArgumentException.class);
        assertThat(account().quota()).as(rule).isEqualTo(before);
    }

    @Test
    void eachAccountIsHeldToItsOwn() {
        try (MailAccount other = store().open(FUGA)) {
            QuotaUsage before = other.quota();
            limit(0, 0);
            assertThat(other.quota())
                    .as(says(QuotaLimits.class, "holds the account to limits"))
                    .isEqualTo(before);
            deposit(other.open(MailboxName.INBOX), TEN);
        }
    }

    @Test
    void aDepositFitsUpToTheLimitAndNotBeyond() {
        limit(25, 100);
        Mailbox inbox = inbox();
        String rule = says(QuotaLimits.class, "A deposit or a copy that would lead above a limit fails with");
        deposit(inbox, TEN);
        MailboxStatus before = inbox.status();
        assertFails(Kind.OVER_QUOTA, rule, () -> deposit(inbox, "1234567890123456"));
        assertThat(inbox.status())
                .as(says(QuotaLimits.class, "and leaves nothing behind"))
                .isEqualTo(before);
        assertUsage(says(QuotaLimits.class, "and leaves nothing behind"), 10, 1);
        assertSucceeds(rule, () -> deposit(inbox, "1234567890123\r\n"));
        assertUsage(rule, 25, 2);
        assertFails(Kind.OVER_QUOTA, rule, () -> deposit(inbox, "1"));
    }

    @Test
    void aDepositInPiecesIsHeldToTheLimitToo() {
        limit(25, 100);
        Mailbox inbox = inbox();
        String rule = says(QuotaLimits.class, "A deposit or a copy that would lead above a limit fails with");
        assertFails(Kind.OVER_QUOTA, rule, () -> {
            try (Deposit deposit = inbox.deposit(Set.of(), DATE)) {
                for (int i = 0; i < 3; i++) {
                    deposit.write(bytes(TEN), 0, 10);
                }
                deposit.commit();
            }
        });
        assertUsage(rule, 0, 0);
        try (Deposit deposit = inbox.deposit(Set.of(), DATE)) {
            assertSucceeds(rule, () -> deposit.write(bytes(TEN), 0, 10));
        }
        String aborted = says(Deposit.class, "Aborts, if not committed. Leaves nothing behind.");
        assertSucceeds(aborted, () -> deposit(inbox, "1234567890123456789012\r\n"));
        assertUsage(aborted, 24, 1);
    }

    @Test
    void theNumberOfMessagesIsLimitedToo() {
        limit(1000, 2);
        Mailbox inbox = inbox();
        deposit(inbox, "");
        deposit(inbox, TEN);
        String rule = says(QuotaLimits.class, "A deposit or a copy that would lead above a limit fails with");
        assertFails(Kind.OVER_QUOTA, rule, () -> deposit(inbox, ""));
        assertFails(Kind.OVER_QUOTA, rule, () -> inbox.copy(UidSet.of(1), MailboxName.INBOX));
        inbox.expunge(UidSet.of(1));
        deposit(inbox, TEN);
        assertUsage(rule, 20, 2);
    }

    @Test
    void aCopyThatDoesNotFitCopiesNothing() {
        Mailbox inbox = inbox();
        for (int i = 0; i < 3; i++) {
            deposit(inbox, TEN);
        }
        Mailbox target = create("target");
        limit(50, 100);
        String rule = says(Mailbox.class, "all of them or, when it throws, none");
        MailboxStatus before = target.status();
        assertFails(Kind.OVER_QUOTA, rule, () -> inbox.copy(UidSet.ALL, name("target")));
        assertThat(target.status()).as(rule).isEqualTo(before);
        assertUsage(rule, 30, 3);
        inbox.copy(UidSet.of(1, 3), name("target"));
        assertUsage(rule, 50, 5);
    }

    @Test
    void whatNeedsNoMoreRoomIsNeverRefused() {
        Mailbox inbox = inbox();
        for (int i = 0; i < 3; i++) {
            deposit(inbox, TEN);
        }
        create("target");
        limit(0, 0);
        String rule = says(QuotaLimits.class, "such as a move within the account, is never refused");
        assertSucceeds(rule, () -> inbox.move(UidSet.of(1), name("target")));
        assertSucceeds(rule, () -> inbox.move(UidSet.of(2), MailboxName.INBOX));
        assertSucceeds(rule, () -> inbox.copy(UidSet.of(77), name("target")));
        assertSucceeds(rule, () -> account().rename(name("target"), name("renamed")));
        assertSucceeds(rule, () -> account().rename(MailboxName.INBOX, name("old")));
        assertSucceeds(rule, () -> create("empty"));
        Mailbox old = account().open(name("old"));
        assertSucceeds(rule, () -> old.store(UidSet.ALL, FlagUpdate.add(Flag.SEEN), Long.MAX_VALUE));
        assertThat(old.status().messages()).as(rule).isEqualTo(2);
        assertThat(account().open(name("renamed")).status().messages()).as(rule).isEqualTo(1);
        assertUsage(rule, 30, 3);
    }

    @Test
    void aLimitBelowWhatIsUsedTakesNothingAway() {
        Mailbox inbox = inbox();
        for (int i = 0; i < 3; i++) {
            deposit(inbox, TEN);
        }
        limit(15, 100);
        String rule = says(
                QuotaLimits.class, "A limit below what is used already takes nothing away; it refuses what comes.");
        assertUsage(rule, 30, 3);
        assertThat(text(inbox, 3)).as(rule).isEqualTo(TEN);
        assertFails(Kind.OVER_QUOTA, rule, () -> deposit(inbox, "1"));
        inbox.expunge(UidSet.of(1, 2));
        deposit(inbox, "123\r\n");
        assertFails(Kind.OVER_QUOTA, rule, () -> deposit(inbox, "1"));
        limits(account()).limit(OptionalLong.empty(), OptionalLong.empty());
        deposit(inbox, TEN);
        assertUsage(rule, 25, 3);
    }

    @Test
    void roomComesBackWithAllThatGoes() {
        limit(20, 2);
        Mailbox inbox = inbox();
        Mailbox doomed = create("doomed");
        String rule = says(QuotaLimits.class, "A deposit or a copy that would lead above a limit fails with");
        deposit(doomed, TEN);
        Deposit late = doomed.deposit(Set.of(), DATE);
        late.write(bytes(TEN), 0, 10);
        account().delete(name("doomed"));
        assertFails(
                Kind.NO_SUCH_MAILBOX, says(Deposit.class, "When it throws, the message is not there."), late::commit);
        late.close();
        assertUsage(rule, 0, 0);
        deposit(inbox, TEN);
        deposit(inbox, TEN);
        assertUsage(rule, 20, 2);
        inbox.expunge(UidSet.ALL);
        deposit(inbox, TEN + TEN);
        assertUsage(rule, 20, 1);
    }

    @Test
    void howeverManyThreadsTryTheLimitIsMetExactly() throws Exception {
        Mailbox inbox = inbox();
        deposit(inbox, TEN);
        create("target");
        int room = 25;
        limit(10L * room + 9, 10_000);
        CountDownLatch working = new CountDownLatch(THREADS);
        List<Crowd.Task> tasks = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            boolean copies = thread % 2 == 0;
            tasks.add(() -> {
                try (MailAccount own = store().open(HOGE)) {
                    Mailbox ownInbox = own.open(MailboxName.INBOX);
                    for (int i = 0; i < room; i++) {
                        if (copies) {
                            ownInbox.copy(UidSet.of(1), name("target"));
                        } else {
                            deposit(ownInbox, TEN);
                        }
                    }
                } catch (MailStoreException e) {
                    assertThat(e.kind()).isEqualTo(Kind.OVER_QUOTA);
                } finally {
                    working.countDown();
                }
            });
        }
        tasks.add(() -> {
            while (working.getCount() > 0) {
                assertThat(account().quota().octets())
                        .as(says(QuotaLimits.class, "however many threads try at once: the sum never exceeds a limit"))
                        .isLessThanOrEqualTo(10L * room + 9);
            }
        });
        Crowd.run(tasks);
        assertUsage(
                says(QuotaLimits.class, "A deposit or a copy that would lead above a limit fails"), 10L * room, room);
        assertThat(inbox.status().messages()
                        + account().open(name("target")).status().messages())
                .isEqualTo(room);
    }

    @Test
    void whatFitsIsNotRefusedHoweverManyThreadsTry() throws Exception {
        Mailbox inbox = inbox();
        deposit(inbox, TEN);
        int each = 4;
        int all = 1 + THREADS * each;
        limit(10L * all, all);
        String rule = says(QuotaLimits.class, "A deposit or a copy that would lead above a limit fails with");
        List<Crowd.Task> tasks = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            boolean copies = thread % 2 == 0;
            tasks.add(() -> {
                for (int i = 0; i < each; i++) {
                    assertSucceeds(
                            rule,
                            copies ? () -> inbox.copy(UidSet.of(1), MailboxName.INBOX) : () -> deposit(inbox, TEN));
                }
            });
        }
        Crowd.run(tasks);
        assertUsage(rule, 10L * all, all);
        assertFails(Kind.OVER_QUOTA, rule, () -> deposit(inbox, ""));
    }

    @Test
    void depositsThatWereWrittenBeforeTheRoomWasGoneDoNotExceedIt() {
        limit(25, 100);
        Mailbox inbox = inbox();
        List<Deposit> deposits = new ArrayList<>();
        int committed = 0;
        for (int i = 0; i < 4; i++) {
            Deposit deposit = inbox.deposit(Set.of(), DATE);
            deposits.add(deposit);
            try {
                deposit.write(bytes(TEN), 0, 10);
            } catch (MailStoreException e) {
                deposit.close();
            }
        }
        String rule = says(QuotaLimits.class, "however many threads try at once: the sum never exceeds a limit");
        for (Deposit deposit : deposits) {
            try (deposit) {
                deposit.commit();
                committed++;
            } catch (MailStoreException e) {
                assertThat(e.kind()).as(rule).isEqualTo(Kind.OVER_QUOTA);
            } catch (IllegalStateException e) {
                // It was refused when it was written, and closed.
            }
        }
        assertThat(committed).as(rule).isEqualTo(2);
        assertUsage(rule, 20, 2);
    }

    @Test
    void theLimitsSurvive() throws Exception {
        assume(StoreFeature.PERSISTENT);
        limit(25, 3);
        deposit(inbox(), TEN);
        reopen();
        String rule = says(QuotaLimits.class, "A store with StoreFeature#PERSISTENT keeps them.");
        assertThat(account().quota())
                .as(rule)
                .isEqualTo(new QuotaUsage(10, 1, OptionalLong.of(25), OptionalLong.of(3)));
        assertFails(Kind.OVER_QUOTA, rule, () -> deposit(inbox(), TEN + TEN));
        limits(account()).limit(OptionalLong.empty(), OptionalLong.empty());
        reopen();
        assertThat(account().quota()).as(rule).isEqualTo(QuotaUsage.unlimited(10, 1));
    }
}
