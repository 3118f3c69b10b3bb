package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.AccountId;
import io.github.hikyaku.storage.MailAccount;
import io.github.hikyaku.storage.MailStore;
import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.MailStoreException.Kind;
import io.github.hikyaku.storage.StoreFeature;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Mail in Maildirs: a directory for each account below a root, laid out as Maildir++ or as {@link Builder#layout} says,
 * so that other programs (Dovecot, Courier, mutt, a shell) can read it and deliver into it while the server runs. UIDs,
 * keywords and subscriptions are in the files that Dovecot keeps them in.
 *
 * <p><strong>Durability.</strong> {@link io.github.hikyaku.storage.Deposit#commit} returns when the message, its name
 * and its UID are on the disk; so do flag changes, copies, moves, expunges and changes of the tree. Without
 * {@link Builder#fsync} all that is left to the operating system, and survives the end of the process but not that of the
 * machine.
 *
 * <p><strong>Who may use a root.</strong> One store at a time, in one process: a second one is refused when it is built.
 * Any number of other programs that keep to Maildir's rules and to Dovecot's lock files may use the Maildirs, with these
 * limits: what they do is noticed with the next call on the mailbox, and if somebody watches, at once where the operating
 * system tells of it and else within a second or two; a change by another program within the same tick of the clock as one of ours may, in mailboxes of more than 200 messages,
 * take a second to be noticed; flag changes by both at once leave those of one. No file is ever in danger by that.
 *
 * <p><strong>What is kept beside the messages.</strong> An index ({@code hikyaku-index}) has MODSEQs and all that a view
 * shows, so that a mailbox which nobody changed since it was closed is opened without a look at its directories; {@code
 * hikyaku-cache} has derived data. Both may be lost at any time: they are made anew, with UIDs kept and a MODSEQ above
 * every one that was given out. Limits of an account ({@link io.github.hikyaku.storage.QuotaLimits}) are in {@code
 * maildirsize}; those that another program wrote there hold too.
 *
 * <p>The directory of an account is made for the user alone whom the process runs as; who wants to let another user's
 * programs in changes its rights, which are kept. Symbolic links below the root are not followed: an account whose
 * directory is one, or whose {@code cur}, {@code new} or {@code tmp} is, cannot be opened, and a mailbox of that kind is
 * none. Where the file system ignores case, a second name that differs from another in case alone is refused.
 *
 * <p>A mailbox holds at most 26 keywords (a limit of the format). A mailbox name is refused as invalid if a directory on
 * its path would be longer than 255 octets, or the path below the account longer than 2,048. When the disk is full, calls
 * fail with {@link io.github.hikyaku.storage.MailStoreException.Kind#UNAVAILABLE}; when the quota of the file system is
 * used up, with {@code OVER_QUOTA}.
 *
 * <p>Safe for use by many threads. Calls block on the disk.
 */
public final class MaildirStore implements MailStore {
    private static final String LOCK = ".hikyaku-lock";
    // So many accounts without a handle stay in memory, so that the next delivery need not read them again.
    private static final int MOST_IDLE = 128;

    private final Path root;
    private final MaildirLayout layout;
    private final Disk disk;
    private final FileChannel lockFile;
    private final TrueNames names;
    private final AccountDirectories directories;
    private final Poller poller;
    private final ReentrantLock lock = new ReentrantLock();
    // In the order of their last use.
    private final Map<AccountId, AccountState> accounts = new LinkedHashMap<>(16, 0.75f, true);
    private volatile boolean closed;

    private MaildirStore(Builder builder) {
        this.layout = builder.layout;
        this.disk = new Disk(builder.fsync);
        try {
            Files.createDirectories(builder.root);
            this.root = builder.root.toRealPath();
            this.directories = new AccountDirectories(root, builder.locator, builder.areas);
            this.lockFile = lock(root);
            this.poller = new Poller(root, this::accounts);
            this.names = TrueNames.asFoundBy(root.resolve(LOCK));
        } catch (IOException e) {
            throw Disk.failure("Opening the mail root " + builder.root, e);
        }
    }

    private static FileChannel lock(Path root) throws IOException {
        FileChannel channel = FileChannel.open(
                root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileLock held = null;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // By another store of this process.
        } finally {
            if (held == null) {
                channel.close();
            }
        }
        if (held == null) {
            throw new MailStoreException(Kind.UNAVAILABLE, "Another store uses the mail root " + root);
        }
        return channel;
    }

    /**
     * A store with the defaults: everything is synced.
     *
     * @param root the directory of the accounts' directories; made if it is not there
     * @throws MailStoreException {@code UNAVAILABLE} if the root cannot be used or another store uses it
     */
    public static MaildirStore at(Path root) {
        return builder(root).build();
    }

    /**
     * A store with choices.
     *
     * @param root the directory of the accounts' directories; made if it is not there
     */
    public static Builder builder(Path root) {
        return new Builder(root);
    }

    /** Choices for a {@link MaildirStore}. */
    public static final class Builder {
        private final Path root;
        private boolean fsync = true;
        private MaildirLayout layout = MaildirLayout.MAILDIR_PLUS_PLUS;
        private Function<AccountId, Optional<Path>> locator = id -> Optional.empty();
        private List<Path> areas = List.of();

        private Builder(Path root) {
            this.root = root;
        }

        /**
         * Where the directories of mailboxes are; {@link MaildirLayout#MAILDIR_PLUS_PLUS} by default. A root keeps the
         * layout that it was begun with: mailboxes of the other one are not seen.
         */
        public Builder layout(MaildirLayout layout) {
            this.layout = Objects.requireNonNull(layout);
            return this;
        }

        /**
         * Asks the host where an account's directory is, such as {@code id -> accounts.find(id.value()).flatMap(Account::mailRoot)}.
         * It is asked when an account is opened that is not in memory, on the thread that opens it, and may block. A
         * relative path is one below the root; empty means the usual place. An account whose directory lies neither below
         * the root nor below an area, or within that of another, cannot be opened, nor can one while the locator throws.
         *
         * <p>A directory that is said to be elsewhere than before is another one: its mail is what is there.
         *
         * @param areas directories that are there, below which accounts' directories may be; what is missing between is
         *     made
         */
        public Builder directories(Function<AccountId, Optional<Path>> locator, Path... areas) {
            this.locator = Objects.requireNonNull(locator);
            this.areas = List.of(areas);
            return this;
        }

        /**
         * Whether a change is on the disk before its call returns; true by default. Without, a power cut loses mail that
         * was acknowledged: a choice for tests.
         */
        public Builder fsync(boolean on) {
            this.fsync = on;
            return this;
        }

        /**
         * Opens the store.
         *
         * @throws MailStoreException {@code UNAVAILABLE} if the root cannot be used or another store uses it
         */
        public MaildirStore build() {
            return new MaildirStore(this);
        }
    }

    @Override
    public MailAccount open(AccountId id) {
        MailAccount known = openKnown(id);
        return known != null ? known : openAt(id, directories.of(id));
    }

    private @Nullable MailAccount openKnown(AccountId id) {
        lock.lock();
        try {
            checkOpen();
            AccountState state = accounts.get(id);
            return state == null ? null : handle(state);
        } finally {
            lock.unlock();
        }
    }

    private MailAccount openAt(AccountId id, Path directory) {
        lock.lock();
        try {
            checkOpen();
            AccountState state = accounts.get(id);
            if (state == null) {
                state = openState(id, directory);
                accounts.put(id, state);
            }
            return handle(state);
        } catch (IOException e) {
            throw Disk.failure("Opening the account " + id, e);
        } finally {
            lock.unlock();
        }
    }

    private MailAccount handle(AccountState state) {
        state.handles++;
        return new MaildirAccount(this, state);
    }

    private void checkOpen() {
        if (closed) {
            throw new MailStoreException(Kind.UNAVAILABLE, "The store is closed");
        }
    }

    private AccountState openState(AccountId id, Path directory) throws IOException {
        clear(id, directory);
        directories.prepare(directory);
        if (Maildirs.isThere(directory) && !names.has(directory)) {
            throw new MailStoreException(
                    Kind.UNAVAILABLE, "The file system takes the directory of another account for that of " + id);
        }
        return new AccountState(id, directory, layout, disk);
    }

    /** Two accounts in memory never share a directory, nor has one its own within that of another. */
    private void clear(AccountId id, Path directory) {
        Iterator<AccountState> others = accounts.values().iterator();
        while (others.hasNext()) {
            AccountState other = others.next();
            if (directory.startsWith(other.directory) || other.directory.startsWith(directory)) {
                if (other.handles > 0) {
                    throw new MailStoreException(
                            Kind.UNAVAILABLE, "The directory " + directory + " of " + id + " is that of " + other.id);
                }
                others.remove();
                other.close();
            }
        }
    }

    @Override
    public Set<StoreFeature> features() {
        return EnumSet.complementOf(EnumSet.of(StoreFeature.SEARCH));
    }

    boolean isClosed() {
        return closed;
    }

    void watched() {
        poller.start();
    }

    private Collection<AccountState> accounts() {
        lock.lock();
        try {
            return accounts.values().stream()
                    .filter(account -> !account.signals.isEmpty())
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** A handle was closed. */
    void released(AccountState state) {
        lock.lock();
        try {
            state.handles--;
            long idle = accounts.values().stream().filter(a -> a.handles == 0).count();
            Iterator<AccountState> oldest = accounts.values().iterator();
            while (idle > MOST_IDLE && oldest.hasNext()) {
                AccountState next = oldest.next();
                if (next.handles == 0) {
                    oldest.remove();
                    next.close();
                    idle--;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        poller.close();
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            try {
                accounts.values().forEach(AccountState::close);
                accounts.clear();
            } finally {
                lockFile.close();
            }
        } catch (IOException e) {
            throw Disk.failure("Closing the mail root " + root, e);
        } finally {
            lock.unlock();
        }
    }
}
