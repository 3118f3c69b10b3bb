/** Mail addresses: parsing, normalisation and printing of reverse-paths, forward-paths and domains. */
@NullMarked
package io.github.hikyaku.address;

import org.jspecify.annotations.NullMarked;
