package io.github.hikyaku.storage.memory;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.SpecialUse;
import io.github.hikyaku.storage.UidSet;
import io.github.hikyaku.storage.memory.MemoryMailStore.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/** The mailbox tree of an account, which all handles to the account share. Every call takes its lock. */
final class AccountState {
    private static final int MAX_MAILBOXES = 10_000;
    private static final int MAX_SUBSCRIPTIONS = 10_000;

    final AccountId id;
    final Usage usage;
    final Signals signals = new Signals();

    private final ReentrantLock lock = new ReentrantLock();
    private final Settings settings;
    // Mailboxes alone: a name that is only a parent follows from the names below it.
    private final Map<MailboxName, MailboxState> mailboxes = new HashMap<>();
    private final Set<MailboxName> subscriptions = new HashSet<>();
    private final Annotations annotations = new Annotations();
    private long lastUidValidity;
    private long lastOrder;

    AccountState(AccountId id, Settings settings) {
        this.id = id;
        this.usage = new Usage(settings.octetLimit(), settings.messageLimit());
        this.settings = settings;
        make(MailboxName.INBOX, Set.of());
    }

    List<MailboxInfo> list() {
        lock.lock();
        try {
            Set<MailboxName> tree = new HashSet<>();
            mailboxes.keySet().forEach(name -> addWithParents(name, tree));
            Set<MailboxName> all = new TreeSet<>(tree);
            all.addAll(subscriptions);
            List<MailboxInfo> list = new ArrayList<>(all.size());
            for (MailboxName name : all) {
                MailboxState mailbox = mailboxes.get(name);
                list.add(new MailboxInfo(
                        name,
                        mailbox == null ? Set.of() : mailbox.uses,
                        mailbox != null,
                        tree.contains(name),
                        subscriptions.contains(name)));
            }
            return list;
        } finally {
            lock.unlock();
        }
    }

    private static void addWithParents(MailboxName name, Set<MailboxName> to) {
        Optional<MailboxName> next = Optional.of(name);
        while (next.isPresent() && to.add(next.get())) {
            next = next.get().parent();
        }
    }

    MailboxState find(MailboxName name) {
        lock.lock();
        try {
            MailboxState mailbox = mailboxes.get(name);
            if (mailbox == null) {
                throw new MailStoreException(Kind.NO_SUCH_MAILBOX, "No mailbox " + name);
            }
            return mailbox;
        } finally {
            lock.unlock();
        }
    }

    MailboxState create(MailboxName name, Set<SpecialUse> uses) {
        MailboxState made;
        lock.lock();
        try {
            if (mailboxes.containsKey(name)) {
                throw taken(name);
            }
            makeParents(name);
            made = make(name, uses);
        } finally {
            lock.unlock();
        }
        signals.namesChanged();
        return made;
    }

    void delete(MailboxName name) {
        if (name.isInbox()) {
            throw new MailStoreException(Kind.NAME_INVALID, "INBOX cannot be deleted");
        }
        lock.lock();
        try {
            MailboxState mailbox = mailboxes.remove(name);
            if (mailbox == null) {
                throw hasChildren(name)
                        ? new MailStoreException(Kind.HAS_CHILDREN, name + " is only a parent")
                        : new MailStoreException(Kind.NO_SUCH_MAILBOX, "No mailbox " + name);
            }
            mailbox.delete(usage);
        } finally {
            lock.unlock();
        }
        signals.namesChanged();
    }

    void rename(MailboxName from, MailboxName to) {
        lock.lock();
        try {
            if (to.isBelow(from) && !from.isInbox()) {
                throw new MailStoreException(Kind.NAME_INVALID, to + " lies below " + from);
            }
            if (!mailboxes.containsKey(from) && !hasChildren(from)) {
                throw new MailStoreException(Kind.NO_SUCH_MAILBOX, "No mailbox " + from);
            }
            if (mailboxes.containsKey(to) || hasChildren(to)) {
                throw taken(to);
            }
            if (from.isInbox()) {
                renameInbox(to);
            } else {
                renameTree(from, to);
            }
        } finally {
            lock.unlock();
        }
        signals.namesChanged();
        if (from.isInbox()) {
            signals.mailboxChanged(from);
        }
    }

    private void renameTree(MailboxName from, MailboxName to) {
        // All new names are made before anything changes: one may be too long or too deep.
        Map<MailboxName, MailboxName> moves = new HashMap<>();
        for (MailboxName name : mailboxes.keySet()) {
            if (name.equals(from) || name.isBelow(from)) {
                moves.put(name, name.moved(from, to));
            }
        }
        makeParents(to);
        moves.forEach((old, now) -> {
            MailboxState mailbox = mailboxes.remove(old);
            if (mailbox != null) {
                mailboxes.put(now, mailbox.renamed(now));
            }
        });
    }

    // RFC 9051 §6.3.6: the messages move to a new mailbox and INBOX stays, empty. The new one is filled before it is
    // listed.
    private void renameInbox(MailboxName to) {
        makeParents(to);
        MailboxState target = make(to, Set.of());
        MailboxState inbox = mailboxes.get(MailboxName.INBOX);
        if (inbox != null) {
            inbox.transfer(UidSet.ALL, target);
        }
    }

    void subscribe(MailboxName name, boolean on) {
        boolean changed;
        lock.lock();
        try {
            if (on && subscriptions.size() >= MAX_SUBSCRIPTIONS && !subscriptions.contains(name)) {
                throw new MailStoreException(Kind.LIMIT_REACHED, "At most " + MAX_SUBSCRIPTIONS + " subscriptions");
            }
            changed = on ? subscriptions.add(name) : subscriptions.remove(name);
        } finally {
            lock.unlock();
        }
        if (changed) {
            signals.namesChanged();
        }
    }

    Map<String, byte[]> metadata() {
        lock.lock();
        try {
            return annotations.all();
        } finally {
            lock.unlock();
        }
    }

    void setMetadata(Map<String, Optional<byte[]>> changes) {
        lock.lock();
        try {
            annotations.set(changes);
        } finally {
            lock.unlock();
        }
    }

    private boolean hasChildren(MailboxName name) {
        return mailboxes.keySet().stream().anyMatch(other -> other.isBelow(name));
    }

    // A parent that is in the list already, if only as a name, is not missing.
    private void makeParents(MailboxName name) {
        List<MailboxName> missing = new ArrayList<>();
        Optional<MailboxName> next = name.parent();
        while (next.isPresent() && !mailboxes.containsKey(next.get()) && !hasChildren(next.get())) {
            missing.add(next.get());
            next = next.get().parent();
        }
        if (mailboxes.size() + missing.size() >= MAX_MAILBOXES) {
            throw new MailStoreException(Kind.LIMIT_REACHED, "An account has at most " + MAX_MAILBOXES + " mailboxes");
        }
        missing.forEach(parent -> make(parent, Set.of()));
    }

    private MailboxState make(MailboxName name, Set<SpecialUse> uses) {
        // By the clock, so that a client that knew an account of an earlier store drops what it knew.
        lastUidValidity = Math.max(lastUidValidity + 1, Instant.now().getEpochSecond());
        Messages messages = new Messages(lastUidValidity, settings);
        MailboxState mailbox = new MailboxState(name, Set.copyOf(uses), ++lastOrder, signals, messages);
        mailboxes.put(name, mailbox);
        return mailbox;
    }

    private static MailStoreException taken(MailboxName name) {
        return new MailStoreException(Kind.ALREADY_EXISTS, "The name " + name + " is taken");
    }
}
