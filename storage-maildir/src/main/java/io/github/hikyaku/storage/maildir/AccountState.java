package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MailboxInfo;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.QuotaUsage;
import io.github.hikyaku.storage.SpecialUse;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The mailbox tree of an account, which all handles to it share. What the tree is stands in the directory alone: names
 * that other programs make or remove are there, or not, with the next call.
 *
 * <p>Its lock is held by who changes the tree or looks a mailbox up, and comes before those of mailboxes.
 */
final class AccountState {
    private static final int MOST_MAILBOXES = 10_000;

    final AccountId id;
    final Signals signals = new Signals();
    final MetadataFile metadata;

    final Path directory;
    private final Disk disk;
    private final Tree tree;
    private final Subscriptions subscriptions;
    private final SpecialUses uses;
    private final UidValidities uidValidities;
    private final Quota quota;
    private final RenameIntent intent;
    private volatile boolean counted;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<MailboxName, MailboxState> open = new HashMap<>();
    private Set<MailboxName> polled = Set.of();
    // Guarded by the lock of the store.
    int handles;

    AccountState(AccountId id, Path directory, MaildirLayout layout, Disk disk) throws IOException {
        this.id = id;
        this.directory = directory;
        this.disk = disk;
        Maildirs.makeAccount(directory, disk);
        this.tree = Tree.of(layout, directory, disk);
        this.subscriptions = new Subscriptions(directory, Spelling.of(layout), disk);
        this.uses = new SpecialUses(directory, disk);
        this.uidValidities = new UidValidities(directory, disk);
        this.quota = new Quota(directory, disk);
        this.metadata = new MetadataFile(directory.resolve(MetadataFile.ACCOUNT), disk);
        this.intent = new RenameIntent(directory, disk);
        tree.sweep();
        resumeRename();
        polled = tree.mailboxes();
        uses.keep(polled);
    }

    /** A call on the disk with the lock held. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T locked(String doing, Work<T> work) {
        return Interrupts.putOff(() -> lockedNow(doing, work));
    }

    private <T> T lockedNow(String doing, Work<T> work) {
        lock.lock();
        try {
            return work.run();
        } catch (IOException e) {
            throw Disk.failure(doing + " in " + directory, e);
        } finally {
            lock.unlock();
        }
    }

    List<MailboxInfo> list() {
        return locked("Listing mailboxes", () -> {
            Set<MailboxName> mailboxes = tree.mailboxes();
            Set<MailboxName> names = new TreeSet<>();
            mailboxes.forEach(name -> addWithParents(name, names));
            Set<MailboxName> subscribed = subscriptions.read();
            Map<MailboxName, Set<SpecialUse>> special = uses.read();
            Set<MailboxName> all = new TreeSet<>(names);
            all.addAll(subscribed);
            List<MailboxInfo> list = new ArrayList<>(all.size());
            for (MailboxName name : all) {
                boolean selectable = mailboxes.contains(name);
                list.add(new MailboxInfo(
                        name,
                        selectable ? special.getOrDefault(name, Set.of()) : Set.of(),
                        selectable,
                        names.contains(name),
                        subscribed.contains(name)));
            }
            return list;
        });
    }

    private static void addWithParents(MailboxName name, Set<MailboxName> to) {
        Optional<MailboxName> next = Optional.of(name);
        while (next.isPresent() && to.add(next.get())) {
            next = next.get().parent();
        }
    }

    MailboxState mailbox(MailboxName name) {
        return locked("Opening " + name, () -> {
            MailboxState known = open.get(name);
            if (known != null && !known.isGone()) {
                return known;
            }
            if (!tree.isMailbox(name)) {
                throw noSuchMailbox(name);
            }
            MailboxState state = new MailboxState(
                    name, tree.directory(name), disk, signals, uidValidities::next, quota, this::countOnce);
            open.put(name, state);
            return state;
        });
    }

    MailboxState create(MailboxName name, Set<SpecialUse> special) {
        tree.directory(name);
        locked("Making " + name, () -> {
            Set<MailboxName> mailboxes = tree.mailboxes();
            if (mailboxes.contains(name)) {
                throw taken(name);
            }
            tree.checkFree(name);
            makeParents(name, mailboxes);
            // The uses first: a mailbox that is there has them.
            uses.set(name, special);
            make(name);
            return true;
        });
        signals.namesChanged();
        return mailbox(name);
    }

    // A parent that is in the list already, if only as a name, is not missing.
    private void makeParents(MailboxName name, Set<MailboxName> mailboxes) throws IOException {
        List<MailboxName> missing = new ArrayList<>();
        Optional<MailboxName> next = name.parent();
        while (next.isPresent() && !mailboxes.contains(next.get()) && !hasChildren(next.get(), mailboxes)) {
            missing.add(0, next.get());
            next = next.get().parent();
        }
        if (mailboxes.size() + missing.size() >= MOST_MAILBOXES) {
            throw new MailStoreException(Kind.LIMIT_REACHED, "An account has at most " + MOST_MAILBOXES + " mailboxes");
        }
        for (MailboxName parent : missing) {
            uses.set(parent, Set.of());
            make(parent);
        }
    }

    private void make(MailboxName name) throws IOException {
        tree.make(name, uidValidities.next());
        open.remove(name);
    }

    private static boolean hasChildren(MailboxName name, Set<MailboxName> mailboxes) {
        return mailboxes.stream().anyMatch(other -> other.isBelow(name));
    }

    void delete(MailboxName name) {
        if (name.isInbox()) {
            throw new MailStoreException(Kind.NAME_INVALID, "INBOX cannot be deleted");
        }
        locked("Deleting " + name, () -> {
            if (!tree.isMailbox(name)) {
                throw hasChildren(name, tree.mailboxes())
                        ? new MailStoreException(Kind.HAS_CHILDREN, name + " is only a parent")
                        : noSuchMailbox(name);
            }
            retire(List.of(name), () -> tree.delete(name));
            uses.set(name, Set.of());
            return true;
        });
        signals.namesChanged();
    }

    /** A change of a directory. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    // No deposit may be on its way into a directory while its name changes.
    private void retire(List<MailboxName> names, Step step) throws IOException {
        List<MailboxState> states = new ArrayList<>();
        for (MailboxName name : names) {
            Optional.ofNullable(open.remove(name)).ifPresent(states::add);
        }
        states.sort(Comparator.comparing(state -> state.directory));
        // Before the locks: to wait for arrivals with several of them is to wait for each other.
        states.forEach(state -> state.arrivals.hold());
        states.forEach(state -> state.write.lock());
        try {
            states.forEach(MailboxState::retire);
            step.run();
        } catch (IOException | RuntimeException e) {
            // They are there still, and are to be counted.
            counted = false;
            throw e;
        } finally {
            states.forEach(state -> state.write.unlock());
            states.forEach(state -> state.arrivals.release());
        }
    }

    void rename(MailboxName from, MailboxName to) {
        tree.directory(to);
        locked("Renaming " + from, () -> {
            Set<MailboxName> mailboxes = tree.mailboxes();
            if (to.isBelow(from) && !from.isInbox()) {
                throw new MailStoreException(Kind.NAME_INVALID, to + " lies below " + from);
            }
            if (!mailboxes.contains(from) && !hasChildren(from, mailboxes)) {
                throw noSuchMailbox(from);
            }
            if (mailboxes.contains(to) || hasChildren(to, mailboxes)) {
                throw taken(to);
            }
            if (from.isInbox()) {
                makeParents(to, mailboxes);
                make(to);
                mailbox(MailboxName.INBOX).copy(UidSet.ALL, mailbox(to), true);
            } else {
                renameTree(new RenameIntent.Names(from, to), mailboxes);
            }
            return true;
        });
        signals.namesChanged();
    }

    private void renameTree(RenameIntent.Names names, Set<MailboxName> mailboxes) throws IOException {
        tree.checkFree(names.to());
        List<MailboxName> old = mailboxes.stream().filter(names::concerns).toList();
        for (MailboxName name : old) {
            // All new names are tried before anything changes: one may be too long or too deep.
            tree.checkFree(names.renamed(name));
        }
        makeParents(names.to(), mailboxes);
        // Else a mailbox could get what was meant for one that a crash kept from being made.
        uses.keep(tree.mailboxes());
        intent.write(names);
        boolean limited = quota.isLimited();
        QuotaUsage kept = limited ? usageOf(old) : QuotaUsage.unlimited(0, 0);
        // What is renamed seems to be gone until it is counted under its new name.
        quota.cancel(-kept.octets(), -kept.messages());
        try {
            try {
                retire(old, () -> tree.rename(names.from(), names.to(), old));
            } catch (IOException | RuntimeException e) {
                forgetUnlessHalfDone(names, old);
                throw e;
            }
            finishRename(names, old);
            intent.clear();
            if (limited) {
                countRenamed(old.stream().map(names::renamed).toList());
            }
        } finally {
            quota.cancel(kept.octets(), kept.messages());
        }
    }

    private void countRenamed(List<MailboxName> names) {
        try {
            count(names);
        } catch (MailStoreException e) {
            // They are renamed all the same.
            Log.of(AccountState.class).warn("What is in {} is counted later", names, e);
            counted = false;
        }
    }

    // What could not be undone either is carried out when the account is opened next.
    private void forgetUnlessHalfDone(RenameIntent.Names names, List<MailboxName> old) throws IOException {
        Set<MailboxName> now = tree.mailboxes();
        if (old.stream().map(names::renamed).noneMatch(now::contains)) {
            intent.clear();
        }
    }

    private void finishRename(RenameIntent.Names names, List<MailboxName> old) throws IOException {
        try {
            uses.rename(names::renamed);
        } catch (IOException e) {
            List<MailboxName> moved = old.stream().map(names::renamed).toList();
            tree.rename(names.to(), names.from(), moved);
            counted = false;
            intent.clear();
            throw e;
        }
    }

    /** Carries out to its end what a crash interrupted, where nobody made the names into something else. */
    private void resumeRename() throws IOException {
        Optional<RenameIntent.Names> interrupted = intent.read();
        if (interrupted.isPresent() && interrupted.get().isPossible()) {
            try {
                resume(interrupted.get());
            } catch (IOException | MailStoreException e) {
                Log.of(AccountState.class).warn("What a crash left of {} is as it is", interrupted.get(), e);
            }
        }
        intent.clear();
    }

    private void resume(RenameIntent.Names names) throws IOException {
        Set<MailboxName> mailboxes = tree.mailboxes();
        List<MailboxName> left = mailboxes.stream()
                .filter(name -> names.concerns(name) && !mailboxes.contains(names.renamed(name)))
                .toList();
        if (!left.isEmpty()) {
            for (MailboxName name : left) {
                tree.checkFree(names.renamed(name));
            }
            tree.rename(names.from(), names.to(), left);
        }
        uses.rename(names::renamed);
    }

    private QuotaUsage usageOf(List<MailboxName> names) {
        long octets = 0;
        long messages = 0;
        for (MailboxName name : names) {
            MailboxStatus status = mailbox(name).status();
            octets += status.octets();
            messages += status.messages();
        }
        return QuotaUsage.unlimited(octets, messages);
    }

    void subscribe(MailboxName name, boolean on) {
        if (locked("Subscribing", () -> subscriptions.change(name, on))) {
            signals.namesChanged();
        }
    }

    /** The sum over all mailboxes, which are opened for it if need be. */
    QuotaUsage quota() {
        count();
        return quota.usage();
    }

    void limit(OptionalLong octets, OptionalLong messages) {
        count();
        quota.limit(octets, messages);
    }

    // Each mailbox tells of itself when it is loaded, and of what changes from then on.
    private void count() {
        count(locked("Listing mailboxes", tree::mailboxes));
    }

    private void count(Collection<MailboxName> names) {
        for (MailboxName name : names) {
            try {
                mailbox(name).status();
            } catch (MailStoreException e) {
                if (e.kind() != Kind.NO_SUCH_MAILBOX) {
                    throw e;
                }
            }
        }
    }

    private void countOnce() {
        if (!counted && quota.isLimited()) {
            count();
            counted = true;
            quota.tellAll();
        }
    }

    /** Looks for what other programs changed, and signals it. */
    void poll() throws IOException {
        List<MailboxState> mailboxes;
        boolean namesChanged;
        lock.lock();
        try {
            open.values().removeIf(MailboxState::isGone);
            mailboxes = List.copyOf(open.values());
            Set<MailboxName> now = tree.mailboxes();
            namesChanged = !now.equals(polled);
            polled = now;
        } finally {
            lock.unlock();
        }
        if (namesChanged) {
            signals.namesChanged();
        }
        for (MailboxState mailbox : mailboxes) {
            try {
                mailbox.poll(true);
            } catch (MailStoreException e) {
                // Its next user is told.
            }
        }
    }

    /** The mailboxes that are in use. */
    List<MailboxState> open() {
        lock.lock();
        try {
            return List.copyOf(open.values());
        } finally {
            lock.unlock();
        }
    }

    /** Ends all mailboxes. */
    void close() {
        lock.lock();
        try {
            for (MailboxState mailbox : open.values()) {
                mailbox.arrivals.hold();
                mailbox.write.lock();
                try {
                    mailbox.retire();
                } finally {
                    mailbox.write.unlock();
                    mailbox.arrivals.release();
                }
            }
            open.clear();
        } finally {
            lock.unlock();
        }
    }

    private static MailStoreException noSuchMailbox(MailboxName name) {
        return new MailStoreException(Kind.NO_SUCH_MAILBOX, "No mailbox " + name);
    }

    private static MailStoreException taken(MailboxName name) {
        return new MailStoreException(Kind.ALREADY_EXISTS, "The name " + name + " is taken");
    }
}
