package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.maildir.Listing.Found;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Brings memory and directory together when another program changed a mailbox; for when it is opened, see {@link Loader}.
 *
 * <p>All methods are called with the write lock of the mailbox held.
 */
final class Reconciler {
    private static final int MOST_VANISHED = 20_000;
    private static final int LISTINGS = 3;

    private final MailboxState box;
    private final LongSupplier uidValidities;
    private final LastLook lastLook;
    private final Adoption adoption;
    // By us, further up: it is not to be taken again.
    private boolean listIsLocked;
    private long listsRead;
    private boolean lettersWithoutName;

    Reconciler(MailboxState box, LongSupplier uidValidities) {
        this.box = box;
        this.uidValidities = uidValidities;
        this.lastLook = new LastLook(box);
        this.adoption = new Adoption(box);
    }

    /** Looks for changes from outside; costs three calls of stat if there is none. */
    void refresh(boolean alsoIfInDoubt) {
        try {
            LastLook.Change change = lastLook.change(alsoIfInDoubt);
            if (!box.uidList.isKnown()) {
                lockUidList().close();
            } else if (change != LastLook.Change.NONE) {
                sync(change == LastLook.Change.NEW);
            } else if (lettersWithoutName && box.keywords.refresh() || box.keywords.hasRenamed()) {
                takeInKeywords();
            }
        } catch (NoSuchFileException e) {
            throw box.vanished();
        } catch (IOException e) {
            throw Disk.failure("Looking into " + box.directory, e);
        }
    }

    /**
     * The lock of the list of UIDs, with the list as we know it: what others gave UIDs to is taken in before we give any.
     */
    DotLock lockUidList() throws IOException {
        DotLock lock = box.uidList.lock();
        try {
            if (box.uidList.isKnown()) {
                return lock;
            }
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
        // Others need the lock to land.
        lock.close();
        box.arrivals.drain();
        lock = box.uidList.lock();
        listIsLocked = true;
        try {
            if (!box.uidList.isKnown()) {
                readUidListLocked();
                // Who writes the list puts the files into their place before it gives the lock back.
                sync(false);
            }
            return lock;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        } finally {
            listIsLocked = false;
        }
    }

    private void readUidListLocked() throws IOException {
        UidList.Content list = box.uidList.read();
        listsRead++;
        if (list.uidValidity == 0) {
            Log.of(Reconciler.class).warn("The list of UIDs of {} is lost or damaged; written anew", box.directory);
            List<String> lines = new ArrayList<>();
            for (int row = 0; row < box.table.size(); row++) {
                lines.add(UidList.line(box.table.uid(row), box.table.base(row)));
            }
            box.uidList.create(box.uidValidity, box.nextUid(), lines);
        } else if (list.uidValidity != box.uidValidity) {
            Log.of(Reconciler.class).warn("Another program gave {} a new UIDVALIDITY", box.directory);
            reload(list);
        } else {
            box.raiseUids(list.uidNext);
        }
        adoption.announce(list);
    }

    // All UIDs are new: what was known of messages is not.
    private void reload(UidList.Content list) throws IOException {
        box.change(() -> {
            box.startUids(list.uidValidity, list.uidNext);
            box.clock = box.nextModSeq();
            box.floor = box.clock;
        });
        adoption.addListed(lastLook.list().files, uidsByBase(list));
        rewriteIndex();
        // Those without a UID are still to come.
        lastLook.forget();
    }

    static Map<String, Long> uidsByBase(UidList.Content list) {
        Map<String, Long> uids = new HashMap<>();
        for (int i = 0; i < list.size; i++) {
            uids.put(list.bases[i], list.uids[i]);
        }
        return uids;
    }

    /** Takes the directories for what they are after a change of ours. */
    void noteOwnChange() {
        lastLook.noteOwnChange();
    }

    /** Has the directories looked at again, after a while. */
    void distrust() {
        lastLook.distrust();
    }

    /** Files were moved, and no directory synced after it. */
    void noteUnsyncedMove() {
        lastLook.noteUnsyncedMove();
    }

    /** Writes down what the mailbox is. With nothing on its way. */
    void close() throws IOException {
        if (lastLook.canSettle()) {
            // Once more, so that the next who opens it need not.
            sync(false);
        }
        lastLook.close();
    }

    /** Makes memory out of list, index and directory. */
    void load() throws IOException {
        new Loader(box, this, lastLook, uidValidities).load();
    }

    /** The bits of a message whose file is there now: who moves one out of new/ has claimed it. */
    static byte moved(byte bits, Found file) {
        boolean was = (bits & MessageTable.IN_NEW) != 0;
        if (was == file.inNew()) {
            return bits;
        }
        int both = MessageTable.IN_NEW | MessageTable.RECENT;
        return (byte) (was ? bits & ~both : bits | both);
    }

    /** Lists the directories and takes in what changed. */
    void sync() throws IOException {
        sync(false);
    }

    private void sync(boolean newAlone) throws IOException {
        box.keywords.refresh();
        boolean changed = false;
        List<Adoption.Arrived> unknown;
        do {
            Map<String, Found> files = (newAlone ? lastLook.listNew() : lastLook.list()).files;
            changed |= compareAndPublish(files, newAlone);
            if (newAlone) {
                // Another file of a message in cur/ is none.
                for (int row = 0; row < box.table.size() && !files.isEmpty(); row++) {
                    files.remove(box.table.base(row));
                }
            }
            unknown = adoption.unknown(files);
            // Who waited for others cannot know whether what it saw is still so.
        } while (!unknown.isEmpty() && box.arrivals.drain());
        changed |= adopt(unknown, Map.of(), false);
        if (unknown.isEmpty()) {
            adoption.settle();
        }
        changed |= restampRenamed();
        if (changed) {
            box.change(box::tellUids);
            tidy();
            box.signals.mailboxChanged(box.name);
        }
    }

    private void takeInKeywords() throws IOException {
        if (restampRenamed()) {
            tidy();
            box.signals.mailboxChanged(box.name);
        }
    }

    // What other programs' letters mean is known from their file, which may come before the letters or after them.
    private boolean restampRenamed() throws IOException {
        int[] rows = box.table.rowsWith(box.keywords.takeRenamed());
        lettersWithoutName = box.table.rowsWith(~box.keywords.meaningful()).length > 0;
        if (rows.length == 0) {
            return false;
        }
        long modSeq = box.nextModSeq();
        IndexLog.Batch records = new IndexLog.Batch();
        for (int row : rows) {
            records.change(box.table.uid(row), box.table.flags(row), box.table.bits(row), modSeq, box.table.file(row));
        }
        box.index.append(records);
        box.change(() -> {
            for (int row : rows) {
                box.table.change(row, box.table.flags(row), box.table.bits(row), box.table.file(row), modSeq);
            }
            box.clock = modSeq;
        });
        return true;
    }

    /** Has the messages with keywords be as if they had changed, whose names may be others than before. */
    void doubtKeywords() throws IOException {
        box.keywords.doubtAll();
        restampRenamed();
    }

    /** The same, when the mailbox is being opened, with what is listed and the UIDs of the list. */
    void takeIn(Map<String, Found> files, Map<String, Long> uids, boolean anyUid) throws IOException {
        compareAndPublish(files, false);
        adopt(adoption.unknown(files), uids, anyUid);
    }

    private boolean compareAndPublish(Map<String, Found> files, boolean newAlone) throws IOException {
        List<Integer> missing = new ArrayList<>();
        List<Integer> touched = new ArrayList<>();
        for (int row = 0; row < box.table.size(); row++) {
            if (newAlone && !box.table.has(row, MessageTable.IN_NEW)) {
                continue;
            }
            String base = box.table.base(row);
            Found found = files.get(base);
            if (found == null) {
                missing.add(row);
            } else if (differs(row, found)) {
                touched.add(row);
            } else {
                files.remove(base);
            }
        }
        // A file that is renamed while a directory is read may not be seen: only what is missing again has gone.
        for (int i = 1; i < LISTINGS && !missing.isEmpty(); i++) {
            Map<String, Found> more = lastLook.list().files;
            List<Integer> still = new ArrayList<>();
            for (int row : missing) {
                Found found = more.get(box.table.base(row));
                if (found == null) {
                    still.add(row);
                } else if (differs(row, found)) {
                    files.put(box.table.base(row), found);
                    touched.add(row);
                }
            }
            missing = still;
        }
        touched.sort(null);
        return publish(files, touched, missing);
    }

    private boolean differs(int row, Found found) {
        return found.inNew() != box.table.has(row, MessageTable.IN_NEW)
                || !found.name().equals(box.table.file(row));
    }

    private boolean publish(Map<String, Found> files, List<Integer> touched, List<Integer> missing) throws IOException {
        if (touched.isEmpty() && missing.isEmpty()) {
            return false;
        }
        long modSeq = box.nextModSeq();
        IndexLog.Batch records = new IndexLog.Batch();
        int[] gone = missing.stream().mapToInt(row -> row).toArray();
        List<Changed> changes = new ArrayList<>(touched.size());
        boolean ticks = gone.length > 0;
        for (int row : touched) {
            Found found = Objects.requireNonNull(files.remove(box.table.base(row)));
            int flags = MessageFileName.flags(found.name());
            boolean same = flags == box.table.flags(row);
            ticks |= !same;
            Changed change = new Changed(
                    row, flags, moved(box.table.bits(row), found), same ? box.table.modSeq(row) : modSeq, found.name());
            changes.add(change);
            records.change(box.table.uid(row), change.flags, change.bits, change.modSeq, change.file);
        }
        for (int row : gone) {
            records.vanished(box.table.uid(row), modSeq);
        }
        box.index.append(records);
        long clock = ticks ? modSeq : box.clock;
        box.change(() -> {
            changes.forEach(c -> box.table.change(c.row, c.flags, c.bits, c.file, c.modSeq));
            box.table.remove(gone, modSeq);
            box.clock = clock;
        });
        return ticks;
    }

    /** A message whose file has another name or place. */
    private record Changed(int row, int flags, byte bits, long modSeq, String file) {}

    @SuppressWarnings("try")
    private boolean adopt(List<Adoption.Arrived> unknown, Map<String, Long> listed, boolean anyUid) throws IOException {
        if (unknown.isEmpty()) {
            return false;
        }
        if (listIsLocked) {
            adoption.adopt(unknown, listed, anyUid);
            return true;
        }
        long known = listsRead;
        try (DotLock lock = lockUidList()) {
            // With a new list, all that is in the directories was taken in together with it.
            if (listsRead == known) {
                adoption.adopt(unknown, listed, anyUid);
            }
        }
        return true;
    }

    /** Rewrites the index where it was lost, or when most of it is of the past. */
    void tidy() {
        try {
            if (box.index.isLost() || box.index.isLong()) {
                rewriteIndex();
            }
        } catch (IOException e) {
            Log.of(Reconciler.class).warn("The index of {} could not be written", box.directory, e);
        }
        compactUidList();
    }

    /** Writes the index anew, from memory. */
    void rewriteIndex() throws IOException {
        box.change(() -> {
            box.table.changed();
            int excess = box.table.vanished.size() - MOST_VANISHED;
            if (excess > MOST_VANISHED / 4) {
                // All of one MODSEQ are remembered or none.
                box.floor = Math.max(box.floor, box.table.vanished.modSeq(excess - 1));
                box.table.vanished.removeFirst(box.table.vanished.firstAbove(box.floor));
            }
        });
        box.index.rewrite(box.table, box.uidValidity, box.uidNext, box.floor, box.clock);
    }

    /** The GUID of the mailbox; one that has none yet is given one. */
    @SuppressWarnings("try")
    String guid() {
        String guid = box.uidList.guid();
        if (guid.isEmpty()) {
            try (DotLock lock = lockUidList()) {
                box.uidList.rewrite(box::isAlive, box.nextUid(), "");
            } catch (IOException e) {
                throw Disk.failure("Giving an id to " + box.directory, e);
            }
            guid = box.uidList.guid();
        }
        return guid;
    }

    @SuppressWarnings("try")
    private void compactUidList() {
        if (listIsLocked || box.uidList.lines() <= 2L * box.table.size() + 1000) {
            return;
        }
        try (DotLock lock = box.uidList.lock()) {
            if (!box.uidList.isKnown()) {
                // Whoever looks next reads it first.
                return;
            }
            box.uidList.rewrite(box::isAlive, box.nextUid(), "");
        } catch (IOException | MailStoreException e) {
            Log.of(Reconciler.class)
                    .warn("The list of UIDs of {} could not be compacted: {}", box.directory, e.toString());
        }
    }
}
