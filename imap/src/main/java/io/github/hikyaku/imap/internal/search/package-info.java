/** SEARCH: which messages of a view fit, reading as little of them as can be. */
@NullMarked
package io.github.hikyaku.imap.internal.search;

import org.jspecify.annotations.NullMarked;
