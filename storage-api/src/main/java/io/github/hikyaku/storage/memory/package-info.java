/** The in-memory mail store, the reference implementation of the storage SPI. */
@NullMarked
package io.github.hikyaku.storage.memory;

import org.jspecify.annotations.NullMarked;
