/**
 * The server's side of an SMTP session: the state machine, its command table, the extensions, and what is done to a
 * message on its way in.
 */
@NullMarked
package io.github.hikyaku.smtp.internal.session;

import org.jspecify.annotations.NullMarked;
