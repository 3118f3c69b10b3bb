package io.github.hikyaku.testing;

import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.message.Mail;
import io.github.hikyaku.pipeline.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The mails that the server took, in the order in which it said 250. A mail is noted by the last stage of the pipeline
 * and shown once the server has accepted it, which is before its sender is told.
 */
final class Inbox {
    private final Map<String, ReceivedMail> pending = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final List<ReceivedMail> mails = new ArrayList<>();

    /** The stage: remembers a mail until it is decided on. */
    Verdict note(Mail mail) throws IOException {
        pending.put(mail.id(), ReceivedMail.of(mail));
        return Verdict.accept();
    }

    /** The listener: shows or forgets what was noted. */
    void on(MailEvent event) {
        if (event instanceof MailEvent.MessageAccepted accepted) {
            ReceivedMail mail = pending.remove(accepted.mailId());
            if (mail != null) {
                show(mail);
            }
        } else if (event instanceof MailEvent.MessageRefused refused) {
            pending.remove(refused.mailId());
        } else if (event instanceof MailEvent.MessageDiscarded discarded) {
            pending.remove(discarded.mailId());
        }
    }

    private void show(ReceivedMail mail) {
        lock.lock();
        try {
            mails.add(mail);
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    List<ReceivedMail> all() {
        lock.lock();
        try {
            return List.copyOf(mails);
        } finally {
            lock.unlock();
        }
    }

    void clear() {
        lock.lock();
        try {
            mails.clear();
        } finally {
            lock.unlock();
        }
    }

    /** The first mail that matches, among those that are there or come in time. */
    ReceivedMail await(Predicate<? super ReceivedMail> wanted, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        int seen = 0;
        lock.lock();
        try {
            while (true) {
                // Another thread may have cleared the list meanwhile.
                for (seen = Math.min(seen, mails.size()); seen < mails.size(); seen++) {
                    if (wanted.test(mails.get(seen))) {
                        return mails.get(seen);
                    }
                }
                if (arrived.awaitNanos(deadline - System.nanoTime()) <= 0 && seen == mails.size()) {
                    throw new AssertionError(miss(wanted, within));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for a mail " + wanted, e);
        } finally {
            lock.unlock();
        }
    }

    private String miss(Predicate<? super ReceivedMail> wanted, Duration within) {
        String what = wanted instanceof MailMatcher ? "No mail " + wanted : "No mail that matches";
        StringBuilder text = new StringBuilder(what + " came within " + within.toMillis() + " ms; ");
        text.append(mails.isEmpty() ? "none came at all" : mails.size() + " came:");
        mails.forEach(mail -> text.append("\n  ").append(mail));
        return text.toString();
    }
}
