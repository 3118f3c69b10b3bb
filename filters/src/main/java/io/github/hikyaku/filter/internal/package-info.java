/** The dialogues with filters, and the connections they run on. */
@NullMarked
package io.github.hikyaku.filter.internal;

import org.jspecify.annotations.NullMarked;
