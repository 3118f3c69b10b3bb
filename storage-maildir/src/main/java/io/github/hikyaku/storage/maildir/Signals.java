package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.AccountListener;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.Registration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The listeners of an account. */
final class Signals {

    /** Two registrations of one listener are two, so this has no equals. */
    private static final class Entry {
        final AccountListener listener;

        Entry(AccountListener listener) {
            this.listener = listener;
        }
    }

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    Registration add(AccountListener listener) {
        Entry entry = new Entry(listener);
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    boolean isEmpty() {
        return entries.isEmpty();
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
                Log.of(Signals.class).warn("A listener failed", e);
            }
        }
    }
}
