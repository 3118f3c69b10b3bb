package io.github.hikyaku.pop3;

import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.Mailbox;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.MessageContent;
import io.github.hikyaku.storage.Registration;
import io.github.hikyaku.storage.UidSet;
import java.util.BitSet;

/**
 * The maildrop as one session sees it: INBOX as it was when the lock was taken, and what the session has marked as
 * deleted (RFC 1939 §4, §5). Message numbers start at 1.
 */
final class Maildrop implements AutoCloseable {
    private final MailAccount account;
    private final Registration lock;
    private final Mailbox inbox;
    private final MailboxView view;
    private final BitSet deleted = new BitSet();

    /** Takes the account and the lock over; closes both if INBOX cannot be read. */
    Maildrop(MailAccount account, Registration lock) {
        this.account = account;
        this.lock = lock;
        try {
            inbox = account.open(MailboxName.INBOX);
            view = inbox.view();
        } catch (RuntimeException | Error e) {
            close(); // a lock that stays would shut the owner out
            throw e;
        }
    }

    /** The highest message number. */
    int highest() {
        return view.size();
    }

    /** Whether the number names a message that is not marked as deleted. */
    boolean has(long number) {
        return number >= 1 && number <= view.size() && !deleted.get((int) number - 1);
    }

    /** How many messages are not marked as deleted. */
    int count() {
        return view.size() - deleted.cardinality();
    }

    /** The octets of all messages that are not marked as deleted. */
    long octets() {
        long sum = 0;
        for (int row = deleted.nextClearBit(0); row < view.size(); row = deleted.nextClearBit(row + 1)) {
            sum += view.octets(row);
        }
        return sum;
    }

    /** The octets of one message. */
    long octets(int number) {
        return view.octets(number - 1);
    }

    /** The unique-id of one message: the same in every session, and never that of another message (RFC 1939 §7). */
    String uniqueId(int number) {
        return view.status().uidValidity() + "." + view.uid(number - 1);
    }

    /** The octets of one message; they can be gone, since IMAP knows no lock. */
    MessageContent content(int number) {
        return inbox.content(view.uid(number - 1));
    }

    /** Marks a message as deleted. */
    void delete(int number) {
        deleted.set(number - 1);
    }

    /** Takes all marks back. */
    void reset() {
        deleted.clear();
    }

    /** Removes what is marked: the UPDATE state. */
    void update() {
        if (!deleted.isEmpty()) {
            UidSet.Builder uids = UidSet.builder();
            deleted.stream().forEach(row -> uids.add(view.uid(row)));
            inbox.expunge(uids.build());
        }
    }

    @Override
    public void close() {
        try {
            account.close();
        } finally {
            lock.close();
        }
    }
}
