package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.UidSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How mailboxes are made, listed and deleted: {@link MailAccount}. Renaming is {@link RenameContract}. */
public abstract class NamespaceContract extends StoreContract {
    /** For subclasses. */
    protected NamespaceContract() {}

    @Test
    void aNewAccountHasAnEmptyInbox() {
        String rule = says(
                MailStore.class,
                "Opens an account, and makes it, with an empty INBOX, if the store has never seen it.");
        assertThat(account().id()).isEqualTo(HOGE);
        assertThat(names()).as(rule).containsExactly("INBOX");
        assertThat(info("INBOX").selectable()).as(rule).isTrue();
        MailboxStatus status = inbox().status();
        assertThat(status.messages()).as(rule).isZero();
        assertThat(status.uidValidity())
                .as(says(MailboxStatus.class, "1 to 2^32-1"))
                .isBetween(1L, UidSet.MAX_UID);
        assertThat(status.uidNext())
                .as(says(MailboxStatus.class, "1 to 2^32-1"))
                .isBetween(1L, UidSet.MAX_UID);
        assertThat(status.highestModSeq())
                .as(says(MailboxStatus.class, "1 to 2^63-1"))
                .isPositive();
        assertThat(inbox().name()).isEqualTo(MailboxName.INBOX);
    }

    @Test
    void accountsAreApart() {
        deposit(create("only hoge's"), "a\r\n");
        deposit(inbox(), "a\r\n");
        try (MailAccount other = store().open(FUGA)) {
            String rule = says(MailStore.class, "a set of accounts, each a tree of mailboxes");
            assertThat(other.list()).as(rule).hasSize(1);
            assertThat(other.open(MailboxName.INBOX).status().messages())
                    .as(rule)
                    .isZero();
            assertThat(other.quota().messages()).as(rule).isZero();
        }
    }

    @Test
    void handlesToOneAccountSeeWhatTheOthersDo() {
        try (MailAccount other = store().open(HOGE)) {
            String rule = says(
                    MailStore.class, "Many handles to one account may be open at once; each sees what the others do.");
            create("new");
            assertThat(other.list().stream().map(MailboxInfo::name)).as(rule).contains(name("new"));
            deposit(other.open(name("new")), "a\r\n");
            assertThat(account().open(name("new")).status().messages()).as(rule).isEqualTo(1);
            other.delete(name("new"));
            assertThat(names()).as(rule).containsExactly("INBOX");
        }
    }

    @Test
    void theListHasInboxFirstThenTheOrderOfNames() {
        for (String name : new String[] {"b", "Zeta", "a/z", "a b", "INBOX/x", "a/b/c"}) {
            create(name);
        }
        assertThat(names())
                .as(says(MailAccount.class, "All mailboxes, INBOX first and then in the order of their names"))
                .containsExactly("INBOX", "INBOX/x", "Zeta", "a", "a/b", "a/b/c", "a/z", "a b", "b");
    }

    @Test
    void missingParentsAreMadeAsMailboxes() {
        create("a/b/c");
        String rule = says(MailAccount.class, "Makes a mailbox, and its missing parents as mailboxes, durably.");
        assertThat(names()).as(rule).containsExactly("INBOX", "a", "a/b", "a/b/c");
        assertThat(account().list()).as(rule).allMatch(MailboxInfo::selectable).allMatch(MailboxInfo::exists);
        assertThat(account().open(name("a/b")).status().messages()).as(rule).isZero();
    }

    @Test
    void aNameThatIsTakenCannotBeMade() {
        create("a");
        String rule = says(MailAccount.class, "ALREADY_EXISTS");
        assertFails(Kind.ALREADY_EXISTS, rule, () -> create("a"));
        assertFails(Kind.ALREADY_EXISTS, rule, () -> create("inbox"));
        assertThat(names()).containsExactly("INBOX", "a");
    }

    @Test
    void onlyWhatIsThereCanBeOpenedOrDeleted() {
        String rule = says(MailAccount.class, "NO_SUCH_MAILBOX");
        assertFails(Kind.NO_SUCH_MAILBOX, rule, () -> account().open(name("missing")));
        assertFails(Kind.NO_SUCH_MAILBOX, rule, () -> account().delete(name("missing")));
    }

    @Test
    void aDeletedMailboxIsGoneWithItsMessages() {
        deposit(create("a"), "a\r\n");
        account().delete(name("a"));
        String rule = says(MailAccount.class, "Deletes a mailbox with its messages.");
        assertThat(names()).as(rule).containsExactly("INBOX");
        assertFails(Kind.NO_SUCH_MAILBOX, rule, () -> account().open(name("a")));
        assertThat(create("a").status().messages()).as(rule).isZero();
    }

    @Test
    void inboxCannotBeDeleted() {
        deposit(inbox(), "a\r\n");
        assertFails(
                Kind.NAME_INVALID,
                says(MailAccount.class, "INBOX cannot be deleted."),
                () -> account().delete(MailboxName.INBOX));
        assertThat(inbox().status().messages())
                .as(says(MailAccount.class, "INBOX cannot be deleted."))
                .isEqualTo(1);
    }

    @Test
    void aDeletedMailboxWithChildrenStaysAsANameThatCannotBeSelected() {
        create("a/b");
        account().delete(name("a"));
        String rule = says(MailAccount.class, "One with children stays in the list as a name that cannot be selected");
        assertThat(names()).as(rule).containsExactly("INBOX", "a", "a/b");
        assertThat(info("a").selectable()).as(rule).isFalse();
        assertThat(info("a").exists()).as(rule).isTrue();
        assertFails(Kind.NO_SUCH_MAILBOX, rule, () -> account().open(name("a")));
    }

    @Test
    void aNameThatIsOnlyAParentCannotBeDeleted() {
        create("a/b/c");
        account().delete(name("a"));
        account().delete(name("a/b"));
        String rule = says(MailAccount.class, "such a name with children cannot be deleted again");
        assertFails(Kind.HAS_CHILDREN, rule, () -> account().delete(name("a")));
        assertFails(Kind.HAS_CHILDREN, rule, () -> account().delete(name("a/b")));
        assertThat(names()).as(rule).containsExactly("INBOX", "a", "a/b", "a/b/c");
    }

    @Test
    void aNameThatIsOnlyAParentGoesWithTheLastChild() {
        create("a/b");
        create("a/c");
        account().delete(name("a"));
        account().delete(name("a/b"));
        String rule = says(MailAccount.class, "and leaves the list with the last of them");
        assertThat(names()).as(rule).containsExactly("INBOX", "a", "a/c");
        account().delete(name("a/c"));
        assertThat(names()).as(rule).containsExactly("INBOX");
    }

    @Test
    void aNameThatIsOnlyAParentCanBeMadeAMailbox() {
        Mailbox first = create("a");
        deposit(first, "a\r\n");
        long before = first.status().uidValidity();
        create("a/b");
        account().delete(name("a"));
        Mailbox second = create("a");
        String rule = says(MailAccount.class, "A name that is only a parent can be made a mailbox.");
        assertThat(info("a").selectable()).as(rule).isTrue();
        assertThat(second.status().messages()).as(rule).isZero();
        assertThat(second.status().uidValidity()).as(rule).isGreaterThan(before);
        assertThat(names()).as(rule).containsExactly("INBOX", "a", "a/b");
    }

    @Test
    void aNameThatIsMadeAgainGetsALargerUidValidity() {
        long last = 0;
        for (int i = 0; i < 4; i++) {
            long now = create("again").status().uidValidity();
            assertThat(now)
                    .as(says(
                            MailAccount.class,
                            "A mailbox that is made again under a name that was deleted gets a larger UIDVALIDITY"))
                    .isGreaterThan(last);
            last = now;
            account().delete(name("again"));
        }
    }

    @Test
    void aHandleStaysBoundToItsVeryMailbox() {
        Mailbox first = create("a");
        account().delete(name("a"));
        Mailbox second = create("a");
        deposit(second, "a\r\n");
        String rule = says(
                MailAccount.class,
                "once that is deleted or renamed its calls fail with MailStoreException.Kind#NO_SUCH_MAILBOX, even if"
                        + " another of the same name is made");
        assertFails(Kind.NO_SUCH_MAILBOX, rule, first::status);
        assertFails(Kind.NO_SUCH_MAILBOX, rule, first::view);
        assertFails(Kind.NO_SUCH_MAILBOX, rule, () -> first.changesSince(0));
        assertFails(Kind.NO_SUCH_MAILBOX, rule, () -> first.expunge(UidSet.ALL));
        assertFails(Kind.NO_SUCH_MAILBOX, rule, () -> first.copy(UidSet.ALL, MailboxName.INBOX));
        assertFails(Kind.NO_SUCH_MAILBOX, rule, () -> deposit(first, "b\r\n"));
        assertThat(second.status().messages()).as(rule).isEqualTo(1);
    }

    @Test
    void aClosedAccountHandleIsOfNoMoreUse() {
        MailAccount closed = store().open(HOGE);
        Mailbox mailbox = closed.open(MailboxName.INBOX);
        closed.close();
        closed.close();
        String rule = says(
                MailAccount.class,
                "Mailboxes that were opened through it, and its registrations, end with it: calls fail with"
                        + " MailStoreException.Kind#UNAVAILABLE from then on.");
        assertFails(Kind.UNAVAILABLE, rule, closed::list);
        assertFails(Kind.UNAVAILABLE, rule, () -> closed.create(name("a"), Set.of()));
        assertFails(Kind.UNAVAILABLE, rule, mailbox::view);
        assertThat(inbox().status().messages()).as("other handles go on").isZero();
    }

    @Test
    void aClosedStoreIsOfNoMoreUse() {
        MailAccount account = account();
        Mailbox mailbox = inbox();
        store().close();
        store().close();
        String rule = says(
                MailStore.class,
                "Handles that are still open fail with MailStoreException.Kind#UNAVAILABLE from then on.");
        assertFails(Kind.UNAVAILABLE, rule, account::list);
        assertFails(Kind.UNAVAILABLE, rule, mailbox::status);
    }
}
