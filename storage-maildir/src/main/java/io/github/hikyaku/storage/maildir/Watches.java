package io.github.hikyaku.storage.maildir;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Has the operating system tell of files that come to and go from the directories of mailboxes. It need not: there are file
 * systems that tell nothing, and limits to how much is watched. For one thread, but for {@link #close}.
 */
final class Watches implements AutoCloseable {
    private static final int MOST = 1000;
    // What comes in a burst is one change.
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final WatchService service;
    private final Map<MailboxState, List<WatchKey>> keys = new HashMap<>();
    private final Map<WatchKey, MailboxState> mailboxes = new HashMap<>();

    private Watches(WatchService service) {
        this.service = service;
    }

    /** Null where there is no such service. */
    static @Nullable Watches of(Path root) {
        try {
            return new Watches(root.getFileSystem().newWatchService());
        } catch (IOException | UnsupportedOperationException e) {
            Log.of(Watches.class).debug("Changes in {} are looked for, not told", root, e);
            return null;
        }
    }

    /** Watches these mailboxes and no others. */
    void follow(Collection<MailboxState> open) {
        Set<MailboxState> wanted = new HashSet<>(open);
        Iterator<Map.Entry<MailboxState, List<WatchKey>>> known =
                keys.entrySet().iterator();
        while (known.hasNext()) {
            Map.Entry<MailboxState, List<WatchKey>> next = known.next();
            if (!wanted.remove(next.getKey())) {
                next.getValue().forEach(this::cancel);
                known.remove();
            }
        }
        for (MailboxState mailbox : wanted) {
            if (keys.size() < MOST) {
                keys.put(mailbox, register(mailbox));
            }
        }
    }

    private List<WatchKey> register(MailboxState mailbox) {
        List<WatchKey> registered = new ArrayList<>();
        try {
            for (Path directory : List.of(mailbox.newDirectory, mailbox.curDirectory)) {
                WatchKey key = directory.register(service, ENTRY_CREATE, ENTRY_DELETE);
                registered.add(key);
                mailboxes.put(key, mailbox);
            }
        } catch (IOException e) {
            // Gone, or above a limit of the system. Not tried again.
            Log.of(Watches.class).debug("{} cannot be watched", mailbox.directory, e);
        }
        return registered;
    }

    private void cancel(WatchKey key) {
        key.cancel();
        mailboxes.remove(key);
    }

    /**
     * Waits for changes.
     *
     * @return where there were any; nowhere if the time passed
     * @throws java.nio.file.ClosedWatchServiceException if {@link #close} was called
     */
    Set<MailboxState> await(long nanos) throws InterruptedException {
        Set<MailboxState> changed = new HashSet<>();
        WatchKey key = service.poll(nanos, TimeUnit.NANOSECONDS);
        if (key != null) {
            LockSupport.parkNanos(BURST_NANOS);
        }
        for (; key != null; key = service.poll()) {
            key.pollEvents();
            MailboxState mailbox = mailboxes.get(key);
            if (mailbox != null) {
                changed.add(mailbox);
            }
            key.reset();
        }
        return changed;
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException e) {
            // There is nothing left to be told.
        }
    }
}
