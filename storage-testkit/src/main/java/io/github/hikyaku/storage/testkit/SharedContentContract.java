package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.Deposit;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MessageContent;
import io.github.hikyaku.storage.StoreFeature;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One message for many recipients: {@link Deposit#write(MessageContent)} over mailboxes and accounts. */
public abstract class SharedContentContract extends StoreContract {
    private static final String TEXT = message("shared") + "a line of the body\r\n".repeat(6000);
    private static final String SHARED = says(Deposit.class, "Appends the octets of a message that some store keeps.");
    private static final String IMMUTABLE = says(MessageContent.class, "The octets of one message: immutable");

    /** For subclasses. */
    protected SharedContentContract() {}

    private static long share(MessageContent content, Mailbox mailbox) throws IOException {
        try (Deposit deposit = mailbox.deposit(Set.of(), DATE)) {
            deposit.write(content);
            return deposit.commit().uid();
        }
    }

    private static void assertWhole(Mailbox mailbox, long uid, String rule) throws IOException {
        MessageContent content = mailbox.content(uid);
        assertThat(content.size()).as(rule).isEqualTo(TEXT.length());
        assertThat(text(mailbox, uid)).as(rule).isEqualTo(TEXT);
        try (InputStream in = content.open(70_000, 5000)) {
            assertThat(in.readAllBytes()).as(rule).isEqualTo(Arrays.copyOfRange(bytes(TEXT), 70_000, 75_000));
        }
    }

    @Test
    void oneMessageReachesManyMailboxesAndAccounts() throws IOException {
        Mailbox inbox = inbox();
        Mailbox other = create("other");
        try (MailAccount fuga = store().open(FUGA)) {
            MessageContent first = inbox.content(deposit(inbox, TEXT).uid());
            Mailbox theirs = fuga.open(MailboxName.INBOX);
            assertWhole(inbox, share(first, inbox), SHARED);
            assertWhole(other, share(first, other), SHARED);
            long uid = share(first, theirs);
            assertWhole(theirs, uid, SHARED);
            // From one that was shared itself.
            assertWhole(theirs, share(theirs.content(uid), theirs), SHARED);
            assertThat(account().quota().octets()).as(SHARED).isEqualTo(3L * TEXT.length());
            assertThat(fuga.quota().octets()).as(SHARED).isEqualTo(2L * TEXT.length());
        }
    }

    @Test
    void whoExpungesItsCopyLeavesTheOthersReadable() throws IOException {
        Mailbox inbox = inbox();
        Mailbox doomed = create("doomed");
        try (MailAccount fuga = store().open(FUGA)) {
            Mailbox theirs = fuga.open(MailboxName.INBOX);
            MessageContent first = inbox.content(deposit(inbox, TEXT).uid());
            share(first, doomed);
            long uid = share(first, theirs);
            long here = share(first, inbox);
            inbox.expunge(UidSet.of(1));
            assertWhole(doomed, 1, IMMUTABLE);
            assertWhole(theirs, uid, IMMUTABLE);
            account().delete(name("doomed"));
            deposit(inbox, "another\r\n".repeat(20_000));
            assertWhole(theirs, uid, IMMUTABLE);
            assertWhole(inbox, here, IMMUTABLE);
            theirs.expunge(UidSet.ALL);
            assertWhole(inbox, here, IMMUTABLE);
            assertThat(fuga.quota().octets()).isZero();
        }
    }

    @Test
    void aMovedOrRenamedOriginalChangesNothingForTheOthers() throws IOException {
        Mailbox inbox = inbox();
        create("a");
        MessageContent first = inbox.content(deposit(inbox, TEXT).uid());
        long shared = share(first, inbox);
        inbox.move(UidSet.of(1), name("a"));
        account().rename(name("a"), name("b"));
        assertWhole(inbox, shared, IMMUTABLE);
        account().delete(name("b"));
        assertWhole(inbox, shared, IMMUTABLE);
    }

    @Test
    void aDepositGoesOnWhenTheOriginalGoesOrEndsWithoutAMessage() throws IOException {
        Mailbox inbox = inbox();
        Mailbox target = create("target");
        MessageContent first = inbox.content(deposit(inbox, TEXT).uid());
        Deposit written = target.deposit(Set.of(), DATE);
        written.write(first);
        inbox.expunge(UidSet.of(1));
        String own = says(
                Deposit.class, "When this returns they are the deposit's own: that message may go before the commit.");
        assertSucceeds(own, written::commit);
        written.close();
        long uid = uids(target).get(0);
        assertWhole(target, uid, own);
        String rule = says(Deposit.class, "When it throws, the message is not there.");
        try (Deposit late = target.deposit(Set.of(), DATE)) {
            late.write(first);
            assertWhole(target, late.commit().uid(), rule);
        } catch (IOException | MailStoreException e) {
            assertThat(uids(target)).as(rule).containsExactly(uid);
        }
    }

    @Test
    void manyThreadsShareAndExpungeAtOnce() throws Exception {
        Mailbox inbox = inbox();
        MessageContent first = inbox.content(deposit(inbox, TEXT).uid());
        List<Long> kept = Collections.synchronizedList(new ArrayList<>());
        Crowd.Task task = () -> {
            for (int i = 0; i < 5; i++) {
                long going = share(first, inbox);
                kept.add(share(first, inbox));
                inbox.expunge(UidSet.of(going));
            }
        };
        Crowd.run(task, task, task, task);
        inbox.expunge(UidSet.of(1));
        assertThat(uids(inbox)).as(SHARED).containsExactlyInAnyOrderElementsOf(kept);
        for (long uid : kept) {
            assertWhole(inbox, uid, IMMUTABLE);
        }
        assertThat(account().quota().octets()).isEqualTo((long) kept.size() * TEXT.length());
    }

    @Test
    void whatIsSharedSurvivesTheOriginal() throws Exception {
        assume(StoreFeature.PERSISTENT);
        Mailbox inbox = inbox();
        MessageContent first = inbox.content(deposit(inbox, TEXT).uid());
        create("other");
        share(first, account().open(name("other")));
        inbox.expunge(UidSet.of(1));
        reopen();
        assertWhole(account().open(name("other")), 1, IMMUTABLE);
        assertThat(account().quota().octets()).isEqualTo(TEXT.length());
    }
}
