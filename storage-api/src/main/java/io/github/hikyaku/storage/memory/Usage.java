package io.github.hikyaku.storage.memory;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.QuotaUsage;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/** What the messages of an account add up to. Its lock is the last in the order: nothing is called under it. */
final class Usage {
    private final ReentrantLock lock = new ReentrantLock();
    private OptionalLong octetLimit;
    private OptionalLong messageLimit;
    private long octets;
    private long messages;

    Usage(OptionalLong octetLimit, OptionalLong messageLimit) {
        this.octetLimit = octetLimit;
        this.messageLimit = messageLimit;
    }

    /** Sets the limits in place of the former. */
    void limit(OptionalLong octets, OptionalLong messages) {
        lock.lock();
        try {
            octetLimit = octets;
            messageLimit = messages;
        } finally {
            lock.unlock();
        }
    }

    QuotaUsage snapshot() {
        lock.lock();
        try {
            return new QuotaUsage(octets, messages, octetLimit, messageLimit);
        } finally {
            lock.unlock();
        }
    }

    /** Fails now if a message that has so many octets already cannot be committed. */
    void checkRoom(long moreOctets) {
        lock.lock();
        try {
            check(moreOctets, 1);
        } finally {
            lock.unlock();
        }
    }

    boolean isLimited() {
        lock.lock();
        try {
            return octetLimit.isPresent() || messageLimit.isPresent();
        } finally {
            lock.unlock();
        }
    }

    /** Counts them, or throws and counts nothing. */
    void add(long moreOctets, long moreMessages) {
        lock.lock();
        try {
            check(moreOctets, moreMessages);
            octets += moreOctets;
            messages += moreMessages;
        } finally {
            lock.unlock();
        }
    }

    void subtract(long lessOctets, long lessMessages) {
        lock.lock();
        try {
            octets -= lessOctets;
            messages -= lessMessages;
        } finally {
            lock.unlock();
        }
    }

    private void check(long moreOctets, long moreMessages) {
        if (octetLimit.isPresent() && moreOctets > octetLimit.getAsLong() - octets) {
            throw new MailStoreException(
                    Kind.OVER_QUOTA, octets + " and " + moreOctets + " octets, of " + octetLimit.getAsLong());
        }
        if (messageLimit.isPresent() && moreMessages > messageLimit.getAsLong() - messages) {
            throw new MailStoreException(
                    Kind.OVER_QUOTA, messages + " and " + moreMessages + " messages, of " + messageLimit.getAsLong());
        }
    }
}
