/**
 * Pipeline stages that ask a filter outside of the server: rspamd, SpamAssassin, ClamAV, or any milter. Each is given to
 * {@code MailServer.Builder.stage}. None holds a thread while its filter works.
 */
@NullMarked
package io.github.hikyaku.filter;

import org.jspecify.annotations.NullMarked;
