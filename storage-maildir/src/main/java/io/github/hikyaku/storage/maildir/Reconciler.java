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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final int SMALL = 200;
    private static final long PAUSE_MILLIS = 1000;
    private static final int MOST_VANISHED = 20_000;
    private static final int LISTINGS = 3;

    private final MailboxState box;
    private final LongSupplier uidValidities;
    private final Inspector inspector;
    private Stamp newStamp = Stamp.NONE;
    private Stamp curStamp = Stamp.NONE;
    private boolean settled;
    private long settledFrom;
    private long listedNanos;

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
            if (!inCur.exists() || !inNew.exists() || !sameDirectory(inCur)) {
                throw box.vanished();
            }
            boolean changed = !inNew.equals(newStamp) || !inCur.equals(curStamp);
            if (!box.uidList.isKnown()) {
                readUidList();
                changed = true;
            }
            if (changed || (alsoIfInDoubt && !settled && isTimeToLook())) {
                sync();
            }
        } catch (NoSuchFileException e) {
            throw box.vanished();
        } catch (IOException e) {
            throw Disk.failure("Looking into " + box.directory, e);
        }
    }

    private boolean sameDirectory(Stamp inCur) {
        return !curStamp.exists() || Objects.equals(inCur.key(), curStamp.key());
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

    /** The lock of the list of UIDs, with the list as we know it. */
    DotLock lockUidList() throws IOException {
        DotLock lock = box.uidList.lock();
        try {
            if (!box.uidList.isKnown()) {
                readUidListLocked();
            }
            return lock;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private void readUidList() throws IOException {
        lockUidList().close();
    }

    private UidList.Content readUidListLocked() throws IOException {
        UidList.Content list = box.uidList.read();
        if (list.uidValidity == 0) {
            LOG.warn("The list of UIDs of {} is lost or damaged; written anew", box.directory);
            List<String> lines = new ArrayList<>();
            for (int row = 0; row < box.table.size(); row++) {
                lines.add(UidList.line(box.table.uid(row), box.table.base(row)));
            }
            box.uidList.create(box.uidValidity, box.uidNext, lines);
        } else if (list.uidValidity != box.uidValidity) {
            LOG.warn("Another program gave {} a new UIDVALIDITY", box.directory);
            reload(list);
        } else {
            box.raiseUids(list.uidNext);
        }
        return list;
    }

    // All UIDs are new: what was known of messages is not.
    private void reload(UidList.Content list) throws IOException {
        box.change(() -> {
            box.table.clear();
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
            int flags = file.inNew() ? 0 : MessageFileName.flags(file.name());
            return new IndexLog.Entry(given, flags, bits, modSeq, seen.octets(), seen.seconds());
        }
    }

    private void addKnown(List<Arrived> known) {
        known.sort(Comparator.comparingLong(Arrived::uid));
        long modSeq = box.nextModSeq();
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
        new Loader(box, this, inspector, uidValidities).load();
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
        boolean keywordsChanged = box.keywords.refresh();
        Map<String, Found> files = list().files;
        List<Integer> missing = new ArrayList<>();
        List<Integer> touched = new ArrayList<>();
        compare(files, missing, touched);
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
        boolean changed = publish(files, touched, missing);
        // Rows have moved by now, and bases of messages that are known were taken out of the map.
        changed |= adopt(unknown(files), false);
        if (keywordsChanged || changed) {
            box.change(box::tellUids);
        }
        if (changed) {
            tidy();
            box.signals.mailboxChanged(box.name);
        }
    }

    private void compare(Map<String, Found> files, List<Integer> missing, List<Integer> touched) {
        for (int row = 0; row < box.table.size(); row++) {
            Found found = files.get(box.table.base(row));
            if (found == null) {
                missing.add(row);
            } else if (differs(row, found)) {
                touched.add(row);
            } else {
                files.remove(box.table.base(row));
            }
        }
    }

    private boolean differs(int row, Found found) {
        return found.inNew() != box.table.has(row, MessageTable.IN_NEW)
                || !found.name().equals(box.table.file(row));
    }

    private boolean publish(Map<String, Found> files, List<Integer> touched, List<Integer> missing) {
        if (touched.isEmpty() && missing.isEmpty()) {
            return false;
        }
        long modSeq = box.nextModSeq();
        IndexLog.Batch records = new IndexLog.Batch();
        int[] gone = missing.stream().mapToInt(row -> row).toArray();
        boolean[] ticked = {gone.length > 0};
        box.change(() -> {
            for (int row : touched) {
                Found found = Objects.requireNonNull(files.remove(box.table.base(row)));
                int flags = found.inNew() ? 0 : MessageFileName.flags(found.name());
                boolean same = flags == box.table.flags(row);
                ticked[0] |= !same;
                byte bits = moved(box.table.bits(row), found);
                box.table.change(row, flags, bits, found.name(), same ? box.table.modSeq(row) : modSeq);
                records.message(box.table.entry(row));
            }
            for (int row : gone) {
                records.vanished(box.table.uid(row), modSeq);
            }
            box.table.remove(gone, modSeq);
            if (ticked[0]) {
                box.clock = modSeq;
            }
        });
        box.index.append(records);
        return ticked[0];
    }

    private List<Arrived> unknown(Map<String, Found> files) {
        List<Arrived> unknown = new ArrayList<>();
        files.forEach((base, file) ->
                inspector.look(base, file).ifPresent(seen -> unknown.add(new Arrived(0, base, file, seen))));
        return unknown;
    }

    /** Gives UIDs to files that other programs delivered, unless they did it themselves. */
    @SuppressWarnings("try")
    boolean adopt(List<Arrived> unknown, boolean loading) throws IOException {
        if (unknown.isEmpty()) {
            return false;
        }
        unknown.sort(Comparator.comparingLong((Arrived a) -> MessageFileName.seconds(a.base))
                .thenComparing(a -> a.base));
        List<Arrived> arrived = new ArrayList<>();
        try (DotLock lock = box.uidList.lock()) {
            long from = box.uidNext;
            UidList.Content list = readUidListLocked();
            Map<String, Long> given = uidsByBase(list);
            StringBuilder lines = new StringBuilder();
            for (Arrived file : unknown) {
                Long uid = given.get(file.base);
                // What observers take for given cannot appear any more, such as one that vanished and comes back.
                if (uid == null || (!loading && uid < from && list.uidValidity == box.uidValidity)) {
                    uid = box.takeUid();
                    lines.append(UidList.line(uid, file.base));
                }
                if (!box.isAlive(uid)) {
                    arrived.add(new Arrived(uid, file.base, file.file, file.seen));
                }
            }
            if (lines.length() > 0) {
                box.uidList.append(lines.toString(), box::isAlive, box.uidNext);
                // These names do not bear their UIDs.
                box.uidList.sync();
            }
        }
        long before = box.clock;
        addKnown(arrived);
        IndexLog.Batch records = new IndexLog.Batch();
        for (int i = box.table.size() - 1; i >= 0 && records.size() < arrived.size(); i--) {
            if (box.table.modSeq(i) > before) {
                records.message(box.table.entry(i));
            }
        }
        box.index.append(records);
        return !arrived.isEmpty();
    }

    /** Rewrites the index where it was lost, or when most of it is of the past. */
    void tidy() {
        long live = box.table.size() + (long) box.table.vanished.size();
        if (box.index.isLost() || box.index.records() > 3 * live + 1000) {
            rewriteIndex();
        }
        compactUidList();
    }

    /** Writes the index anew, from memory. */
    void rewriteIndex() {
        box.change(() -> {
            int excess = box.table.vanished.size() - MOST_VANISHED;
            if (excess > MOST_VANISHED / 4) {
                // All of one MODSEQ are remembered or none.
                box.floor = Math.max(box.floor, box.table.vanished.modSeq(excess - 1));
                box.table.vanished.removeFirst(box.table.vanished.firstAbove(box.floor));
            }
        });
        IndexLog.Batch all = new IndexLog.Batch();
        for (int i = 0; i < box.table.vanished.size(); i++) {
            all.vanished(box.table.vanished.uid(i), box.table.vanished.modSeq(i));
        }
        for (int row = 0; row < box.table.size(); row++) {
            all.message(box.table.entry(row));
        }
        box.index.rewrite(box.uidValidity, box.floor, box.clock, all);
    }

    @SuppressWarnings("try")
    private void compactUidList() {
        if (box.uidList.lines() <= 2L * box.table.size() + 1000) {
            return;
        }
        try (DotLock lock = lockUidList()) {
            box.uidList.rewrite(box::isAlive, box.uidNext, "");
        } catch (IOException | MailStoreException e) {
            LOG.warn("The list of UIDs of {} could not be compacted: {}", box.directory, e.toString());
        }
    }
}
