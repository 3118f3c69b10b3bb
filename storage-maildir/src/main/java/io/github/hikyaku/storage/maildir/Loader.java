package io.github.hikyaku.storage.maildir;

import io.github.hikyaku.storage.UidSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Opens a mailbox: makes memory out of the index alone if nothing changed since it was closed, and else out of the index,
 * the list of UIDs and the directories, each of which another program, or a crash, may have left behind the others. Used
 * once, with the write lock of the mailbox held.
 */
final class Loader {
    /** In microseconds as on the clock, a second; more changes than are ever lost from the end of an index. */
    private static final long MOST_LOST_MODSEQS = 1_000_000;

    private final MailboxState box;
    private final Reconciler reconciler;
    private final LastLook lastLook;
    private final LongSupplier uidValidities;

    Loader(MailboxState box, Reconciler reconciler, LastLook lastLook, LongSupplier uidValidities) {
        this.box = box;
        this.reconciler = reconciler;
        this.lastLook = lastLook;
        this.uidValidities = uidValidities;
    }

    void load() throws IOException {
        box.keywords.refresh();
        box.keywords.takeRenamed();
        IndexLog.Content[] read = new IndexLog.Content[1];
        box.change(() -> read[0] = box.index.read(box.table));
        IndexLog.Content index = read[0];
        IndexLog.Closing closing = index.closing;
        lastLook.sweep(closing);
        if (index.intact && closing != null && lastLook.isAsClosed(closing)) {
            goOn(index);
        } else {
            compare(index);
        }
        if (closing != null && !box.keywords.stamp().isAsWritten(closing.keywords())) {
            reconciler.doubtKeywords();
        }
    }

    private void goOn(IndexLog.Content index) {
        box.change(() -> {
            box.goOnWithUids(index.uidValidity, index.uidNext);
            box.clock = index.clock;
            box.floor = index.floor;
        });
    }

    private void compare(IndexLog.Content index) throws IOException {
        UidList.Content list = box.uidList.read();
        if (list.uidValidity == 0) {
            list = createUidList();
        }
        Map<String, Long> uids = Reconciler.uidsByBase(list);
        boolean sameUids = index.uidValidity == list.uidValidity && agrees(uids);
        boolean trusted = index.intact && sameUids;
        // A Maildir that was never ours has lost nothing of ours.
        boolean ours = index.uidValidity != 0 || bearsOurs(list);
        long givenOut = Math.max(index.clock, trusted ? 0 : newestMicros()) + (ours ? MOST_LOST_MODSEQS : 0);
        if (trusted) {
            goOn(index);
        } else {
            beginAnew(list, sameUids ? index.uidNext : 1, givenOut, sameUids);
        }
        long known = box.uidNext;
        box.raiseUids(list.uidNext);
        Listing listing = lastLook.list();
        appendLost(list, listing, uids);
        if (!trusted && ours) {
            // UIDs that were given to messages which went may be missing at the end of the list.
            box.raiseUids(Math.min(UidSet.MAX_UID - 1, box.nextUid() + UidList.MOST_LOST));
        }
        if (!trusted) {
            reconciler.rewriteIndex();
        }
        reconciler.takeIn(listing.files, uids, !trusted);
        if (trusted) {
            noteVanished(list, known);
        }
        box.change(box::tellUids);
        reconciler.tidy();
    }

    private void beginAnew(UidList.Content list, long uidNext, long givenOut, boolean withMessages) {
        box.change(() -> {
            if (withMessages) {
                box.goOnWithUids(list.uidValidity, uidNext);
            } else {
                box.startUids(list.uidValidity, uidNext);
            }
            box.clock = givenOut;
            box.clock = box.nextModSeq();
            box.floor = box.clock;
            box.table.restamp(box.clock);
        });
    }

    /** Whether the list gives no other UID to a file that the index knows. */
    private boolean agrees(Map<String, Long> uids) {
        for (int row = 0; row < box.table.size(); row++) {
            Long uid = uids.get(box.table.base(row));
            if (uid != null && uid != box.table.uid(row)) {
                return false;
            }
        }
        return true;
    }

    private static boolean bearsOurs(UidList.Content list) {
        for (int i = 0; i < list.size; i++) {
            if (MessageFileName.uid(list.bases[i], list.uidValidity).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** Appends to the list what is missing at its end, where the names of files tell. */
    @SuppressWarnings("try")
    private void appendLost(UidList.Content list, Listing listing, Map<String, Long> uids) throws IOException {
        TreeMap<Long, String> lost = new TreeMap<>();
        for (String base : listing.files.keySet()) {
            OptionalLong uid =
                    uids.containsKey(base) ? OptionalLong.empty() : MessageFileName.uid(base, list.uidValidity);
            // One below belongs to a message that went and was put back by somebody.
            if (uid.isPresent() && uid.getAsLong() >= list.uidNext) {
                lost.putIfAbsent(uid.getAsLong(), base);
            }
        }
        if (lost.isEmpty()) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        lost.forEach((uid, base) -> {
            lines.append(UidList.line(uid, base));
            uids.put(base, uid);
        });
        try (DotLock lock = box.uidList.lock()) {
            if (!box.uidList.isKnown()) {
                throw new IOException("Another program changed the list of UIDs");
            }
            box.uidList.append(lines.toString(), uid -> true, 0);
        }
        box.raiseUids(lost.lastKey() + 1);
    }

    // Listed after the index's last word, and not there: it went while nobody looked.
    private void noteVanished(UidList.Content list, long known) throws IOException {
        List<Long> gone = new ArrayList<>();
        for (int i = 0; i < list.size; i++) {
            if (list.uids[i] >= known && !box.isAlive(list.uids[i])) {
                gone.add(list.uids[i]);
            }
        }
        if (gone.isEmpty()) {
            return;
        }
        long modSeq = box.nextModSeq();
        IndexLog.Batch records = new IndexLog.Batch();
        gone.forEach(uid -> records.vanished(uid, modSeq));
        box.index.append(records);
        box.change(() -> {
            gone.forEach(uid -> box.table.vanished.add(modSeq, uid));
            box.clock = modSeq;
        });
    }

    @SuppressWarnings("try")
    private UidList.Content createUidList() throws IOException {
        try (DotLock lock = box.uidList.lock()) {
            UidList.Content list = box.uidList.read();
            if (list.uidValidity == 0) {
                box.uidList.create(uidValidities.getAsLong(), 1, List.of());
                list = box.uidList.read();
            }
            return list;
        }
    }

    // Not of dovecot-keywords, whose time is of our own making and may lie ahead.
    // A clock that was set back must not give out again what it gave out before the index was lost.
    private long newestMicros() throws IOException {
        long newest = 0;
        for (String name : new String[] {"new", "cur", "tmp", ".", UidList.NAME, IndexLog.NAME}) {
            newest = Math.max(newest, Stamp.of(box.directory.resolve(name)).nanos() / 1000);
        }
        return newest;
    }
}
