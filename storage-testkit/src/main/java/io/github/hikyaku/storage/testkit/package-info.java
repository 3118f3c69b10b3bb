/** Contracts that the author of a mail store extends in JUnit tests, one per subject of the storage SPI. */
@NullMarked
package io.github.hikyaku.storage.testkit;

import org.jspecify.annotations.NullMarked;
