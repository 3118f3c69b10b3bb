/** Parts of a session by themselves. */
@NullMarked
package io.github.hikyaku.imap.internal.session;

import org.jspecify.annotations.NullMarked;
