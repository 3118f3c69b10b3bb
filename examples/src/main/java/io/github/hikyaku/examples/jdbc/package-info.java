/**
 * A store of one's own, to be copied from: mail in an SQLite database, by plain JDBC. It is read in this order: {@code
 * Database} (the schema and transactions), {@link io.github.hikyaku.examples.jdbc.JdbcMailStore}, {@code JdbcAccount} (the
 * tree of mailboxes), {@code JdbcMailbox} (their messages), {@code JdbcDeposit} (how one arrives) and {@code JdbcContent} (how
 * it is read).
 *
 * <h2>The schema</h2>
 *
 * <pre>
 * account ──&lt; mailbox ──&lt; message &gt;── content ──&lt; chunk
 *    └──&lt; subscription └──&lt; vanished
 * </pre>
 *
 * <p>A mailbox has a clock. Each change makes one transaction, in which every row of {@code message} or {@code vanished} that
 * it touches is stamped with a MODSEQ one above the clock, and the clock moves there. So {@code changesSince} is two queries
 * for what has a larger stamp. Messages have flags and dates of their own and share a content with their copies, within the
 * account or not. A content goes with the last that uses it: its messages, streams that are open, deposits that bring it.
 *
 * <h2>How to write another</h2>
 *
 * <ol>
 *   <li>Begin with a test that extends {@code MailStoreContract} of hikyaku-storage-testkit, and let it lead: accounts and
 *       names, deposits and contents, then flags, copies and expunges. Topics of features that are not declared are skipped.
 *   <li>Make each call one transaction, and lock at its beginning what it may change, before anything is read. Here that is
 *       the database; where many write at once it is the row of the mailbox, and whoever locks two mailboxes takes them in
 *       one order. What is told together, such as a view and its status, is read from one snapshot.
 *   <li>Give out UIDs and MODSEQs in the order of commits: an observer must never see 7 and later 6.
 *   <li>Signal listeners when the change is committed, with no lock held.
 *   <li>Keep slow clients out of transactions: a deposit is written in pieces that nobody sees before the commit. Find those
 *       that a crash left when the store is opened.
 *   <li>Declare {@code PERSISTENT} only if a commit is on the disk when it returns. Extend {@code CrashContract}, which kills
 *       the process again and again and compares.
 *   <li>Add features one by one; each is an interface with a contract. This store leaves searches and metadata out:
 *       who searches then looks at the messages.
 * </ol>
 */
@NullMarked
package io.github.hikyaku.examples.jdbc;

import org.jspecify.annotations.NullMarked;
