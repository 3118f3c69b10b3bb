/** The test library, used as its users use it. */
@NullMarked
package io.github.hikyaku.testing;

import org.jspecify.annotations.NullMarked;
