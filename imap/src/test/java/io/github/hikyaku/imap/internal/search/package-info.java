/** Parts of SEARCH by themselves. */
@NullMarked
package io.github.hikyaku.imap.internal.search;

import org.jspecify.annotations.NullMarked;
