/** Dialogues with the POP3 server, without a network. */
@NullMarked
package io.github.hikyaku.pop3;

import org.jspecify.annotations.NullMarked;
