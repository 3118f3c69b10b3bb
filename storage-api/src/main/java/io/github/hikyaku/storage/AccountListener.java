package io.github.hikyaku.storage;

/**
 * Is told that something changed, never what: it asks by {@link Mailbox#changesSince} or {@link MailAccount#list}.
 * Called on any thread, after the change can be seen, perhaps with locks of the store held: it must return at once and
 * must not call the store back. Several changes may come as one signal; a signal may come without a change.
 */
public interface AccountListener {
    /** Messages of this mailbox arrived, went or changed. */
    void mailboxChanged(MailboxName name);

    /** Mailboxes were made, renamed or deleted, or subscriptions changed. */
    default void namesChanged() {}
}
