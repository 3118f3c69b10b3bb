/** The protocol engine: sessions that are fed frames, connections that pull replies, and the limits of both. */
@NullMarked
package io.github.hikyaku.engine;

import org.jspecify.annotations.NullMarked;
