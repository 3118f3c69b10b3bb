/** A session's own view of the mailbox it has selected, and how it catches up with what others do there. */
@NullMarked
package io.github.hikyaku.imap.internal.view;

import org.jspecify.annotations.NullMarked;
