package io.github.hikyaku.imap.internal.session;

import io.github.hikyaku.engine.Connection;
import io.github.hikyaku.storage.AccountListener;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.Registration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hears, on any thread, that the selected mailbox changed. In IDLE it wakes the session, once however many signals come
 * before the session looks; else it only notes that there is something to look at.
 */
final class MailboxWatch implements AccountListener {
    private final MailboxName name;
    private final Connection connection;
    private final Runnable look;
    private final AtomicBoolean queued = new AtomicBoolean();
    private final Registration registration;
    private volatile boolean changed;
    private volatile boolean awake;

    MailboxWatch(MailAccount account, MailboxName name, Connection connection, Runnable look) {
        this.name = name;
        this.connection = connection;
        this.look = look;
        this.registration = account.watch(this);
    }

    @Override
    public void mailboxChanged(MailboxName which) {
        if (which.equals(name)) {
            changed = true;
            wake();
        }
    }

    private void wake() {
        if (awake && queued.compareAndSet(false, true)) {
            connection.execute(() -> {
                queued.set(false);
                look.run();
            });
        }
    }

    /** Whether there was a signal since the last call. Ask before looking, so that no signal falls between. */
    boolean takeSignal() {
        if (!changed) {
            return false;
        }
        changed = false;
        return true;
    }

    /** Lets the next look find something, without waking the session. */
    void lookAgain() {
        changed = true;
    }

    /** From now on a signal wakes the session, or does so no more. */
    void wakeSession(boolean on) {
        awake = on;
    }

    void close() {
        awake = false;
        registration.close();
    }
}
