package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.UidSet;
import org.junit.jupiter.api.Test;

/** How mailboxes and whole trees are renamed: {@link MailAccount#rename}. */
public abstract class RenameContract extends StoreContract {
    /** For subclasses. */
    protected RenameContract() {}

    @Test
    void uidsAndUidValidityGoWithTheMailbox() {
        Mailbox old = create("old");
        deposit(old, "a\r\n", Flag.SEEN);
        deposit(old, "b\r\n", Flag.of("k"));
        old.expunge(UidSet.of(1));
        MailboxStatus before = old.status();
        account().rename(name("old"), name("new"));
        String rule = says(MailAccount.class, "UIDs, UIDVALIDITY and special uses go with it.");
        Mailbox now = account().open(name("new"));
        assertThat(now.name()).as(rule).isEqualTo(name("new"));
        assertThat(now.status().uidValidity()).as(rule).isEqualTo(before.uidValidity());
        assertThat(now.status().uidNext()).as(rule).isGreaterThanOrEqualTo(before.uidNext());
        assertThat(now.status().highestModSeq()).as(rule).isGreaterThanOrEqualTo(before.highestModSeq());
        assertThat(uids(now)).as(rule).containsExactly(2L);
        assertThat(flags(now, 2)).as(rule).containsExactly(Flag.of("k"));
        assertThat(text(now, 2)).as(rule).isEqualTo("b\r\n");
        assertThat(names()).as(rule).containsExactly("INBOX", "new");
    }

    @Test
    void allBelowGoesAlong() {
        deposit(create("a"), "a\r\n");
        deposit(create("a/b"), "ab\r\n");
        deposit(create("a/b/c"), "abc\r\n");
        create("ab");
        create("a b");
        account().rename(name("a"), name("x"));
        String rule = says(MailAccount.class, "Renames a mailbox, or a name that is only a parent, and all below it");
        assertThat(names()).as(rule).containsExactly("INBOX", "a b", "ab", "x", "x/b", "x/b/c");
        assertThat(text(account().open(name("x/b/c")), 1)).as(rule).isEqualTo("abc\r\n");
        assertThat(text(account().open(name("x/b")), 1)).as(rule).isEqualTo("ab\r\n");
    }

    @Test
    void missingParentsOfTheNewNameAreMade() {
        create("a");
        account().rename(name("a"), name("x/y/z"));
        String rule = says(MailAccount.class, "Missing parents of the new name are made.");
        assertThat(names()).as(rule).containsExactly("INBOX", "x", "x/y", "x/y/z");
        assertThat(info("x/y").selectable()).as(rule).isTrue();
    }

    @Test
    void aNameThatIsOnlyAParentCanBeRenamed() {
        deposit(create("a/b"), "ab\r\n");
        account().delete(name("a"));
        account().rename(name("a"), name("x"));
        String rule = says(MailAccount.class, "Renames a mailbox, or a name that is only a parent, and all below it");
        assertThat(names()).as(rule).containsExactly("INBOX", "x", "x/b");
        assertThat(info("x").selectable()).as(rule).isFalse();
        assertThat(text(account().open(name("x/b")), 1)).as(rule).isEqualTo("ab\r\n");
    }

    @Test
    void aTakenNameIsNoTarget() {
        deposit(create("a"), "a\r\n");
        create("a/b");
        deposit(create("x"), "x\r\n");
        create("p/q");
        account().delete(name("p"));
        String rule = says(MailAccount.class, "ALREADY_EXISTS");
        for (String taken : new String[] {"x", "a", "p", "INBOX"}) {
            assertFails(Kind.ALREADY_EXISTS, rule, () -> account().rename(name("a"), name(taken)));
        }
        assertThat(names())
                .as(says(MailAccount.class, "or nothing when it throws"))
                .containsExactly("INBOX", "a", "a/b", "p", "p/q", "x");
        assertThat(text(account().open(name("x")), 1)).isEqualTo("x\r\n");
        assertThat(text(account().open(name("a")), 1)).isEqualTo("a\r\n");
    }

    @Test
    void whatIsNotThereCannotBeRenamed() {
        assertFails(
                Kind.NO_SUCH_MAILBOX,
                says(MailAccount.class, "NO_SUCH_MAILBOX"),
                () -> account().rename(name("missing"), name("x")));
        assertThat(names()).containsExactly("INBOX");
    }

    @Test
    void aNameBelowTheOldOneIsNoTarget() {
        create("a");
        String rule = says(MailAccount.class, "also if the new name lies below the old one");
        assertFails(Kind.NAME_INVALID, rule, () -> account().rename(name("a"), name("a/b")));
        assertThat(names()).as(rule).containsExactly("INBOX", "a");
    }

    @Test
    void aTreeThatWouldBecomeTooDeepStaysWhole() {
        create("a/b/c");
        String deep = "d" + "/d".repeat(MailboxName.MAX_DEPTH - 2);
        assertFails(
                Kind.NAME_INVALID,
                says(MailAccount.class, "or nothing when it throws"),
                () -> account().rename(name("a"), name(deep)));
        assertThat(names())
                .as(says(MailAccount.class, "or nothing when it throws"))
                .containsExactly("INBOX", "a", "a/b", "a/b/c");
    }

    @Test
    void handlesUnderTheOldNamesEnd() {
        Mailbox parent = create("a");
        Mailbox child = create("a/b");
        account().rename(name("a"), name("x"));
        String rule = says(
                MailAccount.class,
                "once that is deleted or renamed its calls fail with MailStoreException.Kind#NO_SUCH_MAILBOX, even if"
                        + " another of the same name is made");
        assertFails(Kind.NO_SUCH_MAILBOX, rule, parent::status);
        assertFails(Kind.NO_SUCH_MAILBOX, rule, child::status);
        account().rename(name("x"), name("a"));
        assertFails(Kind.NO_SUCH_MAILBOX, rule, parent::status);
        assertThat(account().open(name("a/b")).status().messages()).isZero();
    }

    @Test
    void uidValidityTellsTheMailboxesOfOneNameApart() {
        long first = create("a").status().uidValidity();
        account().rename(name("a"), name("b"));
        Mailbox again = create("a");
        String rule = says(
                MailAccount.class,
                "A UIDVALIDITY that goes with its mailbox is none that another mailbox had under the new name.");
        assertThat(again.status().uidValidity()).as(rule).isNotEqualTo(first);
        long second = again.status().uidValidity();
        account().delete(name("b"));
        account().rename(name("a"), name("b"));
        assertThat(account().open(name("b")).status().uidValidity())
                .as(rule)
                .isEqualTo(second)
                .isNotEqualTo(first);
    }

    @Test
    void renamingInboxMovesItsMessagesAndLeavesItEmpty() {
        Mailbox inbox = inbox();
        deposit(inbox, "a\r\n", Flag.SEEN);
        deposit(inbox, "b\r\n", Flag.of("k"));
        create("INBOX/child");
        MailboxStatus before = inbox.status();
        account().rename(MailboxName.INBOX, name("old/mail"));
        String rule = says(
                MailAccount.class,
                "Renaming INBOX instead moves its messages to a new mailbox and leaves INBOX empty, its children where"
                        + " they are");
        assertThat(names()).as(rule).containsExactly("INBOX", "INBOX/child", "old", "old/mail");
        MailboxStatus after = inbox.status();
        assertThat(after.messages()).as(rule).isZero();
        assertThat(after.octets()).as(rule).isZero();
        assertThat(after.highestModSeq()).as(rule).isGreaterThan(before.highestModSeq());
        Mailbox moved = account().open(name("old/mail"));
        assertThat(moved.status().messages()).as(rule).isEqualTo(2);
        assertThat(text(moved, uids(moved).get(1))).as(rule).isEqualTo("b\r\n");
        assertThat(flags(moved, uids(moved).get(1))).as(rule).containsExactly(Flag.of("k"));
        assertThat(moved.status().uidValidity()).as(rule).isNotEqualTo(before.uidValidity());
        if (after.uidValidity() == before.uidValidity()) {
            assertThat(deposit(inbox, "c\r\n").uid()).as(rule).isGreaterThanOrEqualTo(before.uidNext());
        }
    }

    @Test
    void inboxCanBeRenamedToANameBelowIt() {
        deposit(inbox(), "a\r\n");
        account().rename(MailboxName.INBOX, name("INBOX/old"));
        String rule = says(MailAccount.class, "Renaming INBOX instead moves its messages to a new mailbox");
        assertThat(account().open(name("INBOX/old")).status().messages())
                .as(rule)
                .isEqualTo(1);
        assertThat(inbox().status().messages()).as(rule).isZero();
    }

    @Test
    void subscriptionsStayAsTheyAre() {
        create("a");
        account().subscribe(name("a"), true);
        account().rename(name("a"), name("x"));
        String rule = says(MailAccount.class, "Subscriptions stay as they are.");
        assertThat(info("a").subscribed()).as(rule).isTrue();
        assertThat(info("a").exists()).as(rule).isFalse();
        assertThat(info("x").subscribed()).as(rule).isFalse();
    }
}
