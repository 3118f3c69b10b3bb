/** Commands as octets. */
@NullMarked
package io.github.hikyaku.imap.internal.command;

import org.jspecify.annotations.NullMarked;
