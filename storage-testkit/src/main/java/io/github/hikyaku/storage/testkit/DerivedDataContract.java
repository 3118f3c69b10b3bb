package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.DerivedData;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.StoreFeature;
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link StoreFeature#DERIVED_DATA}: blobs beside messages. They may be lost, so what is there must be right, no more. */
public abstract class DerivedDataContract extends StoreContract {
    /** For subclasses. */
    protected DerivedDataContract() {}

    @BeforeEach
    void onlyIfDeclared() {
        assume(StoreFeature.DERIVED_DATA);
    }

    private DerivedData inboxAsDerivedData() {
        Mailbox inbox = inbox();
        assertThat(inbox)
                .as(says(StoreFeature.class, "Mailboxes implement DerivedData."))
                .isInstanceOf(DerivedData.class);
        return (DerivedData) inbox;
    }

    private static void assertKept(Optional<byte[]> kept, String rule, byte... wanted) {
        kept.ifPresent(blob -> assertThat(blob).as(rule).isEqualTo(wanted));
    }

    @Test
    void theLastBlobOfAMessageIsGivenBack() {
        DerivedData inbox = inboxAsDerivedData();
        depositMany(inbox(), 2);
        String rule = says(DerivedData.class, "The blob last kept for a message.");
        assertThat(inbox.derived(1)).as(rule).isEmpty();
        inbox.keepDerived(1, new byte[] {1, 2, 3});
        inbox.keepDerived(2, new byte[] {4});
        assertKept(inbox.derived(1), rule, (byte) 1, (byte) 2, (byte) 3);
        assertKept(inboxAsDerivedData().derived(2), rule, (byte) 4);
        inbox.keepDerived(1, new byte[] {9, 9});
        assertKept(inbox.derived(1), rule, (byte) 9, (byte) 9);
    }

    @Test
    void aBlobEndsWithItsMessage() {
        DerivedData inbox = inboxAsDerivedData();
        depositMany(inbox(), 1);
        inbox.keepDerived(1, new byte[] {1});
        inbox().expunge(UidSet.of(1));
        String rule = says(DerivedData.class, "Silently does nothing if the message is gone or the blob too large.");
        assertThat(inbox.derived(1)).as(rule).isEmpty();
        inbox.keepDerived(1, new byte[] {2});
        inbox.keepDerived(77, new byte[] {2});
        assertThat(inbox.derived(1)).as(rule).isEmpty();
        assertThat(inbox.derived(77)).as(rule).isEmpty();
    }

    @Test
    void aBlobThatIsTooLargeIsNotKept() {
        DerivedData inbox = inboxAsDerivedData();
        depositMany(inbox(), 1);
        inbox.keepDerived(1, new byte[DerivedData.MAX_OCTETS + 1]);
        assertThat(inbox.derived(1))
                .as(says(DerivedData.class, "The most octets of a blob; larger ones are not kept."))
                .isEmpty();
        byte[] largest = new byte[DerivedData.MAX_OCTETS];
        inbox.keepDerived(1, largest);
        assertKept(inbox.derived(1), says(DerivedData.class, "The blob last kept for a message."), largest);
    }

    @Test
    void keepingABlobIsNoChange() {
        DerivedData inbox = inboxAsDerivedData();
        depositMany(inbox(), 1);
        var before = inbox().status();
        inbox.keepDerived(1, new byte[] {1});
        assertThat(inbox().status())
                .as(says(DerivedData.class, "keeps beside each message a small blob"))
                .isEqualTo(before);
    }

    private static void assertKeptOrLost(Mailbox mailbox, long uid, String rule, int wanted) {
        assertKept(((DerivedData) mailbox).derived(uid), rule, (byte) wanted);
    }

    @Test
    void copiedAndMovedMessagesHaveTheBlobOfTheirOriginalOrNone() {
        Mailbox inbox = inbox();
        DerivedData derived = inboxAsDerivedData();
        depositMany(inbox, 4);
        Mailbox target = create("target");
        depositMany(target, 3);
        for (int uid = 1; uid <= 4; uid++) {
            derived.keepDerived(uid, new byte[] {(byte) uid});
        }
        ((DerivedData) target).keepDerived(2, new byte[] {22});
        String rule = says(DerivedData.class, "a small blob that the protocol layer computes from the content");
        UidMapping copied = inbox.copy(UidSet.of(2, 3), name("target"));
        assertKeptOrLost(target, copied.to(0), rule, 2);
        assertKeptOrLost(target, copied.to(1), rule, 3);
        UidMapping moved = inbox.move(UidSet.of(1, 4), name("target"));
        assertKeptOrLost(target, moved.to(0), rule, 1);
        assertKeptOrLost(target, moved.to(1), rule, 4);
        UidMapping here = inbox.move(UidSet.of(2), MailboxName.INBOX);
        assertKeptOrLost(inbox, here.to(0), rule, 2);
        assertKeptOrLost(target, 2, rule, 22);
        assertThat(((DerivedData) target).derived(1)).as(rule).isEmpty();
        assertThat(derived.derived(1)).as(rule).isEmpty();
        ((DerivedData) target).keepDerived(copied.to(1), new byte[] {33});
        assertKeptOrLost(inbox, 3, says(DerivedData.class, "The blob last kept for a message."), 3);
    }

    @Test
    void blobsFollowARenamedMailboxOrAreLost() {
        Mailbox one = create("one");
        depositMany(one, 2);
        ((DerivedData) one).keepDerived(1, new byte[] {1});
        account().rename(name("one"), name("a/other"));
        String rule = says(DerivedData.class, "The blob last kept for a message.");
        assertKeptOrLost(account().open(name("a/other")), 1, rule, 1);
        assertThat(((DerivedData) account().open(name("a/other"))).derived(2))
                .as(rule)
                .isEmpty();
        Mailbox again = create("one");
        depositMany(again, 1);
        assertThat(((DerivedData) again).derived(1)).as(rule).isEmpty();
        account().delete(name("a/other"));
        depositMany(create("a/other"), 1);
        assertThat(((DerivedData) account().open(name("a/other"))).derived(1))
                .as(rule)
                .isEmpty();
    }

    @Test
    void blobsOfInboxFollowItsMessagesOrAreLost() {
        // So that the messages get other UIDs than they had.
        depositMany(inbox(), 3);
        inbox().expunge(UidSet.of(1));
        inboxAsDerivedData().keepDerived(2, new byte[] {2});
        account().rename(MailboxName.INBOX, name("old"));
        depositMany(inbox(), 2);
        String rule = says(DerivedData.class, "The blob last kept for a message.");
        Mailbox old = account().open(name("old"));
        assertKeptOrLost(old, uids(old).get(0), rule, 2);
        assertThat(((DerivedData) old).derived(uids(old).get(1))).as(rule).isEmpty();
        for (long uid : uids(inbox())) {
            assertThat(inboxAsDerivedData().derived(uid)).as(rule).isEmpty();
        }
    }

    @Test
    void blobsSurviveOrAreLost() throws Exception {
        assume(StoreFeature.PERSISTENT);
        depositMany(inbox(), 3);
        DerivedData inbox = inboxAsDerivedData();
        inbox.keepDerived(1, new byte[] {1});
        inbox.keepDerived(2, new byte[] {2});
        inbox.keepDerived(2, new byte[] {7});
        inbox.keepDerived(3, new byte[] {3});
        inbox().expunge(UidSet.of(3));
        reopen();
        long next = deposit(inbox(), message("next")).uid();
        String rule = says(DerivedData.class, "The blob last kept for a message.");
        assertKeptOrLost(inbox(), 1, rule, 1);
        assertKeptOrLost(inbox(), 2, rule, 7);
        assertThat(inboxAsDerivedData().derived(3)).as(rule).isEmpty();
        assertThat(inboxAsDerivedData().derived(next)).as(rule).isEmpty();
    }
}
