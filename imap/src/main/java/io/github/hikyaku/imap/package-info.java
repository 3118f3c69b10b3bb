/** The IMAP server. */
@NullMarked
package io.github.hikyaku.imap;

import org.jspecify.annotations.NullMarked;
