package io.github.hikyaku.storage.memory;

import io.github.hikyaku.storage.AccountListener;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.Registration;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The listeners of an account. Called without any lock held. */
final class Signals {
    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    /** Registers a listener, as often as this is called with it. */
    Registration add(AccountListener listener) {
        Entry entry = new Entry(listener);
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    void mailboxChanged(MailboxName name) {
        tell(listener -> listener.mailboxChanged(name));
    }

    void namesChanged() {
        tell(AccountListener::namesChanged);
    }

    private void tell(Consumer<AccountListener> signal) {
        for (Entry entry : entries) {
            try {
                signal.accept(entry.listener);
            } catch (RuntimeException e) {
                // The change is made: its caller must not take a listener's failure for its own.
                System.getLogger(Signals.class.getName()).log(Level.WARNING, "A listener failed", e);
            }
        }
    }

    /** Two registrations of one listener are two, so this has no equals. */
    private static final class Entry {
        private final AccountListener listener;

        Entry(AccountListener listener) {
            this.listener = listener;
        }
    }
}
