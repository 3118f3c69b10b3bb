package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailboxName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;

/**
 * The directories of an account's mailboxes; that of the account is INBOX. Symbolic links are not followed: they could
 * lead out of the account. A mailbox is made under a name that cannot be that of a mailbox, and renamed when it is
 * complete; what is deleted is renamed to such a name first. Changes are on the disk when a method returns.
 *
 * <p>Called with the account's lock held.
 */
interface Tree {
    /** The tree of an account, whose directory and INBOX are there. */
    static Tree of(MaildirLayout layout, Path account, Disk disk) throws IOException {
        TrueNames names = TrueNames.asFoundBy(account.resolve("cur"));
        return switch (layout) {
            case MAILDIR_PLUS_PLUS -> new PlusPlusTree(account, disk, names);
            case FILE_SYSTEM -> new FileSystemTree(account, disk, names);
        };
    }

    /**
     * The directory of a mailbox, whether it is there or not.
     *
     * @throws MailStoreException {@code NAME_INVALID} if a name on its path would be too long
     */
    Path directory(MailboxName name);

    /**
     * Sees to it that a mailbox that is not there can be made.
     *
     * @throws MailStoreException {@code NAME_INVALID} if there is a directory that the file system takes for this one
     *     though its name is spelt otherwise, or if something else stands in the way
     */
    void checkFree(MailboxName name) throws IOException;

    /** Whether a mailbox is there. */
    boolean isMailbox(MailboxName name) throws IOException;

    /** The mailboxes that are there, in the order of their names. */
    Set<MailboxName> mailboxes() throws IOException;

    /** Makes an empty mailbox. */
    void make(MailboxName name, long uidValidity) throws IOException;

    /**
     * Renames a mailbox, or a name that is only a parent, with all below it; all or nothing, as long as the machine runs.
     *
     * @param mailboxes the mailboxes that are to be renamed, by their old names
     */
    void rename(MailboxName from, MailboxName to, Collection<MailboxName> mailboxes) throws IOException;

    /** Deletes a mailbox, and not what is below it: what is left of it after a crash is none. */
    void delete(MailboxName name) throws IOException;

    /** Removes what a crash left of mailboxes that were being made or deleted. */
    void sweep() throws IOException;
}
