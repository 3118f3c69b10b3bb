package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.FlagOutcome;
import io.github.hikyaku.storage.FlagUpdate;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes to the files of messages that are there: flags, which are renames, and removals. The order: files, then the
 * own index, then memory, all with the mailbox's write lock held; then, without it, the fsync of the directory, shared
 * with others.
 */
final class FileChanges {
    // How often another program may rename or remove a file under our hands before we give up.
    private static final int ATTEMPTS = 10;

    private final MailboxState box;

    FileChanges(MailboxState box) {
        this.box = box;
    }

    FlagOutcome store(UidSet uids, FlagUpdate update, long unchangedSince) {
        FlagOutcome outcome;
        long before;
        box.write.lock();
        try {
            box.ready();
            box.reconciler.refresh(false);
            before = box.clock;
            outcome = storeLocked(uids, update, unchangedSince);
            box.tidy();
        } catch (IOException e) {
            throw Disk.failure("Changing flags in " + box.directory, e);
        } finally {
            box.write.unlock();
        }
        if (outcome.current().status().highestModSeq() > before) {
            box.signals.mailboxChanged(box.name);
            sync(false);
        } else if (box.curSync.isBehind()) {
            // What it found as it should be, by another who still waits for the disk, may yet be lost.
            sync(false);
        }
        return outcome;
    }

    private FlagOutcome storeLocked(UidSet uids, FlagUpdate update, long unchangedSince) throws IOException {
        for (int attempt = 1; ; attempt++) {
            // Keywords that no message gets take no letter. First: rows are others after it.
            if (update.mode() != FlagUpdate.Mode.REMOVE && rows(uids, unchangedSince).length > 0) {
                box.bitsOf(update.flags());
            }
            int mask = box.keywords.knownBits(update.flags());
            int[] rows = rows(uids, unchangedSince);
            List<Rename> renames = new ArrayList<>();
            for (int row : rows) {
                int flags = apply(update.mode(), box.table.flags(row), mask);
                if (flags != box.table.flags(row)) {
                    renames.add(rename(row, flags));
                }
            }
            UidSet modified = modified(uids, rows);
            if (perform(renames)) {
                publish(renames, box.nextModSeq());
                return new FlagOutcome(box.viewOf(rows), modified);
            }
            if (attempt == ATTEMPTS) {
                throw new IOException("The files are renamed all the time");
            }
            box.reconciler.sync();
        }
    }

    private int[] rows(UidSet uids, long unchangedSince) {
        return Arrays.stream(box.rows(uids))
                .filter(row -> box.table.modSeq(row) <= unchangedSince)
                .toArray();
    }

    /** The messages that are there and are not among these rows. */
    private UidSet modified(UidSet uids, int[] unmodified) {
        UidSet.Builder modified = UidSet.builder();
        int next = 0;
        for (int row : box.rows(uids)) {
            if (next < unmodified.length && unmodified[next] == row) {
                next++;
            } else {
                modified.add(box.table.uid(row));
            }
        }
        return modified.build();
    }

    private int apply(FlagUpdate.Mode mode, int flags, int mask) {
        return switch (mode) {
            case ADD -> flags | mask;
            case REMOVE -> flags & ~mask;
            // Letters that nobody knows are no flags, and stay.
            case REPLACE -> mask | flags & ~box.keywords.meaningful();
        };
    }

    /** A row's file under another name in cur/. */
    private record Rename(int row, int flags, byte bits, Path from, Path to) {
        String file() {
            return to.getFileName().toString();
        }
    }

    private Rename rename(int row, int flags) {
        Path to = box.curDirectory.resolve(MessageFileName.changed(box.table.file(row), flags));
        byte bits = (byte) (box.table.bits(row) & ~MessageTable.IN_NEW);
        return new Rename(row, flags, bits, box.path(row), to);
    }

    /** Does all renames or none. Returns false, having done none, if a file was not where we took it to be. */
    private boolean perform(List<Rename> renames) throws IOException {
        int done = 0;
        try {
            for (Rename rename : renames) {
                Files.move(rename.from, rename.to, StandardCopyOption.ATOMIC_MOVE);
                done++;
            }
            return true;
        } catch (IOException e) {
            while (done > 0) {
                Rename rename = renames.get(--done);
                try {
                    Files.move(rename.to, rename.from, StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException again) {
                    // The next look at the directory finds it.
                    e.addSuppressed(again);
                }
            }
            if (e instanceof NoSuchFileException) {
                return false;
            }
            throw e;
        }
    }

    private void publish(List<Rename> renames, long modSeq) throws IOException {
        if (renames.isEmpty()) {
            return;
        }
        IndexLog.Batch records = new IndexLog.Batch();
        for (Rename r : renames) {
            records.change(box.table.uid(r.row), r.flags, r.bits, modSeq, r.file());
        }
        box.curSync.changed();
        box.index.append(records);
        box.change(() -> {
            for (Rename r : renames) {
                box.table.change(r.row, r.flags, r.bits, r.file(), modSeq);
            }
            box.clock = modSeq;
        });
        box.reconciler.noteOwnChange();
    }

    UidSet expunge(UidSet uids) {
        UidSet removed;
        box.write.lock();
        try {
            box.ready();
            box.reconciler.refresh(false);
            removed = expungeLocked(uids, null);
            box.tidy();
        } finally {
            box.write.unlock();
        }
        if (!removed.isEmpty()) {
            box.signals.mailboxChanged(box.name);
            sync(true);
        }
        return removed;
    }

    /**
     * Removes messages; some may be gone when it throws. With the write lock held; the caller syncs the directories.
     *
     * @param given if not null, the quota is to have a reservation for as much as is removed, and octets and messages are
     *     added up here
     */
    UidSet expungeLocked(UidSet uids, long @Nullable [] given) {
        UidSet removed = UidSet.EMPTY;
        for (int attempt = 1; ; attempt++) {
            UidSet.Builder done = UidSet.builder();
            List<Integer> rows = new ArrayList<>();
            boolean missed = false;
            IOException failure = null;
            for (int row : box.rows(uids)) {
                try {
                    if (Files.deleteIfExists(box.path(row))) {
                        rows.add(row);
                        done.add(box.table.uid(row));
                    } else {
                        missed = true;
                    }
                } catch (IOException e) {
                    failure = e;
                    break;
                }
            }
            try {
                publishGone(rows.stream().mapToInt(row -> row).toArray(), given);
            } catch (IOException e) {
                throw Disk.failure("Expunging from " + box.directory, e);
            }
            removed = removed.union(done.build());
            if (failure != null) {
                throw Disk.failure("Expunging from " + box.directory, failure);
            }
            if (!missed || attempt == ATTEMPTS) {
                return removed;
            }
            // Others renamed it, and it is still to go, or removed it, and it went by them.
            try {
                box.reconciler.sync();
            } catch (IOException e) {
                throw Disk.failure("Expunging from " + box.directory, e);
            }
        }
    }

    private void publishGone(int[] rows, long @Nullable [] given) throws IOException {
        if (rows.length == 0) {
            return;
        }
        long modSeq = box.nextModSeq();
        IndexLog.Batch records = new IndexLog.Batch();
        for (int row : rows) {
            records.vanished(box.table.uid(row), modSeq);
        }
        box.index.append(records);
        long octets = 0;
        if (given != null) {
            octets = Arrays.stream(rows).mapToLong(box.table::octets).sum();
            given[0] += octets;
            given[1] += rows.length;
        }
        Runnable change = () -> {
            box.table.remove(rows, modSeq);
            box.clock = modSeq;
        };
        box.change(change, -octets, given == null ? 0 : -rows.length);
        box.reconciler.noteOwnChange();
    }

    /** Moves what is in new/ to cur/, as readers of a Maildir do. Not synced: what was lost would be recent again. */
    long claimRecent() {
        box.write.lock();
        try {
            box.ready();
            box.reconciler.refresh(true);
            long first = box.uidNext;
            if (box.table.recent() == 0) {
                return first;
            }
            List<Rename> claimed = new ArrayList<>();
            for (int row = box.table.size() - 1; row >= 0; row--) {
                if (box.table.has(row, MessageTable.RECENT)) {
                    first = box.table.uid(row);
                    claimed.add(claim(row));
                }
            }
            IndexLog.Batch records = new IndexLog.Batch();
            for (Rename r : claimed) {
                records.change(box.table.uid(r.row), r.flags, r.bits, box.table.modSeq(r.row), r.file());
            }
            box.index.append(records);
            box.change(() -> {
                for (Rename r : claimed) {
                    box.table.change(r.row, r.flags, r.bits, r.file(), box.table.modSeq(r.row));
                }
            });
            box.reconciler.noteOwnChange();
            box.tidy();
            return first;
        } catch (IOException e) {
            throw Disk.failure("Claiming messages in " + box.directory, e);
        } finally {
            box.write.unlock();
        }
    }

    private Rename claim(int row) {
        int flags = box.table.flags(row);
        byte claimed = (byte) (box.table.bits(row) & ~MessageTable.RECENT);
        Path from = box.path(row);
        if (box.table.has(row, MessageTable.IN_NEW)) {
            Rename move = rename(row, flags);
            try {
                Files.move(from, move.to, StandardCopyOption.ATOMIC_MOVE);
                box.reconciler.noteUnsyncedMove();
                return new Rename(row, flags, (byte) (move.bits & ~MessageTable.RECENT), from, move.to);
            } catch (IOException e) {
                // It stays in new/, where the next look finds it or not.
                box.reconciler.distrust();
            }
        }
        return new Rename(row, flags, claimed, from, from);
    }

    /** Both directories, or cur/ alone. Without the write lock. */
    void sync(boolean both) {
        @Nullable IOException failure = null;
        try {
            box.curSync.sync();
            if (both) {
                box.newSync.sync();
            }
        } catch (NoSuchFileException e) {
            // The mailbox was removed or renamed in the meantime, and synced with that.
            failure = box.isGone() ? null : e;
        } catch (IOException e) {
            failure = e;
        }
        if (failure != null) {
            throw Disk.failure("Syncing " + box.directory, failure);
        }
    }
}
