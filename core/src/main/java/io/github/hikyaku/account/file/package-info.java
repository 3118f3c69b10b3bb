/** Accounts from files such as {@code /etc/passwd} and Dovecot's passwd-file. */
@NullMarked
package io.github.hikyaku.account.file;

import org.jspecify.annotations.NullMarked;
