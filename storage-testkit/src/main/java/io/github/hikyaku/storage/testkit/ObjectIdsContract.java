package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.ObjectIds;
import io.github.hikyaku.storage.StoreFeature;
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link StoreFeature#OBJECT_IDS}: names that stay with mailboxes and messages. */
public abstract class ObjectIdsContract extends StoreContract {
    private static final String FORM =
            says(ObjectIds.class, "Each id has 1 to 255 characters out of letters, digits, _ and -.");

    /** For subclasses. */
    protected ObjectIdsContract() {}

    @BeforeEach
    void onlyIfDeclared() {
        assume(StoreFeature.OBJECT_IDS);
    }

    private static ObjectIds ids(Mailbox mailbox) {
        return ability(ObjectIds.class, mailbox, says(StoreFeature.class, "Mailboxes implement ObjectIds"));
    }

    private String mailboxId(String name) {
        return checked(ids(account().open(name(name))).mailboxId());
    }

    private static String emailId(Mailbox mailbox, long uid) {
        return checked(ids(mailbox)
                .emailId(uid)
                .orElseThrow(() -> new AssertionError("UID " + uid + " is there and has no EMAILID. "
                        + says(ObjectIds.class, "EMAILID: names the content of a message."))));
    }

    private static String checked(String id) {
        assertThat(id).as(FORM).matches("[A-Za-z0-9_-]{1,255}");
        return id;
    }

    @Test
    void aMailboxHasOneIdForEveryHandle() {
        create("a");
        String rule = says(ObjectIds.class, "MAILBOXID: the same as long as the mailbox exists");
        String id = mailboxId("a");
        deposit(account().open(name("a")), message("a"));
        assertThat(mailboxId("a")).as(rule).isEqualTo(id);
        try (MailAccount other = store().open(HOGE)) {
            assertThat(ids(other.open(name("a"))).mailboxId()).as(rule).isEqualTo(id);
        }
    }

    @Test
    void noTwoMailboxesShareAnId() {
        List<String> all = new ArrayList<>(List.of(mailboxId("INBOX")));
        for (String name : List.of("a", "a/b", "A", "b", "INBOX/a", "日本")) {
            try {
                create(name);
            } catch (MailStoreException e) {
                continue; // The store does not take this name.
            }
            all.add(mailboxId(name));
        }
        assertThat(all)
                .as(says(ObjectIds.class, "and none that another mailbox of the account has or had"))
                .doesNotHaveDuplicates();
    }

    @Test
    void anIdIsNotGivenAgain() {
        Set<String> seen = new HashSet<>();
        String rule = says(ObjectIds.class, "and none that another mailbox of the account has or had");
        for (int i = 0; i < 3; i++) {
            create("again");
            assertThat(seen.add(mailboxId("again"))).as(rule).isTrue();
            account().delete(name("again"));
        }
        create("again");
        account().rename(name("again"), name("elsewhere"));
        create("again");
        assertThat(mailboxId("again")).as(rule).isNotEqualTo(mailboxId("elsewhere"));
        assertThat(seen).as(rule).doesNotContain(mailboxId("again"), mailboxId("elsewhere"));
    }

    @Test
    void aMailboxKeepsItsIdWhenItIsRenamed() {
        create("a");
        create("a/b/c");
        String a = mailboxId("a");
        String c = mailboxId("a/b/c");
        account().rename(name("a"), name("x/y"));
        String rule = says(ObjectIds.class, "the same as long as the mailbox exists, also under another name");
        assertThat(mailboxId("x/y")).as(rule).isEqualTo(a);
        assertThat(mailboxId("x/y/b/c")).as(rule).isEqualTo(c);
    }

    @Test
    void inboxKeepsItsIdWhenItsMessagesAreRenamedAway() {
        Mailbox inbox = inbox();
        deposit(inbox, message("a"));
        String id = mailboxId("INBOX");
        String emailId = emailId(inbox, 1);
        account().rename(MailboxName.INBOX, name("old"));
        assertThat(mailboxId("INBOX"))
                .as(says(ObjectIds.class, "the same as long as the mailbox exists"))
                .isEqualTo(id);
        assertThat(mailboxId("old"))
                .as(says(ObjectIds.class, "none that another mailbox of the account has or had"))
                .isNotEqualTo(id);
        Mailbox old = account().open(name("old"));
        assertThat(emailId(old, uids(old).get(0)))
                .as(says(ObjectIds.class, "a copy or a moved message has that of its original"))
                .isEqualTo(emailId);
    }

    @Test
    void copiedAndMovedMessagesKeepTheirId() {
        Mailbox inbox = inbox();
        deposit(inbox, message("a"));
        deposit(inbox, message("b"));
        Mailbox target = create("target");
        String a = emailId(inbox, 1);
        String b = emailId(inbox, 2);
        String rule = says(ObjectIds.class, "a copy or a moved message has that of its original");
        UidMapping copied = inbox.copy(UidSet.ALL, name("target"));
        assertThat(emailId(target, copied.to(0))).as(rule).isEqualTo(a);
        assertThat(emailId(target, copied.to(1))).as(rule).isEqualTo(b);
        UidMapping here = inbox.move(UidSet.of(1), MailboxName.INBOX);
        assertThat(emailId(inbox, here.to(0))).as(rule).isEqualTo(a);
        UidMapping moved = inbox.move(UidSet.ALL, name("target"));
        for (int i = 0; i < moved.size(); i++) {
            assertThat(emailId(target, moved.to(i))).as(rule).isEqualTo(moved.from(i) == 2 ? b : a);
        }
    }

    @Test
    void theIdOfAMessageNeverChanges() {
        Mailbox inbox = inbox();
        deposit(inbox, message("a"));
        String id = emailId(inbox, 1);
        inbox.store(UidSet.of(1), FlagUpdate.replace(Flag.SEEN, Flag.of("k")), Long.MAX_VALUE);
        deposit(inbox, message("b"));
        create("target");
        inbox.copy(UidSet.of(1), name("target"));
        assertThat(emailId(inbox(), 1))
                .as(says(ObjectIds.class, "It never changes"))
                .isEqualTo(id);
    }

    @Test
    void differentOctetsNeverShareAnId() {
        Mailbox inbox = inbox();
        Mailbox other = create("other");
        Set<String> ids = new HashSet<>();
        String rule = says(ObjectIds.class, "messages with different octets never share one");
        for (int i = 0; i < 20; i++) {
            // Of one size, arrived in one second, with the same Message-ID: all that a bad id is made of.
            String text = "Message-ID: <same@example.com>\r\n\r\n" + (char) ('a' + i) + "\r\n";
            Mailbox mailbox = i % 2 == 0 ? inbox : other;
            long uid = deposit(mailbox, text).uid();
            assertThat(ids.add(emailId(mailbox, uid))).as(rule).isTrue();
            if (i % 3 == 0) {
                mailbox.expunge(UidSet.of(uid));
            }
        }
    }

    @Test
    void aMessageThatIsNotThereHasNoId() {
        Mailbox inbox = inbox();
        deposit(inbox, message("a"));
        inbox.expunge(UidSet.of(1));
        for (long uid : new long[] {1, 2, UidSet.MAX_UID}) {
            assertThat(ids(inbox).emailId(uid))
                    .as(says(ObjectIds.class, "Empty if the message is gone."))
                    .isEmpty();
            assertThat(ids(inbox).threadId(uid)).isEmpty();
        }
    }

    @Test
    void theIdOfAThreadIsAnIdThatStays() {
        Mailbox inbox = inbox();
        deposit(inbox, message("a"));
        var thread = ids(inbox).threadId(1);
        thread.ifPresent(ObjectIdsContract::checked);
        inbox.store(UidSet.of(1), FlagUpdate.add(Flag.SEEN), Long.MAX_VALUE);
        assertThat(ids(inbox).threadId(1))
                .as(says(ObjectIds.class, "names for mailboxes and messages that stay with them"))
                .isEqualTo(thread);
    }

    @Test
    void idsSurvive() throws Exception {
        assume(StoreFeature.PERSISTENT);
        create("a");
        account().rename(name("a"), name("b"));
        create("gone");
        String gone = mailboxId("gone");
        account().delete(name("gone"));
        deposit(inbox(), message("a"));
        deposit(inbox(), message("b"));
        inbox().copy(UidSet.of(1), name("b"));
        String rule = says(ObjectIds.class, "names for mailboxes and messages that stay with them");
        List<String> before = all();
        reopen();
        assertThat(all()).as(rule).isEqualTo(before);
        create("new");
        create("gone");
        assertThat(before)
                .as(says(ObjectIds.class, "none that another mailbox of the account has or had"))
                .doesNotContain(mailboxId("new"), mailboxId("gone"));
        assertThat(gone).isNotIn(mailboxId("new"), mailboxId("gone"));
        long uid = deposit(inbox(), message("c")).uid();
        assertThat(before)
                .as(says(ObjectIds.class, "messages with different octets never share one"))
                .doesNotContain(emailId(inbox(), uid));
    }

    private List<String> all() {
        return List.of(
                mailboxId("INBOX"),
                mailboxId("b"),
                emailId(inbox(), 1),
                emailId(inbox(), 2),
                emailId(
                        account().open(name("b")),
                        uids(account().open(name("b"))).get(0)));
    }
}
