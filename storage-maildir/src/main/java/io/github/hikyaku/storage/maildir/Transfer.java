package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.Flag;
import io.github.hikyaku.storage.UidMapping;
import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A copy or a move. Messages are hard links of one file where the file system can do that. A move is a copy, and then
 * the removal: a crash in between leaves the messages in both mailboxes, never in neither.
 */
final class Transfer {
    private static final int ATTEMPTS = 10;

    private final MailboxState from;
    private final MailboxState to;
    private final boolean move;

    Transfer(MailboxState from, MailboxState to, boolean move) {
        this.from = from;
        this.to = to;
        this.move = move;
    }

    UidMapping run(UidSet uids) {
        to.count.run();
        // Before the locks: to wait for arrivals with two of them is to wait for each other.
        from.arrivals.hold();
        try {
            to.arrivals.hold();
            try {
                return alone(uids);
            } finally {
                to.arrivals.release();
            }
        } finally {
            from.arrivals.release();
        }
    }

    private UidMapping alone(UidSet uids) {
        boolean inOrder = from.directory.compareTo(to.directory) <= 0;
        ReentrantLock first = inOrder ? from.write : to.write;
        ReentrantLock second = inOrder ? to.write : from.write;
        UidMapping mapping;
        first.lock();
        try {
            second.lock();
            try {
                mapping = locked(uids);
            } finally {
                second.unlock();
            }
        } catch (IOException e) {
            throw Disk.failure("Copying from " + from.directory + " to " + to.directory, e);
        } finally {
            first.unlock();
        }
        if (move && mapping.size() > 0) {
            from.signals.mailboxChanged(from.name);
            new FileChanges(from).sync(true);
        }
        return mapping;
    }

    private UidMapping locked(UidSet uids) throws IOException {
        from.ready();
        from.reconciler.refresh(false);
        to.ready();
        List<Arrival> copies = new ArrayList<>();
        List<Long> originals = new ArrayList<>();
        long octets;
        try {
            link(uids, copies, originals);
            octets = takeRoom(copies);
            place(copies);
        } catch (IOException | RuntimeException e) {
            giveRoomBack(copies);
            copies.forEach(copy -> Disk.discard(copy.temporary));
            throw e;
        }
        UidMapping mapping = new UidMapping(
                to.uidValidity,
                originals.stream().mapToLong(uid -> uid).toArray(),
                copies.stream().mapToLong(copy -> copy.uid).toArray());
        if (mapping.size() > 0) {
            // From now on they are there, whatever becomes of the originals.
            to.signals.mailboxChanged(to.name);
        }
        if (move && mapping.size() > 0) {
            long[] given = new long[2];
            try {
                new FileChanges(from).expungeLocked(mapping.sources(), given);
            } finally {
                // What others removed meanwhile was not given back by that.
                to.quota.cancel(given[0] - octets, given[1] - copies.size());
            }
            from.tidy();
        }
        return mapping;
    }

    /**
     * Takes room for the copies. Those of a move use up what the removal of the originals gives back: they come with a
     * reservation that was never made, and that the removal makes, so that the account never seems to use more or less.
     *
     * @return the octets of all
     */
    private long takeRoom(List<Arrival> copies) {
        long octets = copies.stream().mapToLong(copy -> copy.octets).sum();
        if (!move && !copies.isEmpty()) {
            to.quota.reserve(octets, copies.size());
        }
        copies.forEach(copy -> copy.reserved = true);
        return octets;
    }

    private void giveRoomBack(List<Arrival> copies) {
        if (!move) {
            copies.stream().filter(copy -> copy.reserved).forEach(copy -> to.quota.cancel(copy.octets, 1));
        }
    }

    private void link(UidSet uids, List<Arrival> copies, List<Long> originals) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                for (int row : from.rows(uids)) {
                    copies.add(link(row));
                    originals.add(from.table.uid(row));
                }
                return;
            } catch (NoSuchFileException e) {
                copies.forEach(copy -> Disk.discard(copy.temporary));
                copies.clear();
                originals.clear();
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                from.reconciler.sync();
            }
        }
    }

    private Arrival link(int row) throws IOException {
        Path original = from.path(row);
        long octets = from.table.octets(row);
        boolean bareLf = from.table.has(row, MessageTable.BARE_LF);
        long physical = bareLf ? Files.size(original) : octets;
        String unique = UniqueNames.next();
        Path temporary = to.tmpDirectory.resolve(unique);
        from.syncForeign(original);
        Copies.linkOrCopy(original, temporary, from.table.seconds(row), to.disk);
        byte kept = (byte) (from.table.bits(row) & (MessageTable.TRANSPARENT | MessageTable.BARE_LF));
        return new Arrival(
                temporary,
                MessageFileName.copy(unique, from.table.base(row)) + ",S=" + physical + ",W=" + octets,
                from.keywords.flags(from.table.flags(row)),
                octets,
                from.table.seconds(row),
                kept);
    }

    // All or none: unlike deposits that happen to share a batch.
    private void place(List<Arrival> copies) throws IOException {
        if (copies.isEmpty()) {
            return;
        }
        Set<Flag> flags = new HashSet<>();
        copies.forEach(copy -> flags.addAll(copy.flags));
        to.bitsOf(flags);
        to.committing = true;
        try {
            to.arrivals.placeCopies(copies);
        } finally {
            to.committing = false;
        }
    }
}
