/**
 * A store of one's own, to be copied from: mail in a database, by plain JDBC. Read {@code Schema} first, then {@link
 * io.github.hikyaku.examples.jdbc.JdbcMailStore}, {@code JdbcAccount} (the tree of mailboxes), {@code JdbcMailbox} (their
 * messages) and {@code JdbcDeposit} (how one arrives).
 */
@NullMarked
package io.github.hikyaku.examples.jdbc;

import org.jspecify.annotations.NullMarked;
