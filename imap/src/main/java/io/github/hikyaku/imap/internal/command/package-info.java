/**
 * What clients say: octets become tokens and then one record per command, without I/O and without meaning. A command
 * that breaks the grammar ends in {@link io.github.hikyaku.imap.internal.command.CommandRefused}.
 */
@NullMarked
package io.github.hikyaku.imap.internal.command;

import org.jspecify.annotations.NullMarked;
