package io.github.hikyaku.storage;

import java.time.Instant;
import java.util.Set;

/**
 * An open mailbox. Handles are cheap and hold no lock; any number may be open. Safe for use by many threads.
 *
 * <p><strong>The clock.</strong> Each arrival, flag change and expunge moves the mailbox's HIGHESTMODSEQ up and stamps
 * the message with the new value (RFC 7162 §3.1). Changes are atomic: {@link #view}, {@link #status} and
 * {@link #changesSince} show all of a change or nothing, and who asks after a changing call has returned sees it.
 *
 * <p><strong>UIDs.</strong> Each message that arrives gets a UID above all that the mailbox ever gave out, and keeps it;
 * the UID of a message that went is never given out again (RFC 9051 §2.3.1.1).
 *
 * <p>Every call may throw {@link MailStoreException}: {@code NO_SUCH_MAILBOX} once the mailbox is gone,
 * {@code UNAVAILABLE} when the store cannot do its work now.
 */
public interface Mailbox {
    /** The name under which the mailbox was opened. */
    MailboxName name();

    /** Its state now. */
    MailboxStatus status();

    /** All messages at one MODSEQ. */
    MailboxView view();

    /**
     * What changed since a MODSEQ. Costs in proportion to the change.
     *
     * @param modSeq 0 or more; with 0 all messages are {@code touched}, and with a value from before the store's memory
     *     they may be
     */
    MailboxChanges changesSince(long modSeq);

    /**
     * The octets of a message.
     *
     * @throws MailStoreException {@code NO_SUCH_MESSAGE}
     */
    MessageContent content(long uid);

    /**
     * Starts to put a message into the mailbox. Deposits run side by side; UIDs are given at commit, in its order.
     *
     * @param internalDate kept to the second
     * @throws MailStoreException {@code LIMIT_REACHED} if the store cannot take so many keywords
     */
    Deposit deposit(Set<Flag> flags, Instant internalDate);

    /**
     * Changes flags, of all messages or of none. A message whose flags stay the same keeps its MODSEQ.
     *
     * @param uids which; those that are not there are ignored
     * @param unchangedSince leaves alone each message whose MODSEQ is above this; {@link Long#MAX_VALUE} for none
     * @throws MailStoreException {@code LIMIT_REACHED} if the store cannot take so many keywords
     */
    FlagOutcome store(UidSet uids, FlagUpdate update, long unchangedSince);

    /**
     * Removes messages for good, whatever their flags.
     *
     * @param uids which; those that are not there are ignored
     * @return those that this very call removed
     */
    UidSet expunge(UidSet uids);

    /**
     * Copies messages with flags and internal dates into a mailbox of the account, perhaps this one: all of them or,
     * when it throws, none. To the target they arrive: with new UIDs, in the order of the old ones, and unclaimed.
     *
     * @param uids which; those that are not there are ignored
     * @throws MailStoreException {@code NO_SUCH_MAILBOX} for the target, {@code OVER_QUOTA}
     */
    UidMapping copy(UidSet uids, MailboxName to);

    /**
     * As {@link #copy}, with the messages gone from here afterwards. No observer sees a message in neither of both; a
     * crash may leave it in both.
     */
    UidMapping move(UidSet uids, MailboxName to);

    /**
     * Claims all messages that no one claimed before: they are {@code \Recent} to the caller alone (RFC 3501 §2.3.2).
     *
     * @return the lowest UID that was unclaimed; UIDNEXT if there was none
     */
    long claimRecent();
}
