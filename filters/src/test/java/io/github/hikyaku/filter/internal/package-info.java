/** Parsers of what filters say. */
@NullMarked
package io.github.hikyaku.filter.internal;

import org.jspecify.annotations.NullMarked;
