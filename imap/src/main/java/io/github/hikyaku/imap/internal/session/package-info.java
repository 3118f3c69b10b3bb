/**
 * One IMAP conversation: which command is allowed when, what it means, and what is answered.
 *
 * <p>Everything of one session happens in its turn (see {@link io.github.hikyaku.engine.ProtocolSession}); nothing here
 * locks. The one exception is {@link io.github.hikyaku.imap.internal.session.MailboxWatch}, which any thread may signal.
 */
@NullMarked
package io.github.hikyaku.imap.internal.session;

import org.jspecify.annotations.NullMarked;
