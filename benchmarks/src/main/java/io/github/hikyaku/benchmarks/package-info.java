/** Benchmarks of whole servers and of single parts, side by side with other mail servers. */
@NullMarked
package io.github.hikyaku.benchmarks;

import org.jspecify.annotations.NullMarked;
