/**
 * What every transport shares: cutting input into frames, running a session's work in turn, pulling output. Knows of no
 * network library.
 */
@NullMarked
package io.github.hikyaku.engine.internal;

import org.jspecify.annotations.NullMarked;
