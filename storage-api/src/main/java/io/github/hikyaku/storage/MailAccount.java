package io.github.hikyaku.storage;

import java.util.List;
import java.util.Set;

/** The mailbox tree of one account. Safe for use by many threads. */
public interface MailAccount extends AutoCloseable {
    /** The account this handle was opened for. */
    AccountId id();

    /**
     * All mailboxes, INBOX first and then in the order of their names; with them names that are only subscribed to or
     * only parents ({@link MailboxInfo#selectable()} is false for both).
     */
    List<MailboxInfo> list();

    /**
     * Opens a mailbox. The handle stays bound to this very mailbox: once that is deleted or renamed its calls fail with
     * {@link MailStoreException.Kind#NO_SUCH_MAILBOX}, even if another of the same name is made.
     *
     * @throws MailStoreException {@code NO_SUCH_MAILBOX}
     */
    Mailbox open(MailboxName name);

    /**
     * Makes a mailbox, and its missing parents as mailboxes, durably. A mailbox that is made again under a name that
     * was deleted gets a larger UIDVALIDITY (RFC 9051 §6.3.4). A name that is only a parent can be made a mailbox.
     *
     * @param uses ignored by stores without {@link StoreFeature#SPECIAL_USE}
     * @throws MailStoreException {@code ALREADY_EXISTS}, {@code NAME_INVALID}
     */
    Mailbox create(MailboxName name, Set<SpecialUse> uses);

    /**
     * Renames a mailbox, or a name that is only a parent, and all below it, or nothing when it throws; UIDs,
     * UIDVALIDITY and special uses go with it. Missing parents of the new name are made. Renaming INBOX instead moves
     * its messages to a new mailbox and leaves INBOX empty, its children where they are (RFC 9051 §6.3.6).
     * Subscriptions stay as they are.
     *
     * <p>A UIDVALIDITY that goes with its mailbox is none that another mailbox had under the new name.
     *
     * @throws MailStoreException {@code NO_SUCH_MAILBOX}, {@code ALREADY_EXISTS}, {@code NAME_INVALID}, also if the new
     *     name lies below the old one
     */
    void rename(MailboxName from, MailboxName to);

    /**
     * Deletes a mailbox with its messages. One with children stays in the list as a name that cannot be selected;
     * such a name with children cannot be deleted again, and leaves the list with the last of them. INBOX cannot be
     * deleted.
     *
     * @throws MailStoreException {@code NO_SUCH_MAILBOX}, {@code HAS_CHILDREN}, {@code NAME_INVALID} (INBOX)
     */
    void delete(MailboxName name);

    /** Adds a name to the subscriptions or takes it off. The name need not exist (RFC 9051 §6.3.7). */
    void subscribe(MailboxName name, boolean on);

    /** What the account uses, and what it may use. */
    QuotaUsage quota();

    /** Signals the listener of every change from then on, by this handle or another, until the registration is closed. */
    Registration watch(AccountListener listener);

    /**
     * Releases the handle. Mailboxes that were opened through it, and its registrations, end with it: calls fail with
     * {@link MailStoreException.Kind#UNAVAILABLE} from then on. Closing twice is harmless.
     */
    @Override
    void close();
}
