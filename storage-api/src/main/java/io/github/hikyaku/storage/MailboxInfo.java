package io.github.hikyaku.storage;

import java.util.Set;

/**
 * One line of the list of mailboxes.
 *
 * @param name the name
 * @param uses its special uses, often none
 * @param selectable whether there is a mailbox that can be opened; false for a name that is only a parent or only subscribed to
 * @param exists whether the name is in the tree at all; false for a name that is only subscribed to
 * @param subscribed whether the name is among the subscriptions
 */
public record MailboxInfo(
        MailboxName name, Set<SpecialUse> uses, boolean selectable, boolean exists, boolean subscribed) {
    /** Copies the set. */
    public MailboxInfo {
        uses = Set.copyOf(uses);
        if (selectable && !exists) {
            throw new IllegalArgumentException("A mailbox that can be selected exists");
        }
    }
}
