/** Parts of FETCH by themselves. */
@NullMarked
package io.github.hikyaku.imap.internal.fetch;

import org.jspecify.annotations.NullMarked;
