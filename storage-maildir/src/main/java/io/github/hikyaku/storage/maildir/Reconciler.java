package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.MailStoreException;
import io.github.hikyaku.storage.maildir.Listing.Found;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings memory and directory together when another program changed a mailbox; for when it is opened, see {@link Loader}.
 *
 * <p>Whether something changed is told by the time stamps of new/, cur/ and the list of UIDs. A time stamp is a tick of
 * a clock: a second change within the tick does not move it. So a listing that was made within the tick of the stamp
 * is made again: at once in a small mailbox, in a large one after a second. The same goes for our own changes, whose
 * stamps could hide another's.
 *
 * <p>All methods are called with the write lock of the mailbox held.
 */
final class Reconciler {
    private static final int SMALL = 200;
    private static final long PAUSE_MILLIS = 1000;
    private static final int MOST_VANISHED = 20_000;
    private static final int LISTINGS = 3;
    // Of a list whose header has more, nothing is believed unread.
    private static final int MOST_EXTENSIONS = 200;
    private static final long SWEEP_SECONDS = TimeUnit.HOURS.toSeconds(12);

    private final MailboxState box;
    private final LongSupplier uidValidities;
    private final Inspector inspector;
    private Stamp newStamp = Stamp.NONE;
    private Stamp curStamp = Stamp.NONE;
    private boolean settled;
    private long settledFrom;
    private long listedNanos;
    // By us, further up: it is not to be taken again.
    private boolean listIsLocked;
    private long listsRead;
    private IndexLog.@Nullable Closing openedWith;
    private boolean unsyncedMoves;
    // What others gave UIDs to that nobody was told of yet.
    private final Map<String, Long> announced = new HashMap<>();
    private long sweptAt;

    Reconciler(MailboxState box, LongSupplier uidValidities) {
        this.box = box;
        this.uidValidities = uidValidities;
        this.inspector = new Inspector(box);
    }

    /** Looks for changes from outside; costs three calls of stat if there is none. */
    void refresh(boolean alsoIfInDoubt) {
        try {
            Stamp inNew = Stamp.of(box.newDirectory);
            Stamp inCur = Stamp.of(box.curDirectory);
            if (!inCur.exists() || !inNew.exists() || isAnother(inNew, newStamp) || isAnother(inCur, curStamp)) {
                throw box.vanished();
            }
            boolean inDoubt = alsoIfInDoubt && !settled && isTimeToLook();
            if (!box.uidList.isKnown()) {
                lockUidList().close();
            } else if (inDoubt || !inCur.equals(curStamp)) {
                sync(false);
            } else if (!inNew.equals(newStamp)) {
                sync(true);
            }
        } catch (NoSuchFileException e) {
            throw box.vanished();
        } catch (IOException e) {
            throw Disk.failure("Looking into " + box.directory, e);
        }
    }

    private static boolean isAnother(Stamp now, Stamp known) {
        return known.exists() && !Objects.equals(now.key(), known.key());
    }

    private boolean isTimeToLook() {
        long now = System.currentTimeMillis();
        long pause = Math.max(PAUSE_MILLIS, TimeUnit.NANOSECONDS.toMillis(listedNanos) * 20);
        return box.table.size() <= SMALL || now > settledFrom + pause;
    }

    /** Takes the directories for what they are after a change of ours. */
    void noteOwnChange() {
        try {
            newStamp = Stamp.of(box.newDirectory);
            curStamp = Stamp.of(box.curDirectory);
        } catch (IOException e) {
            newStamp = Stamp.NONE;
        }
        distrust();
    }

    /** Has the directories looked at again, after a while. */
    void distrust() {
        settled = false;
        settledFrom = Math.max(newStamp.settledFrom(), curStamp.settledFrom());
    }

    /** What is in the directories, whose time stamps are noted. */
    Listing list() throws IOException {
        long now = System.currentTimeMillis();
        long start = System.nanoTime();
        newStamp = Stamp.of(box.newDirectory);
        curStamp = Stamp.of(box.curDirectory);
        Listing listing = Listing.of(box.newDirectory, box.curDirectory);
        listedNanos = System.nanoTime() - start;
        settledFrom = Math.max(newStamp.settledFrom(), curStamp.settledFrom());
        settled = now > settledFrom;
        return listing;
    }

    // What is in new/ alone: nothing is known of cur/ that was not known before.
    private Listing listNew() throws IOException {
        long now = System.currentTimeMillis();
        newStamp = Stamp.of(box.newDirectory);
        Listing listing = Listing.ofNew(box.newDirectory);
        settledFrom = Math.max(settledFrom, newStamp.settledFrom());
        settled &= now > newStamp.settledFrom();
        return listing;
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

    /** Takes the mailbox for what it was when it was closed, if it is. No directory is listed. */
    boolean isAsClosed(IndexLog.Closing closing) throws IOException {
        Stamp inNew = Stamp.of(box.newDirectory);
        Stamp inCur = Stamp.of(box.curDirectory);
        if (!inNew.matches(closing.inNew()) || !inCur.matches(closing.inCur()) || !box.uidList.isAsClosed(closing)) {
            return false;
        }
        newStamp = inNew;
        curStamp = inCur;
        settled = true;
        openedWith = closing;
        return true;
    }

    // What was written when it was closed the last time is true still.
    private boolean isAsOpened() {
        IndexLog.Closing closing = openedWith;
        return closing != null
                && box.index.isClosed()
                && newStamp.matches(closing.inNew())
                && curStamp.matches(closing.inCur())
                && box.uidList.stamp().matches(closing.list())
                && box.nextUid() == closing.uidNext()
                && sweptAt == closing.sweptAt();
    }

    /** Writes down what the mailbox is. With nothing on its way. */
    void close() throws IOException {
        if (!settled && System.currentTimeMillis() > settledFrom) {
            // Once more, so that the next who opens it need not.
            sync(false);
        }
        if (unsyncedMoves) {
            box.newSync.sync();
            box.curSync.sync();
        }
        if (isAsOpened()) {
            return;
        }
        String extensions = box.uidList.extensions();
        boolean believed = settled && extensions.length() <= MOST_EXTENSIONS;
        Stamp none = new Stamp("", 0, -1);
        box.index.close(new IndexLog.Closing(
                believed ? newStamp : none,
                believed ? curStamp : none,
                Stamp.of(box.tmpDirectory),
                believed ? box.uidList.stamp() : none,
                box.uidList.lines(),
                believed ? extensions : "",
                // Above all that the list has too, of which nobody may have been told.
                box.nextUid(),
                sweptAt));
    }

    /** Files were moved, and no directory synced after it. */
    void noteUnsyncedMove() {
        unsyncedMoves = true;
    }

    /** Sweeps tmp/, unless that was done lately and nothing came there since. */
    void sweep(IndexLog.@Nullable Closing closing) throws IOException {
        long now = System.currentTimeMillis() / 1000;
        long last = closing == null ? 0 : closing.sweptAt();
        boolean lately = last <= now && last > now - SWEEP_SECONDS;
        if (closing != null && lately && Stamp.of(box.tmpDirectory).matches(closing.inTmp())) {
            sweptAt = last;
        } else {
            Sweeper.sweep(box.tmpDirectory);
            sweptAt = now;
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
        announced.clear();
        for (int i = 0; i < list.size; i++) {
            if (list.uids[i] >= box.uidNext) {
                announced.put(list.bases[i], list.uids[i]);
            }
        }
    }

    // All UIDs are new: what was known of messages is not.
    private void reload(UidList.Content list) throws IOException {
        box.change(() -> {
            box.startUids(list.uidValidity, list.uidNext);
            box.clock = box.nextModSeq();
            box.floor = box.clock;
        });
        Map<String, Long> uids = uidsByBase(list);
        List<Arrived> known = new ArrayList<>();
        list().files.forEach((base, file) -> {
            Long uid = uids.get(base);
            if (uid != null) {
                inspector.look(base, file).ifPresent(seen -> known.add(new Arrived(uid, base, file, seen)));
            }
        });
        addKnown(known);
        rewriteIndex();
        newStamp = Stamp.NONE;
    }

    /** A file that is to become a message; uid 0 if it has none yet. */
    record Arrived(long uid, String base, Found file, Inspector.Seen seen) {
        IndexLog.Entry entry(long modSeq) {
            return entry(uid, modSeq);
        }

        IndexLog.Entry entry(long given, long modSeq) {
            byte bits = (byte) (seen.bits() | (file.inNew() ? MessageTable.IN_NEW | MessageTable.RECENT : 0));
            int flags = MessageFileName.flags(file.name());
            return new IndexLog.Entry(given, flags, bits, modSeq, seen.octets(), seen.seconds());
        }
    }

    /** Adds messages whose UIDs nobody was told of, and tells of them. */
    private void addKnown(List<Arrived> known) throws IOException {
        if (known.isEmpty()) {
            return;
        }
        known.sort(Comparator.comparingLong(Arrived::uid));
        long modSeq = box.nextModSeq();
        IndexLog.Batch records = new IndexLog.Batch();
        known.forEach(a -> records.message(a.entry(modSeq), a.file.name()));
        box.index.append(records);
        box.change(() -> {
            known.forEach(a -> box.table.add(a.entry(modSeq), a.file.name()));
            box.clock = modSeq;
            box.tellUids();
        });
    }

    static Map<String, Long> uidsByBase(UidList.Content list) {
        Map<String, Long> uids = new HashMap<>();
        for (int i = 0; i < list.size; i++) {
            uids.put(list.bases[i], list.uids[i]);
        }
        return uids;
    }

    /** Makes memory out of list, index and directory. */
    void load() throws IOException {
        new Loader(box, this, uidValidities).load();
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
        boolean keywordsChanged = box.keywords.refresh();
        boolean changed = false;
        List<Arrived> unknown;
        do {
            Map<String, Found> files = (newAlone ? listNew() : list()).files;
            changed |= compareAndPublish(files, newAlone);
            if (newAlone) {
                // Another file of a message in cur/ is none.
                for (int row = 0; row < box.table.size() && !files.isEmpty(); row++) {
                    files.remove(box.table.base(row));
                }
            }
            unknown = unknown(files);
            // Who waited for others cannot know whether what it saw is still so.
        } while (!unknown.isEmpty() && box.arrivals.drain());
        changed |= adopt(unknown, Map.of(), false);
        if (unknown.isEmpty()) {
            announced.clear();
        }
        if (keywordsChanged || changed) {
            box.change(box::tellUids);
        }
        if (changed) {
            tidy();
            box.signals.mailboxChanged(box.name);
        }
    }

    /** The same, when the mailbox is being opened, with what is listed and the UIDs of the list. */
    void takeIn(Map<String, Found> files, Map<String, Long> uids, boolean anyUid) throws IOException {
        compareAndPublish(files, false);
        adopt(unknown(files), uids, anyUid);
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
            Map<String, Found> more = list().files;
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

    /** What is in files that are no messages yet, and are none of ours on their way. */
    private List<Arrived> unknown(Map<String, Found> files) {
        List<Arrived> unknown = new ArrayList<>();
        files.forEach((base, file) -> {
            if (!box.arrivals.isOnTheWay(base)) {
                inspector.look(base, file).ifPresent(seen -> unknown.add(new Arrived(0, base, file, seen)));
            }
        });
        if (inspector.rest()) {
            distrust();
        }
        return unknown;
    }

    /**
     * Gives UIDs to files that other programs delivered, unless they did it themselves. With nothing on its way.
     *
     * @param listed UIDs that the list has and that may be theirs
     * @param anyUid whether nobody was told of any UID
     */
    @SuppressWarnings("try")
    private boolean adopt(List<Arrived> unknown, Map<String, Long> listed, boolean anyUid) throws IOException {
        if (unknown.isEmpty()) {
            return false;
        }
        unknown.sort(Comparator.comparingLong((Arrived a) -> MessageFileName.seconds(a.base))
                .thenComparing(a -> a.base));
        List<Arrived> arrived;
        if (listIsLocked) {
            arrived = giveUids(unknown, listed, anyUid);
        } else {
            long known = listsRead;
            try (DotLock lock = lockUidList()) {
                if (listsRead > known) {
                    // All that is in the directories was taken in together with the new list.
                    return true;
                }
                arrived = giveUids(unknown, listed, anyUid);
            }
        }
        addKnown(arrived);
        return true;
    }

    private List<Arrived> giveUids(List<Arrived> unknown, Map<String, Long> listed, boolean anyUid) throws IOException {
        List<Arrived> arrived = new ArrayList<>();
        StringBuilder lines = new StringBuilder();
        long from = box.uidNext;
        for (Arrived file : unknown) {
            Long uid = announced.getOrDefault(file.base, listed.get(file.base));
            // What observers take for given cannot appear any more, such as one that vanished and comes back.
            if (uid == null || (!anyUid && uid < from)) {
                uid = box.takeUid();
                lines.append(UidList.line(uid, file.base));
            }
            if (!box.isAlive(uid)) {
                arrived.add(new Arrived(uid, file.base, file.file, file.seen));
            }
        }
        if (lines.length() > 0) {
            box.uidList.append(lines.toString(), box::isAlive, box.nextUid());
            // These names do not bear their UIDs.
            box.uidList.sync();
        }
        return arrived;
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
