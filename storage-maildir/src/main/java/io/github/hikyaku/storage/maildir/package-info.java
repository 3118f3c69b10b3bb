/**
 * Maildirs on disk, shared with any other program that reads or writes a Maildir: {@link
 * io.github.hikyaku.storage.maildir.MaildirStore}. The order of writes is in {@code Arrivals}, the locks are in {@code
 * MailboxState}, how changes from outside are noticed is in {@code Reconciler}, what is read when a mailbox is opened is in
 * {@code Loader}, how the index is written is in {@code IndexFormat}, and where mailboxes are is in {@code Tree}.
 */
@NullMarked
package io.github.hikyaku.storage.maildir;

import org.jspecify.annotations.NullMarked;
