package io.github.hikyaku.storage.maildir;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.FlagOutcome;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.MailboxChanges;
import io.github.hikyaku.storage.MailboxName;
import io.github.hikyaku.storage.MailboxStatus;
import io.github.hikyaku.storage.MailboxView;
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A mailbox of a Maildir, from when it is first used to its deletion or renaming, shared by all handles to it.
 *
 * <p><strong>Locks.</strong> {@link #write} is held by whoever changes the directory or reads it to find out what others
 * changed, also during I/O, but not during an fsync that others may wait for as well (see {@link Arrivals}). {@link #state}
 * guards what is in memory and is held for memory alone, so that readers need not wait for the disk: while messages are
 * put into their place ({@link #committing}) they are shown the state before.
 * Order: the account's lock, then write (of two mailboxes: in the order of their directories), then the lock files of
 * the mailbox, then state.
 */
final class MailboxState {
    final MailboxName name;
    final Path directory;
    final Path newDirectory;
    final Path curDirectory;
    final Path tmpDirectory;
    final Disk disk;
    final Signals signals;
    final UidList uidList;
    final IndexLog index;
    final Keywords keywords;
    final SharedSync newSync;
    final SharedSync curSync;
    final Reconciler reconciler;
    final Quota quota;
    final Runnable count;
    final MetadataFile metadata;

    private final DerivedCache derived;

    final ReentrantLock write = new ReentrantLock();
    volatile boolean committing;

    // Changed with both locks held, read with either.
    private final ReentrantLock state = new ReentrantLock();
    final MessageTable table = new MessageTable();
    long uidValidity;
    long uidNext = 1;
    // At least uidNext, which does not tell of messages on their way. Guarded by the write lock.
    private long uidToGive = 1;
    long clock;
    /** From this MODSEQ on the vanished UIDs are known. */
    long floor;

    final Arrivals arrivals;
    private final FileChanges changes;
    private volatile boolean loaded;
    private volatile boolean gone;
    private @Nullable MailboxView view;
    // What the quota knows of. Guarded by the state lock.
    private long countedOctets;
    private long countedMessages;

    /**
     * @param quota that of the account
     * @param count sees to it that the quota, if there are limits, knows of all mailboxes; called without locks
     */
    MailboxState(
            MailboxName name,
            Path directory,
            Disk disk,
            Signals signals,
            LongSupplier uidValidities,
            Quota quota,
            Runnable count) {
        this.quota = quota;
        this.count = count;
        this.metadata = new MetadataFile(directory.resolve(MetadataFile.MAILBOX), disk);
        this.derived = new DerivedCache(directory, this::isListed);
        this.name = name;
        this.directory = directory;
        this.newDirectory = directory.resolve("new");
        this.curDirectory = directory.resolve("cur");
        this.tmpDirectory = directory.resolve("tmp");
        this.disk = disk;
        this.signals = signals;
        this.uidList = new UidList(directory, disk);
        this.index = new IndexLog(directory, disk);
        this.keywords = new Keywords(directory, disk);
        this.arrivals = new Arrivals(this);
        this.newSync = new SharedSync(newDirectory, disk, arrivals::placed, arrivals::syncFailed);
        this.curSync = new SharedSync(curDirectory, disk, arrivals::placed, arrivals::syncFailed);
        this.reconciler = new Reconciler(this, uidValidities);
        this.changes = new FileChanges(this);
    }

    MailboxStatus status() {
        return fresh(this::makeStatus);
    }

    MailboxView view() {
        return fresh(() -> {
            MailboxView kept = view;
            if (kept == null) {
                int[] all = new int[table.size()];
                for (int row = 0; row < all.length; row++) {
                    all[row] = row;
                }
                kept = viewOf(all);
                view = kept;
            }
            return kept;
        });
    }

    MailboxChanges changesSince(long modSeq) {
        if (modSeq < 0) {
            throw new IllegalArgumentException("MODSEQ " + modSeq);
        }
        return fresh(() -> {
            MailboxView touched = viewOf(table.changedSince(modSeq));
            UidSet.Builder vanished = UidSet.builder();
            for (int i = table.vanished.firstAbove(modSeq); i < table.vanished.size(); i++) {
                vanished.add(table.vanished.uid(i));
            }
            return new MailboxChanges(touched.status(), touched, vanished.build(), modSeq >= floor);
        });
    }

    FileContent content(long uid) {
        return fresh(() -> {
            int row = table.find(uid);
            if (row < 0) {
                throw noSuchMessage(uid);
            }
            return new FileContent(this, table.entry(row));
        });
    }

    void checkKeywords(Set<Flag> flags) {
        if (Flag.SYSTEM.containsAll(flags)) {
            return;
        }
        fresh(() -> {
            // Of those on their way another may look, who has the lock for it.
            keywords.check(flags, table::flagsInUse);
            return true;
        });
    }

    MaildirDeposit deposit(Set<Flag> flags, Instant internalDate) {
        // Before anything is in tmp/, which is swept then.
        loadOnce();
        checkKeywords(flags);
        return new MaildirDeposit(this, Set.copyOf(flags), internalDate.getEpochSecond());
    }

    void commit(Arrival arrival) {
        if (quota.isLimited()) {
            count.run();
            quota.reserve(arrival.octets, 1);
            arrival.reserved = true;
        }
        try {
            arrivals.commit(arrival);
        } finally {
            if (arrival.reserved) {
                quota.cancel(arrival.octets, 1);
            }
        }
    }

    /** Fails if a message that is already so long cannot be committed. */
    void checkRoom(long octets) {
        if (quota.isLimited()) {
            count.run();
            quota.check(octets, 1);
        }
    }

    Optional<byte[]> derived(long uid) {
        loadOnce();
        return isListed(uid) ? derived.get(uidValidity, uid) : Optional.empty();
    }

    void keepDerived(long uid, byte[] blob) {
        loadOnce();
        if (isListed(uid)) {
            derived.put(uidValidity, uid, blob);
        }
    }

    /** Whether a message that was told of has that UID. */
    boolean isListed(long uid) {
        state.lock();
        try {
            return !gone && table.find(uid) >= 0;
        } finally {
            state.unlock();
        }
    }

    /** The base of a message's file, if it is there. */
    Optional<String> base(long uid) {
        return fresh(() -> {
            int row = table.find(uid);
            return row < 0 ? Optional.empty() : Optional.of(table.base(row));
        });
    }

    void setMetadata(Map<String, Optional<byte[]>> changes) {
        write.lock();
        try {
            ready();
            metadata.set(changes);
        } finally {
            write.unlock();
        }
    }

    /** The GUID of the mailbox, which the list of UIDs bears. */
    String guid() {
        write.lock();
        try {
            ready();
            reconciler.refresh(false);
            return reconciler.guid();
        } finally {
            write.unlock();
        }
    }

    FlagOutcome store(UidSet uids, FlagUpdate update, long unchangedSince) {
        return changes.store(uids, update, unchangedSince);
    }

    UidSet expunge(UidSet uids) {
        return changes.expunge(uids);
    }

    UidMapping copy(UidSet uids, MailboxState to, boolean move) {
        return new Transfer(this, to, move).run(uids);
    }

    long claimRecent() {
        return changes.claimRecent();
    }

    /**
     * Looks for changes from outside, if nobody is at it.
     *
     * @param alsoIfInDoubt whether to look also where the time stamps say nothing
     */
    void poll(boolean alsoIfInDoubt) {
        if (!gone && write.tryLock()) {
            try {
                if (loaded && !gone) {
                    reconciler.refresh(alsoIfInDoubt);
                }
            } finally {
                write.unlock();
            }
        }
    }

    /** Opens the file of a message, under whatever name it has now. */
    FileChannel openFile(long uid) throws IOException {
        for (int attempt = 0; ; attempt++) {
            Path file = fileOf(uid);
            try {
                return FileChannel.open(file, StandardOpenOption.READ, NOFOLLOW_LINKS);
            } catch (NoSuchFileException e) {
                if (attempt == 5) {
                    throw noSuchMessage(uid);
                }
                write.lock();
                try {
                    ready();
                    // Renamed by us in the meantime, or else by others.
                    if (file.equals(fileOf(uid))) {
                        reconciler.sync();
                    }
                } finally {
                    write.unlock();
                }
            }
        }
    }

    /** Makes {@code copy} a second name of a message's file; throws if it has another name now. */
    void linkTo(long uid, Path copy) throws IOException {
        Path file = fileOf(uid);
        syncForeign(file);
        Files.createLink(copy, file);
    }

    /** What another program delivered may not be on the disk yet, and its copy is to be. */
    void syncForeign(Path file) throws IOException {
        if (!MessageFileName.isOurs(file.getFileName().toString())) {
            disk.sync(file);
        }
    }

    private Path fileOf(long uid) {
        state.lock();
        try {
            int row = gone ? -1 : table.find(uid);
            if (row < 0) {
                throw noSuchMessage(uid);
            }
            return path(row);
        } finally {
            state.unlock();
        }
    }

    private MailStoreException noSuchMessage(long uid) {
        return new MailStoreException(Kind.NO_SUCH_MESSAGE, "No message with UID " + uid + " in " + name);
    }

    Path path(int row) {
        return (table.has(row, MessageTable.IN_NEW) ? newDirectory : curDirectory).resolve(table.file(row));
    }

    /** Loads the mailbox if need be. Without locks. */
    void loadOnce() {
        checkThere();
        if (!loaded) {
            write.lock();
            try {
                ready();
            } finally {
                write.unlock();
            }
        }
    }

    /** Loads the mailbox if need be. With the write lock held. */
    void ready() {
        checkThere();
        if (!loaded) {
            try {
                reconciler.load();
            } catch (NoSuchFileException e) {
                throw vanished();
            } catch (IOException e) {
                throw Disk.failure("Opening " + directory, e);
            }
            loaded = true;
        }
    }

    void checkThere() {
        if (gone) {
            throw new MailStoreException(Kind.NO_SUCH_MAILBOX, "The mailbox is no longer called " + name);
        }
    }

    boolean isGone() {
        return gone;
    }

    /** To be thrown when somebody took the directory away. */
    MailStoreException vanished() {
        gone = true;
        uncount();
        return new MailStoreException(Kind.NO_SUCH_MAILBOX, "No Maildir " + directory);
    }

    /**
     * Ends it, before the directory is renamed or removed or when nobody needs it. With the write lock held, and arrivals
     * on hold.
     */
    void retire() {
        if (loaded && !gone) {
            try {
                uidList.sync();
                reconciler.close();
            } catch (IOException | RuntimeException e) {
                // Not closed: whoever opens it after a restart of the machine does not trust it.
                Log.of(MailboxState.class).warn("The list of UIDs of {} could not be synced", directory, e);
            }
        }
        gone = true;
        uncount();
        derived.rest();
    }

    /** Answers from memory, after a look for changes from outside. */
    private <T> T fresh(Supplier<T> answer) {
        boolean mine = true;
        if (committing && loaded) {
            mine = write.tryLock();
        } else {
            write.lock();
        }
        if (mine) {
            try {
                ready();
                reconciler.refresh(true);
            } finally {
                write.unlock();
            }
        }
        state.lock();
        try {
            checkThere();
            return answer.get();
        } finally {
            state.unlock();
        }
    }

    /** Changes what is in memory. With the write lock held. */
    void change(Runnable change) {
        change(change, 0, 0);
    }

    /** The same, which uses up what was reserved. */
    void change(Runnable change, long reservedOctets, long reservedMessages) {
        state.lock();
        try {
            view = null;
            change.run();
            long octets = table.octets() - countedOctets;
            long messages = table.size() - countedMessages;
            if (loaded) {
                quota.shift(octets, messages, reservedOctets, reservedMessages);
            } else {
                quota.join(octets, messages);
            }
            countedOctets = table.octets();
            countedMessages = table.size();
        } catch (RuntimeException | Error e) {
            // Half a change is nothing to go on with: all is read again.
            loaded = false;
            throw e;
        } finally {
            state.unlock();
        }
        quota.tell();
    }

    /** Takes it out of the sum. With the write lock held. */
    private void uncount() {
        quota.join(-countedOctets, -countedMessages);
        countedOctets = 0;
        countedMessages = 0;
    }

    /** Above every one that was given out, and where the clock of the machine is right, above every later loss too. */
    long nextModSeq() {
        long micros = System.currentTimeMillis() * 1000;
        return Math.max(clock + 1, micros);
    }

    /** A UID that nobody has or had. It is told of once {@link #tellUids} is called. With the write lock held. */
    long takeUid() {
        uidToGive = Math.max(uidToGive, uidNext);
        if (uidToGive >= UidSet.MAX_UID) {
            throw new MailStoreException(Kind.LIMIT_REACHED, "The mailbox has given out all its UIDs");
        }
        return uidToGive++;
    }

    /** The UID that would be given next. With the write lock held. */
    long nextUid() {
        return Math.max(uidToGive, uidNext);
    }

    /** Has UIDs below this not be given, as they are. Told of by {@link #tellUids}. With the write lock held. */
    void raiseUids(long next) {
        uidToGive = Math.max(uidToGive, next);
    }

    /** Empties the table and begins with the UIDs of a list. With both locks held. */
    void startUids(long validity, long next) {
        table.start(validity);
        goOnWithUids(validity, next);
    }

    /** Goes on with the UIDs of what is in the table. With both locks held. */
    void goOnWithUids(long validity, long next) {
        uidValidity = validity;
        uidNext = next;
        uidToGive = next;
    }

    /** UIDNEXT is from now on at least that. With both locks held. */
    void tellUids(long next) {
        uidNext = Math.max(uidNext, next);
    }

    /** UIDNEXT is from now on above all UIDs that were given, unless some are on their way. With both locks held. */
    void tellUids() {
        if (arrivals.onTheWay().isEmpty()) {
            tellUids(uidToGive);
        }
    }

    /** Whether a message has that UID, if only one on its way. With the write lock held. */
    boolean isAlive(long uid) {
        return table.find(uid) >= 0 || arrivals.onTheWay().stream().anyMatch(arrival -> arrival.uid == uid);
    }

    /** All letters and flags that any message has, also one on its way. With the write lock held. */
    int flagsInUse() {
        int flags = table.flagsInUse();
        for (Arrival arrival : arrivals.onTheWay()) {
            flags |= arrival.flagBits;
        }
        return flags;
    }

    /** The bits of flags, of which keywords get letters if need be: rows may be others then. With the write lock held. */
    int bitsOf(Set<Flag> flags) throws IOException {
        return keywords.bitsOf(flags, this::flagsInUse, reconciler::lockUidList);
    }

    /** Keeps the index and the list of UIDs from growing without bound. With the write lock held. */
    void tidy() {
        reconciler.tidy();
    }

    MailboxStatus makeStatus() {
        return new MailboxStatus(
                uidValidity,
                uidNext,
                clock,
                table.size(),
                table.unseen(),
                table.deleted(),
                table.recent(),
                table.octets());
    }

    /** The view of rows, given in ascending order. With a lock held. */
    MailboxView viewOf(int[] rows) {
        MailboxView.Builder view = MailboxView.builder(makeStatus(), rows.length);
        Set<Flag> set = Set.of();
        int bits = 0;
        for (int row : rows) {
            if (table.flags(row) != bits) {
                bits = table.flags(row);
                set = keywords.flags(bits);
            }
            view.add(table.uid(row), set, table.octets(row), table.seconds(row), table.modSeq(row));
        }
        return view.build();
    }

    /** The rows of those UIDs that are there, ascending; costs what it finds. With a lock held. */
    int[] rows(UidSet uids) {
        IntStream.Builder rows = IntStream.builder();
        for (int range = 0; range < uids.ranges(); range++) {
            long last = uids.last(range);
            for (int row = table.firstFrom(uids.first(range)); row < table.size() && table.uid(row) <= last; row++) {
                rows.add(row);
            }
        }
        return rows.build().toArray();
    }
}
