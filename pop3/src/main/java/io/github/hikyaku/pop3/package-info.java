/** The POP3 server. */
@NullMarked
package io.github.hikyaku.pop3;

import org.jspecify.annotations.NullMarked;
