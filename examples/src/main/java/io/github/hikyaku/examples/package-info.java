/** Runnable programs, each a page long, to copy from. */
@NullMarked
package io.github.hikyaku.examples;

import org.jspecify.annotations.NullMarked;
