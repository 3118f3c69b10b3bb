package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.SpecialUse;
import io.github.hikyaku.storage.StoreFeature;
import io.github.hikyaku.storage.UidSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link StoreFeature#PERSISTENT}: what is there when the store is closed and opened again. */
public abstract class PersistenceContract extends StoreContract {
    private static final String RULE =
            says(StoreFeature.class, "Mail, flags, UIDs and MODSEQ survive closing the store and opening it again.");

    /** For subclasses. */
    protected PersistenceContract() {}

    @BeforeEach
    void onlyIfDeclared() {
        assume(StoreFeature.PERSISTENT);
    }

    @Test
    void mailFlagsUidsAndModSeqSurvive() throws Exception {
        Mailbox inbox = inbox();
        deposit(inbox, message("a"), Flag.SEEN, Flag.of("$Junk"), Flag.of("work"));
        deposit(inbox, message("b"));
        deposit(inbox, message("c") + "body\r\n".repeat(5000), Flag.DELETED);
        inbox.store(UidSet.of(2), FlagUpdate.add(Flag.FLAGGED, Flag.of("late")), Long.MAX_VALUE);
        inbox.expunge(UidSet.of(1));
        deposit(inbox, message("d"), Flag.of("work"));
        MailboxView before = inbox.view();
        reopen();
        Mailbox again = inbox();
        MailboxView after = again.view();
        assertThat(uids(after)).as(RULE).isEqualTo(uids(before));
        for (int row = 0; row < before.size(); row++) {
            assertThat(after.flags(row)).as(RULE).isEqualTo(before.flags(row));
            assertThat(after.modSeq(row)).as(RULE).isEqualTo(before.modSeq(row));
            assertThat(after.octets(row)).as(RULE).isEqualTo(before.octets(row));
            assertThat(after.internalDate(row)).as(RULE).isEqualTo(before.internalDate(row));
        }
        assertThat(after.status().uidValidity())
                .as(RULE)
                .isEqualTo(before.status().uidValidity());
        assertThat(after.status().highestModSeq())
                .as(RULE)
                .isGreaterThanOrEqualTo(before.status().highestModSeq());
        assertThat(text(again, 3)).as(RULE).isEqualTo(message("c") + "body\r\n".repeat(5000));
        assertThat(account().quota().octets()).as(RULE).isEqualTo(after.status().octets());
        assertThat(account().quota().messages()).as(RULE).isEqualTo(3);
    }

    @Test
    void uidsAndTheClockGoOnFromWhereTheyWere() throws Exception {
        Mailbox inbox = inbox();
        depositMany(inbox, 3);
        inbox.expunge(UidSet.of(2, 3));
        MailboxStatus before = inbox.status();
        reopen();
        Deposit.Receipt receipt = deposit(inbox(), "a\r\n");
        assertThat(receipt.uid())
                .as(says(Mailbox.class, "the UID of a message that went is never given out again"))
                .isGreaterThanOrEqualTo(before.uidNext());
        assertThat(receipt.modSeq())
                .as(says(Mailbox.class, "Each arrival, flag change and expunge moves the mailbox's HIGHESTMODSEQ up"))
                .isGreaterThan(before.highestModSeq());
    }

    @Test
    void anObserverCanGoOnAskingFromWhereItWas() throws Exception {
        Mailbox inbox = inbox();
        depositMany(inbox, 5);
        long known = inbox.status().highestModSeq();
        inbox.store(UidSet.of(2), FlagUpdate.add(Flag.SEEN), Long.MAX_VALUE);
        inbox.expunge(UidSet.of(4));
        reopen();
        deposit(inbox(), "new\r\n");
        MailboxChanges changes = inbox().changesSince(known);
        String rule = says(
                MailboxChanges.class, "every message that is there now and whose MODSEQ is above the one asked for");
        assertThat(uids(changes.touched())).as(rule).contains(2L, 6L).doesNotContain(4L);
        if (changes.complete()) {
            assertThat(uids(changes.touched())).as(rule).containsExactly(2L, 6L);
            assertThat(changes.vanished().contains(4))
                    .as(says(MailboxChanges.class, "whether vanished covers everything since then"))
                    .isTrue();
        }
    }

    @Test
    void namesSubscriptionsAndSpecialUsesSurvive() throws Exception {
        create("a/b c/日本");
        account().create(name("sent"), Set.of(SpecialUse.SENT));
        create("gone/child");
        account().delete(name("gone"));
        create("old");
        account().rename(name("old"), name("new"));
        account().subscribe(name("sent"), true);
        account().subscribe(name("not there"), true);
        List<MailboxInfo> before = account().list();
        reopen();
        assertThat(account().list()).as(RULE).isEqualTo(before);
    }

    @Test
    void uidValidityGrowsOverARestartToo() throws Exception {
        long first = create("again").status().uidValidity();
        account().delete(name("again"));
        reopen();
        long second = create("again").status().uidValidity();
        account().rename(name("again"), name("elsewhere"));
        reopen();
        long third = create("again").status().uidValidity();
        assertThat(List.of(first, second, third))
                .as(says(
                        MailAccount.class,
                        "A mailbox that is made again under a name that was deleted gets a larger UIDVALIDITY"))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(account().open(name("elsewhere")).status().uidValidity())
                .as(RULE)
                .isEqualTo(second);
    }

    @Test
    void whatWasNotCommittedIsNotThere() throws Exception {
        Deposit deposit = inbox().deposit(Set.of(), DATE);
        deposit.write(bytes(message("a")), 0, 10);
        reopen();
        assertThat(account().open(MailboxName.INBOX).view().size())
                .as(says(Deposit.class, "Nothing can be seen of it before commit returns."))
                .isZero();
        assertThat(account().quota().octets()).isZero();
    }

    @Test
    void movedAndCopiedMessagesSurviveWhereTheyWent() throws Exception {
        Mailbox inbox = inbox();
        deposit(inbox, message("a"), Flag.SEEN, Flag.of("k"));
        deposit(inbox, message("b"));
        create("x");
        inbox.copy(UidSet.of(1), name("x"));
        inbox.move(UidSet.of(2), name("x"));
        MailboxView before = account().open(name("x")).view();
        reopen();
        Mailbox x = account().open(name("x"));
        assertThat(uids(x)).as(RULE).isEqualTo(uids(before));
        assertThat(x.view().flags(0)).as(RULE).containsExactlyInAnyOrder(Flag.SEEN, Flag.of("k"));
        assertThat(text(x, before.uid(1))).as(RULE).isEqualTo(message("b"));
        assertThat(uids(inbox())).as(RULE).containsExactly(1L);
    }
}
