/** From the octets of a command line to a record per command: pure functions without state, time or I/O. */
@NullMarked
package io.github.hikyaku.smtp.internal.command;

import org.jspecify.annotations.NullMarked;
