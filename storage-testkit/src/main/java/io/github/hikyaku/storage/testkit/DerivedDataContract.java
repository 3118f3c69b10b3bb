package io.github.hikyaku.storage.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.storage.DerivedData;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.StoreFeature;
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
}
