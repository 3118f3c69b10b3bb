/** Typed events for every decision the server takes, and the listener that logs them. */
@NullMarked
package io.github.hikyaku.event;

import org.jspecify.annotations.NullMarked;
