/**
 * The storage SPI: what a mail store must do, in terms of accounts, mailboxes, UIDs, flags and MODSEQ.
 *
 * <p>One idea carries it: <em>a mailbox has a clock, its MODSEQ, and every observer catches up by asking what changed
 * since</em> ({@link io.github.hikyaku.storage.Mailbox#changesSince}). A store never pushes content; it signals that
 * something changed ({@link io.github.hikyaku.storage.AccountListener}), and the observer asks.
 *
 * <p>What a store can do beyond that is an interface each, which its accounts or mailboxes implement, and a
 * {@link io.github.hikyaku.storage.StoreFeature} that it declares: special uses, derived data, limits, object ids, save
 * dates, metadata, searches. The testkit has a contract for each.
 *
 * <p>All calls may block on disk or database and are never made on an I/O thread. All implementations must be safe for
 * use by many threads at once; what that means for each call is written there.
 */
@NullMarked
package io.github.hikyaku.storage;

import org.jspecify.annotations.NullMarked;
