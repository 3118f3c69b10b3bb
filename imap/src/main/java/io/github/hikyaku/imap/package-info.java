/** The IMAP server: IMAP4rev1 (RFC 3501) with the extensions that clients of today expect. Start at {@link io.github.hikyaku.imap.Imap}. */
@NullMarked
package io.github.hikyaku.imap;

import org.jspecify.annotations.NullMarked;
