/** The server side of SASL mechanisms, shared by SMTP, POP3 and IMAP. */
@NullMarked
package io.github.hikyaku.sasl;

import org.jspecify.annotations.NullMarked;
