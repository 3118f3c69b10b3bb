/** The protocol engine without a network: frames go in, replies come out, for tests and in-process clients. */
@NullMarked
package io.github.hikyaku.engine.memory;

import org.jspecify.annotations.NullMarked;
