/** Whole sessions, without a network and with one. */
@NullMarked
package io.github.hikyaku.imap;

import org.jspecify.annotations.NullMarked;
